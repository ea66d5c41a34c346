import type { KeptPart, Withdrawn } from '@ihala/contract'
import { addJob, randomId } from '@ihala/kit'
import { countFileChange } from '../person/person.store.ts'
import { referralsOfPerson } from '../referral/referral.store.ts'
import type { ErasureAsked } from './erasure.store.ts'
import { type Erasing, erase } from './erasure.write.ts'
import { WITHDRAW_REFERRAL } from './withdrawal.jobs.ts'
import { erasable } from './withdrawal.write.ts'

/** What taking back began: to how many bodies it goes, and what stays here. */
export interface TakenBack {
  readonly referrals: number
  readonly kept: readonly KeptPart[]
}

/**
 * C7: what was written of these categories in a person's own file goes in this transaction, but what a law or a hold keeps; each body
 * they were referred to, or that referred them, is told by a job of it. The file is locked.
 */
export async function withdrawPerson(
  context: Erasing,
  id: string,
  { by, categories }: { readonly by: ErasureAsked['saidBy']; readonly categories: Withdrawn },
): Promise<TakenBack> {
  const { tx } = context
  const parts = erasable(categories).filter((part) => part !== 'words')
  const asked = { owner: id, of: randomId(), because: 'withdrawn', saidBy: by, whole: categories === 'all', parts, owed: false } as const
  const { id: erasure, kept } = await erase(context, asked)
  const referrals = await referralsOfPerson(tx, id)
  // Each in a transaction of its own: two conversations are never locked at once.
  for (const referral of referrals)
    await addJob(tx, WITHDRAW_REFERRAL, { referral, erasure }, { jobKey: [WITHDRAW_REFERRAL, referral, erasure].join('/') })
  return { referrals: referrals.length, kept }
}

/** The same of everything, said by the person without anybody of the staff: nobody saw a version of the file. */
export async function withdrawBySelf(context: Erasing, id: string): Promise<TakenBack> {
  await countFileChange(context.tx, id)
  return withdrawPerson(context, id, { by: 'person', categories: 'all' })
}
