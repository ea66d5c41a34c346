import { type ComplaintFinding, type MemberComplaint, Refusal } from '@ihala/contract'
import { build, type Given, insertion, statement, type Tx } from '@ihala/kit'
import { eq } from 'drizzle-orm'
import { memberComplaints } from './member-complaint.tables.ts'
import type { HeldComplaint } from './member-complaint.ts'

const insert = insertion(memberComplaints, ['id', 'fromMember', 'number', 'about', 'what', 'answer', 'receivedAt'], (row) =>
  // A box that was not receipted in time brings it once more.
  row.onConflictDoNothing(),
)
const locked = statement((given: Given<{ id: string }>) =>
  build.select().from(memberComplaints).where(eq(memberComplaints.id, given.id)).for('update'),
)
const acknowledged = statement((given: Given<{ id: string; by: string; at: string }>) =>
  build.update(memberComplaints).set({ acknowledgedBy: given.by, acknowledgedAt: given.at }).where(eq(memberComplaints.id, given.id)),
)
const closed = statement((given: Given<{ id: string; by: string; at: string; finding: ComplaintFinding }>) =>
  build
    .update(memberComplaints)
    .set({ closedBy: given.by, closedAt: given.at, finding: given.finding })
    .where(eq(memberComplaints.id, given.id)),
)

/** Keeps a complaint as it came in a member's box; the same one once. */
export async function keepComplaint(
  tx: Tx,
  complaint: Pick<HeldComplaint, 'id' | 'fromMember' | 'number' | 'about' | 'what' | 'answer' | 'receivedAt'>,
): Promise<void> {
  await insert.run(tx, complaint)
}

/** One complaint, locked for what somebody says of it. Throws Refusal `not-found`. */
export async function lockComplaint(tx: Tx, id: string): Promise<HeldComplaint> {
  const held = await locked.first(tx, { id })
  if (!held) throw new Refusal('not-found')
  return held
}

/** Writes down that somebody has seen it. */
export async function keepAcknowledged(tx: Tx, what: { readonly id: string; readonly by: string; readonly at: string }): Promise<void> {
  await acknowledged.run(tx, what)
}

/** Writes down what was found. */
export async function keepClosed(
  tx: Tx,
  what: { readonly id: string; readonly by: string; readonly at: string; readonly finding: ComplaintFinding },
): Promise<void> {
  await closed.run(tx, what)
}

/** Which complaints are asked for: those about a member, the one with a number, open or closed ones, those after a row. */
export interface Wanted {
  readonly about: string | null
  readonly number: string | null
  readonly is: 'open' | 'closed' | null
  readonly after: string | null
}

/** Complaints in the order in which they came. */
export async function complaintsIn(tx: Tx, { about, number, is, after }: Wanted, limit: number): Promise<readonly HeldComplaint[]> {
  return tx<HeldComplaint[]>`
    select * from registry.member_complaint
    where (${about}::text is null or about = ${about}) and (${number}::text is null or number = ${number})
      and (${is}::text is null or (closed_at is null) = (${is} = 'open')) and (${after}::uuid is null or id > ${after})
    order by id limit ${limit}`
}

/** How many complaints came, by member and code. */
export async function complaintsCounted(
  tx: Tx,
): Promise<readonly { readonly about: string; readonly what: MemberComplaint; readonly count: number }[]> {
  return tx<{ about: string; what: MemberComplaint; count: number }[]>`
    select about, what, count(*)::int as count from registry.member_complaint group by about, what order by about, what`
}
