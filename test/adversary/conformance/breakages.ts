import type { ConformanceStep } from '@ihala/contract'
import { ALTERATIONS, type Alteration } from '../receiver/alterations.ts'

/** One check that a broken applicant does not make, and the step of the run by which it must be caught. */
export interface Breakage {
  /** The check, as `ALTERATIONS` names it. */
  readonly check: string
  readonly caughtBy: ConformanceStep
}

/** What the run has to notice, each in every run of the tests. */
export const BREAKAGES: readonly Breakage[] = [
  { check: 'the signature', caughtBy: 'wrong-signature' },
  { check: 'authentication of the text', caughtBy: 'altered-ciphertext' },
  { check: 'aud', caughtBy: 'wrong-audience' },
  { check: 'enc_to', caughtBy: 'sealed-to-other-key' },
  { check: 'exp', caughtBy: 'expired-event' },
  { check: 'not revoked', caughtBy: 'revoked-key' },
  { check: 'its role may send it', caughtBy: 'role-exceeded' },
  { check: 'not ended', caughtBy: 'consent-expired' },
  { check: 'for this recipient', caughtBy: 'consent-for-another' },
  { check: 'one content at one place', caughtBy: 'other-content-same-place' },
  { check: 'a place in its turn', caughtBy: 'out-of-order' },
  { check: 'the version is known', caughtBy: 'unknown-version' },
]

/** The alteration of a breakage. Throws when there is none, or more than one. */
export function breakageOf({ check }: Breakage): Alteration {
  const [found, ...more] = ALTERATIONS.filter((one) => one.check === check)
  if (found === undefined || more.length > 0) throw new Error(`there is not one check named so: ${check}`)
  return found
}
