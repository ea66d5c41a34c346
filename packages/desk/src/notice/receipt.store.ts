import { build, type Given, statement, type Tx } from '@ihala/kit'
import { desc, eq } from 'drizzle-orm'
import { referrals } from '../referral/referral.tables.ts'
import type { Referral } from '../referral/referral.ts'

const ofPerson = statement((given: Given<{ personId: string }>) =>
  build.select().from(referrals).where(eq(referrals.personId, given.personId)).orderBy(desc(referrals.receivedAt), desc(referrals.id)),
)

/** All referrals of a person here, sent and received, newest first. */
export async function referralsOf(tx: Tx, personId: string): Promise<Referral[]> {
  return [...(await ofPerson.run(tx, { personId }))]
}
