import type { Job } from '@ihala/kit'
import { lockReferral } from '../referral/referral.store.ts'
import { tellWithdrawn } from '../rights/withdrawal.write.ts'
import { settledAge } from './age.store.ts'
import { standsAt } from './age.ts'
import { END_AT_OTHER_AGE } from './age.write.ts'

/** It may run twice, or after the age was settled once more: the rows say what holds. */
const endAtOtherAge: Job = async ({ referral: id }, context) => {
  if (id === undefined) throw new Error('a consent to end without its referral')
  const referral = await lockReferral(context.tx, id)
  if (referral.personId === null || referral.consent.categories.length === 0) return
  const settled = await settledAge(context.tx, referral.personId)
  if (settled === null || standsAt(referral.consent.basis, settled.ageBand)) return
  await tellWithdrawn(context, referral, { categories: 'all', by: 'sender' })
}

/** What follows when an age is settled. */
export const ageJobs: Readonly<Record<string, Job>> = { [END_AT_OTHER_AGE]: endAtOtherAge }
