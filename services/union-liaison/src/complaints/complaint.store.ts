import { Refusal } from '@ihala/contract'
import { build, type Given, insertion, statement, type Tx } from '@ihala/kit'
import { desc, lt, sql } from 'drizzle-orm'
import { complaintPeople, complaints } from './complaint.tables.ts'
import { type ComplaintGiven, type ComplaintShown, type Standing, shown } from './complaint.ts'

const insert = insertion(complaints, ['id', 'channel', 'heads', 'firstContactOn', 'createdAt'])
// Row-level security leaves out whom the member may not see, so that the count tells.
const hold = statement((given: Given<{ id: string; people: readonly string[] }>) =>
  build
    .insert(complaintPeople)
    .select(sql`select ${given.id}::uuid, person.id from desk.person where person.id = any(${given.people}::uuid[])`),
)
const page = statement((given: Given<{ before: string; limit: number }>) =>
  build.select().from(complaints).where(lt(complaints.id, given.before)).orderBy(desc(complaints.id)).limit(given.limit),
)

/** Writes down a complaint and whom it holds. Throws Refusal `not-found` when one of them is nobody this member may see. */
export async function insertComplaint(tx: Tx, complaint: ComplaintGiven & { readonly id: string; readonly now: string }): Promise<void> {
  const { id, now, channel, heads, firstContactOn, people } = complaint
  await insert.run(tx, { id, channel, heads, firstContactOn, createdAt: now })
  const held = await hold.run(tx, { id, people })
  if (held.count !== people.length) throw new Refusal('not-found', { field: '/people' })
}

interface PersonRow extends Omit<Standing, 'referralId'> {
  readonly complaintId: string
  readonly personId: string
  readonly referralId: string | null
}

/**
 * Complaints, newest first, with where each person's complaint stands: their newest referral for complaint handling. Of
 * people on a member's conflict list nothing comes back.
 * @param before the id of the last one seen
 */
export async function complaintPage(
  tx: Tx,
  before: string | undefined,
  limit: number,
): Promise<{ readonly items: ComplaintShown[]; readonly next: string | null }> {
  const rows = await page.run(tx, { before: before ?? 'ffffffff-ffff-ffff-ffff-ffffffffffff', limit })
  const people = await tx<PersonRow[]>`
    select held.complaint_id, held.person_id, newest.id as referral_id, newest.state, newest.business_status, newest.due_at
    from complaints.complaint_person as held
    left join lateral (
      select id, state, business_status, due_at from desk.referral
      where referral.person_id = held.person_id and side = 'sender' and 'complaint-handling' = any(needs)
      order by received_at desc, id desc limit 1
    ) as newest on true
    where held.complaint_id = any(${rows.map(({ id }) => id)}::uuid[])
    order by held.person_id`
  const byComplaint = Map.groupBy(people, ({ complaintId }) => complaintId)
  return {
    items: rows.map((row) => ({ ...row, people: (byComplaint.get(row.id) ?? []).map(personShown) })),
    next: rows.length === limit ? (rows.at(-1)?.id ?? null) : null,
  }
}

/** Whom a complaint holds, as far as this member may see them. Throws Refusal `not-found` when there is no such complaint, or none of them is to be seen. */
export async function crewOf(tx: Tx, complaintId: string): Promise<readonly { readonly id: string; readonly version: number }[]> {
  const people = await tx<{ id: string; version: number }[]>`
    select person.id, person.version from complaints.complaint_person as held join desk.person on person.id = held.person_id
    where held.complaint_id = ${complaintId} order by person.id`
  if (people.length === 0) throw new Refusal('not-found')
  return people
}

function personShown({ personId, referralId, state, businessStatus, dueAt }: PersonRow): ComplaintShown['people'][number] {
  return shown(personId, referralId === null ? undefined : { referralId, state, businessStatus, dueAt })
}
