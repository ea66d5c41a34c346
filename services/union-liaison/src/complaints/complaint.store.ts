import { Refusal } from '@ihala/contract'
import type { Tx } from '@ihala/kit'
import { type ComplaintGiven, type ComplaintShown, type Standing, shown } from './complaint.ts'

/** Writes down a complaint and whom it holds. Throws Refusal `not-found` when one of them is nobody this member may see. */
export async function insertComplaint(tx: Tx, complaint: ComplaintGiven & { readonly id: string; readonly now: string }): Promise<void> {
  const { id, now, channel, heads, firstContactOn, people } = complaint
  await tx`insert into complaints.complaint (id, channel, heads, first_contact_on, created_at) values (${id}, ${channel}, ${heads}, ${firstContactOn}, ${now})`
  const held = await tx`
    insert into complaints.complaint_person (complaint_id, person_id)
    select ${id}, person.id from desk.person where person.id = any(${people}::uuid[])`
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
export async function complaintPage(tx: Tx, before: string | undefined, limit: number): Promise<ComplaintShown[]> {
  const rows = await tx<Omit<ComplaintShown, 'people'>[]>`
    select id, channel, heads, first_contact_on, created_at from complaints.complaint
    where id < ${before ?? 'ffffffff-ffff-ffff-ffff-ffffffffffff'}::uuid order by id desc limit ${limit}`
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
  return rows.map((row) => ({ ...row, people: (byComplaint.get(row.id) ?? []).map(personShown) }))
}

function personShown({ personId, referralId, state, businessStatus, dueAt }: PersonRow): ComplaintShown['people'][number] {
  return shown(personId, referralId === null ? undefined : { referralId, state, businessStatus, dueAt })
}
