import type { StaffRole } from '@ihala/contract'
import type { Database } from '@ihala/ledger'

/** A session and its staff member as one row. Times are ISO instants; names are wrapped by the keyring. */
export interface SessionRow {
  readonly csrf: string
  readonly createdAt: string
  readonly seenAt: string
  readonly id: string
  readonly pseudonym: string
  readonly roles: readonly StaffRole[]
  readonly names: Buffer | null
}

/** A staff member as kept at sign-in. `id` and `pseudonym` are those of a first sign-in; a known member keeps theirs. */
export interface StaffRow {
  readonly id: string
  readonly pseudonym: string
  readonly issuer: string
  readonly sub: string
  readonly roles: readonly StaffRole[]
  readonly names: Buffer
  readonly now: string
}

/** The session behind a cookie's hash, unless its staff member is suspended. One statement, no transaction. */
export async function findSession(database: Database, idHash: Buffer): Promise<SessionRow | undefined> {
  const [row] = await database<SessionRow[]>`select * from kit.session_of(${idHash})`
  return row
}

/** Keeps a new session. This and what follows is the service's own work: of the pool that works as `system`. */
export async function insertSession(
  database: Database,
  session: { idHash: Buffer; staffId: string; csrf: string; now: string },
): Promise<void> {
  await database`
    insert into kit.session (id_hash, staff_id, csrf, created_at, seen_at)
    values (${session.idHash}, ${session.staffId}, ${session.csrf}, ${session.now}, ${session.now})`
}

/** Notes that a session was used. */
export async function touchSession(database: Database, idHash: Buffer, now: string): Promise<void> {
  await database`update kit.session set seen_at = ${now} where id_hash = ${idHash} and seen_at < ${now}`
}

/** Ends one session. */
export async function deleteSession(database: Database, idHash: Buffer): Promise<void> {
  await database`delete from kit.session where id_hash = ${idHash}`
}

/** Ends all sessions of a staff member. */
export async function deleteSessionsOf(database: Database, staffId: string): Promise<void> {
  await database`delete from kit.session where staff_id = ${staffId}`
}

/** Forgets sessions nobody used since `idleBefore` or opened before `openedBefore` (ISO instants). Returns how many. */
export async function deleteSessionsBefore(database: Database, idleBefore: string, openedBefore: string): Promise<number> {
  const gone = await database`delete from kit.session where seen_at < ${idleBefore} or created_at < ${openedBefore}`
  return gone.count
}

/** Keeps what the provider says of a staff member. Returns the row's id and whether the member is suspended here. */
export async function saveStaff(database: Database, staff: StaffRow): Promise<{ id: string; suspended: boolean }> {
  const [row] = await database<{ id: string; suspended: boolean }[]>`
    insert into kit.staff (id, issuer, sub, pseudonym, roles, names, last_seen)
    values (${staff.id}, ${staff.issuer}, ${staff.sub}, ${staff.pseudonym}, ${[...staff.roles]}, ${staff.names}, ${staff.now})
    on conflict (issuer, sub) do update set roles = excluded.roles, names = excluded.names, last_seen = excluded.last_seen
    returning id, suspended_at is not null as suspended`
  if (!row) throw new Error('kit.staff returned no row')
  return row
}
