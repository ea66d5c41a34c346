import { type Barring, Refusal } from '@ihala/contract'
import {
  endSessionsOf,
  type Feature,
  handOverCases,
  lockActiveAdmins,
  memberById,
  recordDecision,
  type Stamp,
  suspend,
  type Tx,
} from '@ihala/kit'
import { assertPerson } from '../person/person.store.ts'
import { referralByCase, referralById } from '../referral/referral.store.ts'
import { addTask } from '../task/task.store.ts'

/**
 * Suspends a member, whose sessions end with it, or lifts that. The last admin who works stays: nobody could lift it.
 * @param staff pseudonym of the admin
 * Throws Refusal `not-found`, `state-forbids`.
 */
export async function suspendMember(tx: Tx, stamp: () => Stamp, id: string, suspended: boolean, staff: string): Promise<void> {
  const { pseudonym } = await memberById(tx, id)
  const { id: leaf, now } = stamp()
  if (suspended) {
    const admins = await lockActiveAdmins(tx)
    if (admins.length === 1 && admins[0] === id) throw new Refusal('state-forbids', { state: 'last-admin' })
    await endSessionsOf(tx, id)
  }
  await suspend(tx, id, suspended ? now : null)
  await recordDecision(tx, { id: leaf, action: suspended ? 'suspend-member' : 'restore-member', subject: pseudonym, staff, at: now })
}

/**
 * M5: a member leaves. All their cases go to another one, each with a task and a leaf, with what features gave them by name, and nothing
 * of theirs opens any more.
 * @param features of the service, in their order
 * Returns how many cases. Throws Refusal `not-found`; `state-forbids` for the last admin, and for a taker who is the same or does not
 * work; `conflict-unresolved` where the taker may not see a case.
 */
export async function handOver(
  tx: Tx,
  stamp: () => Stamp,
  features: readonly Pick<Feature, 'handedOver'>[],
  { from, to, staff }: { readonly from: string; readonly to: string; readonly staff: string },
): Promise<number> {
  const [, taker] = [await memberById(tx, from), await memberById(tx, to)]
  if (from === to || taker.suspendedAt !== null) throw new Refusal('state-forbids', { state: 'taker' })
  const each = async (caseId: string): Promise<void> => {
    const { id, now } = stamp()
    const referral = await referralByCase(tx, caseId)
    // The file of a local person comes with its referrals, and asks for nothing by itself.
    if (referral) await addTask(tx, { id, code: 'case-handed-over', referralId: referral.id, dueAt: now, now })
    const action = referral ? 'hand-over-case' : 'hand-over-file'
    await recordDecision(tx, { id: stamp().id, action, subject: referral?.id ?? caseId, staff, at: now })
  }
  const cases = await handOverCases(tx, { from, to }, each, async () => {
    for (const { handedOver } of features) await handedOver?.({ from, to }, { tx, stamp })
  })
  await suspendMember(tx, stamp, from, true, staff)
  return cases
}

/** What stands on a conflict list for a referral, or for a person with all their referrals. Throws Refusal `not-found`. */
export async function casesAbout(tx: Tx, { about, id }: Pick<Barring, 'about' | 'id'>): Promise<readonly string[]> {
  switch (about) {
    case 'referral':
      return [(await referralById(tx, id)).caseId]
    case 'person': {
      await assertPerson(tx, id)
      const rows = await tx<{ caseId: string }[]>`select case_id from desk.referral where person_id = ${id}`
      return [id, ...rows.map(({ caseId }) => caseId)]
    }
    default:
      return about satisfies never
  }
}
