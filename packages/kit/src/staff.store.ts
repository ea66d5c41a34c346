import { Refusal, type StaffRole } from '@ihala/contract'
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

/** Characters of the name of a case; the file of a local person is assigned under its row id, which is longer. */
const CASE_LENGTH = 22

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

/** A member of staff, with the names opened. */
export interface Member extends StaffNames {
  readonly id: string
  readonly pseudonym: string
  readonly roles: readonly StaffRole[]
  /** ISO instant; null for who works. */
  readonly suspendedAt: string | null
  /** How many cases are theirs, of those the actor may see. */
  readonly cases: number
}

/** All members who ever signed in, oldest first. */
export async function staffMembers(tx: Tx, keyring: Pick<Keyring, 'unwrap'>): Promise<Member[]> {
  const rows = await tx<(Omit<Member, keyof StaffNames> & { readonly names: Buffer | null })[]>`
    select id, pseudonym, roles, names, suspended_at,
      (select count(*)::int from kit.assignment where assignment.staff_id = staff.id and length(assignment.case_id) = ${CASE_LENGTH}) as cases
    from kit.staff order by id`
  return rows.map(({ names, ...row }) => ({ ...row, ...staffNames(keyring, names) }))
}

/** One member, without names. Throws Refusal `not-found`. */
export async function memberById(
  tx: Tx,
  id: string,
): Promise<{ readonly id: string; readonly pseudonym: string; readonly suspendedAt: string | null }> {
  const [row] = await tx<{ id: string; pseudonym: string; suspendedAt: string | null }[]>`
    select id, pseudonym, suspended_at from kit.staff where id = ${id}`
  if (!row) throw new Refusal('not-found')
  return row
}

/** Row ids of the admins who work here, locked until the transaction ends: two who suspend each other come one after the other. */
export async function lockActiveAdmins(tx: Tx): Promise<string[]> {
  const admins = await tx<{ id: string; suspended: boolean }[]>`
    select id, suspended_at is not null as suspended from kit.staff where 'admin' = any(roles) order by id for update`
  return admins.filter(({ suspended }) => !suspended).map(({ id }) => id)
}

/** Ends the sessions of a member: no cookie of theirs opens anything from the commit on. */
export async function endSessionsOf(tx: Tx, staffId: string): Promise<void> {
  await asTheService(tx, () => tx`delete from kit.session where staff_id = ${staffId}`)
}

/**
 * Gives all cases of a member to another one, also those that whoever does it may not see: a case on the admin's own conflict list
 * must not stay with somebody who left; the files of local persons go with them. Calls `each` as the service for every one, and `then`
 * once at the end. Returns how many cases.
 * Throws Refusal `conflict-unresolved` when one of them is on the taker's conflict list: nothing is handed over then.
 */
export async function handOverCases(
  tx: Tx,
  { from, to }: { readonly from: string; readonly to: string },
  each: (caseId: string) => Promise<void>,
  then: () => Promise<void>,
): Promise<number> {
  return asTheService(tx, async () => {
    const cases = await tx<{ caseId: string; closed: boolean }[]>`
      select case_id, exists (select from kit.barred where barred.staff_id = ${to} and barred.case_id = assignment.case_id) as closed
      from kit.assignment where staff_id = ${from} order by case_id for update`
    if (cases.some(({ closed }) => closed)) throw new Refusal('conflict-unresolved', { field: '/to' })
    for (const { caseId } of cases) {
      await assign(tx, to, caseId)
      await each(caseId)
    }
    await tx`delete from kit.assignment where staff_id = ${from}`
    await then()
    return cases.filter(({ caseId }) => caseId.length === CASE_LENGTH).length
  })
}

/** Lets a part of a member's transaction be the service's own work; what fails here fails the transaction. */
async function asTheService<T>(tx: Tx, work: () => Promise<T>): Promise<T> {
  const [row] = await tx<{ actor: string | null }[]>`select kit.actor() as actor`
  await tx`select set_config('ihala.staff', 'system', true)`
  const value = await work()
  await tx`select set_config('ihala.staff', ${row?.actor ?? ''}, true)`
  return value
}
