import type { Tx } from '@ihala/kit'

/** Who works on a case, with their names as they are kept. */
export async function assigneesNamed(tx: Tx, caseId: string): Promise<readonly { readonly id: string; readonly names: Buffer | null }[]> {
  return tx<{ id: string; names: Buffer | null }[]>`
    select staff.id, staff.names from kit.assignment join kit.staff on staff.id = assignment.staff_id
    where assignment.case_id = ${caseId} order by assignment.since, staff.id`
}

/** Who works for the person of a referral, by their file or another referral of theirs, and not on this one. */
export async function workersForPerson(
  tx: Tx,
  referral: { readonly id: string; readonly caseId: string; readonly personId: string | null },
): Promise<readonly { readonly id: string; readonly names: Buffer | null }[]> {
  const { id, caseId, personId } = referral
  if (personId === null) return []
  return tx<{ id: string; names: Buffer | null }[]>`
    select staff.id, staff.names from kit.staff
    where staff.id in (
      select staff_id from kit.assignment
      where case_id = ${personId}::text or case_id in (select case_id from desk.referral where person_id = ${personId} and id <> ${id}))
    and not exists (select from kit.assignment where case_id = ${caseId} and staff_id = staff.id)
    order by staff.id`
}

/** Whether a case may be given to a member; undefined when nobody of that id works here. The conflict list may name the person too. */
export async function assignable(tx: Tx, staffId: string, caseId: string): Promise<{ readonly barred: boolean } | undefined> {
  const [row] = await tx<{ barred: boolean }[]>`
    select exists (
      select from kit.barred left join desk.referral on referral.case_id = ${caseId}
      where barred.staff_id = staff.id and barred.case_id in (${caseId}, referral.person_id::text)) as barred
    from kit.staff where id = ${staffId} and suspended_at is null`
  return row
}
