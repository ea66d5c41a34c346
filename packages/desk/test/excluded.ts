// How the desk joins what a person excluded, for tests that build trees of referrals without one.
export { withExcluded } from '../src/referral/referral.begin.ts'
