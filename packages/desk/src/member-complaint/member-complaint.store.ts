import { BOX_HOLDS, type ComplaintBox, Refusal } from '@ihala/contract'
import { build, type Given, insertion, statement, type Tx } from '@ihala/kit'
import { eq } from 'drizzle-orm'
import { complaintBoxes, memberComplaints } from './member-complaint.tables.ts'
import type { KeptComplaint } from './member-complaint.ts'

/** Keeps what a person says against a member. */
export const insertComplaint = insertion(memberComplaints, ['id', 'personId', 'about', 'what', 'byWhom', 'at', 'number', 'answer'])

const planned = insertion(complaintBoxes, ['id', 'day', 'dueAt'], (row) => row.onConflictDoNothing())
const box = statement((given: Given<{ id: string }>) =>
  build.select().from(complaintBoxes).where(eq(complaintBoxes.id, given.id)).for('update'),
)
const sent = statement((given: Given<{ id: string; jti: string; recipient: string; at: string }>) =>
  build.update(complaintBoxes).set({ jti: given.jti, recipient: given.recipient, sentAt: given.at }).where(eq(complaintBoxes.id, given.id)),
)

/** The day's box as it is kept. */
export type KeptBox = Readonly<typeof complaintBoxes.$inferSelect>

/** What a person says against members, in the order in which they said it. */
export async function complaintsOf(tx: Tx, personId: string): Promise<readonly KeptComplaint[]> {
  return tx<KeptComplaint[]>`
    select c.id, c.person_id, c.about, c.what, c.at, c.number, c.answer, b.sent_at, b.recipient as to, o.status as box, o.receipt
    from desk.member_complaint c left join desk.complaint_box b on b.id = c.box left join exchange.outbox o on o.jti = b.jti
    where c.person_id = ${personId} order by c.id`
}

/** One of them, locked: until the transaction ends it goes with no box. Throws Refusal `not-found`. */
export async function lockComplaint(tx: Tx, id: string): Promise<KeptComplaint> {
  const [row] = await tx<KeptComplaint[]>`
    select c.id, c.person_id, c.about, c.what, c.at, c.number, c.answer, b.sent_at, b.recipient as to, o.status as box, o.receipt
    from desk.member_complaint c left join desk.complaint_box b on b.id = c.box left join exchange.outbox o on o.jti = b.jti
    where c.id = ${id} for update of c`
  if (!row) throw new Refusal('not-found')
  return row
}

/** Forgets a complaint that was taken back. */
export async function forgetComplaint(tx: Tx, id: string): Promise<void> {
  await tx`delete from desk.member_complaint where id = ${id}`
}

/** Keeps when a day's box goes; false when that was chosen already. */
export async function planBox(tx: Tx, plan: Pick<KeptBox, 'id' | 'day' | 'dueAt'>): Promise<boolean> {
  return (await planned.run(tx, plan)).count === 1
}

/** A day's box, locked until it is sent. */
export async function lockBox(tx: Tx, id: string): Promise<KeptBox | undefined> {
  return box.first(tx, { id })
}

/** Complaints that go with the next box to this body, the oldest first: those in none, and those whose box was not taken. */
export async function complaintsFor(
  tx: Tx,
  to: string,
): Promise<readonly (Pick<KeptComplaint, 'id'> & ComplaintBox['complaints'][number])[]> {
  return tx<(Pick<KeptComplaint, 'id'> & ComplaintBox['complaints'][number])[]>`
    select c.id, c.number, c.about, c.what, c.answer
    from desk.member_complaint c left join desk.complaint_box b on b.id = c.box left join exchange.outbox o on o.jti = b.jti
    where c.number is not null and c.about <> ${to} and (c.box is null or o.status in ('refused', 'expired'))
    order by c.at, c.id limit ${BOX_HOLDS} for update of c skip locked`
}

/** Writes down that a box went, and with which complaints. */
export async function keepSent(
  tx: Tx,
  went: { readonly id: string; readonly jti: string; readonly recipient: string; readonly at: string },
  complaints: readonly string[],
): Promise<void> {
  await sent.run(tx, went)
  await tx`update desk.member_complaint set box = ${went.id} where id = any(${[...complaints]}::uuid[])`
}
