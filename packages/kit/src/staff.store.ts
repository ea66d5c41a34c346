import type { StaffRole } from '@ihala/contract'
import type { Tx } from '@ihala/ledger'
import type { Keyring } from '@ihala/seal'
import { type StaffNames, staffNames } from './staff-names.ts'

/** Puts a case on a member's conflict list: from the commit on they see nothing of it. */
export async function bar(tx: Tx, staffId: string, caseId: string): Promise<void> {
  await tx`insert into kit.barred (staff_id, case_id) values (${staffId}, ${caseId}) on conflict do nothing`
}

/** Takes a case off a member's conflict list. */
export async function unbar(tx: Tx, staffId: string, caseId: string): Promise<void> {
  await tx`delete from kit.barred where staff_id = ${staffId} and case_id = ${caseId}`
}

/** Gives a case to a member. */
export async function assign(tx: Tx, staffId: string, caseId: string): Promise<void> {
  await tx`insert into kit.assignment (case_id, staff_id) values (${caseId}, ${staffId}) on conflict do nothing`
}

/** Takes a case from a member. */
export async function unassign(tx: Tx, staffId: string, caseId: string): Promise<void> {
  await tx`delete from kit.assignment where case_id = ${caseId} and staff_id = ${staffId}`
}

/** Row ids of the members who work on a case. */
export async function assigneesOf(tx: Tx, caseId: string): Promise<string[]> {
  const rows = await tx<{ staffId: string }[]>`select staff_id from kit.assignment where case_id = ${caseId} order by since, staff_id`
  return rows.map(({ staffId }) => staffId)
}

/** Suspends a member (an ISO instant) or lifts it (null), at once: what they have open sees nothing any more. */
export async function suspend(tx: Tx, staffId: string, since: string | null): Promise<void> {
  await tx`update kit.staff set suspended_at = ${since} where id = ${staffId}`
}

/** The members with a role who have signed in here and are not suspended, by row id, with their names opened. */
export async function staffWithRole(
  tx: Tx,
  keyring: Pick<Keyring, 'unwrap'>,
  role: StaffRole,
): Promise<({ readonly id: string } & StaffNames)[]> {
  const rows = await tx<{ id: string; names: Buffer | null }[]>`
    select id, names from kit.staff where ${role} = any(roles) and suspended_at is null order by id`
  return rows.map(({ id, names }) => ({ id, ...staffNames(keyring, names) }))
}
