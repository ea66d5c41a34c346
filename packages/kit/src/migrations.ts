import { setTimeout as pause } from 'node:timers/promises'
import postgres, { type Sql, type TransactionSql } from 'postgres'
import { emptyJobs, JOBS_SCHEMA, JOBS_VERSION, migrateJobs } from './jobs.schema.ts'
import { type Applied, type MigrationFile, MigrationProblem, type MigrationSource, pending, readMigrations } from './migration-files.ts'
import { assertFenced, type Fenced, type Fences, fences } from './row-security.ts'

/** One migrating service at a time, whatever the number of replicas. */
const LOCK = 0x1ea5_e8
const VERSION = 'version'
/**
 * Services work on while another replica migrates (T58). What cannot have its lock soon gives way, so that nobody's work queues
 * behind a wait; and what the database broke off to undo a deadlock was rolled back whole. Both are tried again.
 */
const LOCK_TIMEOUT = '3s'
const ATTEMPTS = 20
const PAUSE_MS = 250

/** What has to be migrated, and by whom. */
export interface Migration {
  /** Address for the role that owns the database. */
  readonly ownerUrl: string
  /** In the order of the ladder: ledger, exchange, kit, then the features as the service names them. */
  readonly sources: readonly MigrationSource[]
  /**
   * Only these files, of which every one must be among the sources with the same hash: the state a backup was taken in,
   * which is loaded before the rest is migrated. All files unless told.
   */
  readonly upTo?: readonly Applied[]
  /** Told for each file as it is applied. */
  readonly onApplied?: (name: string) => void
}

/**
 * Brings the organisation's database to this version and makes sure that its fences stand (T33). When nothing is to be done
 * it costs one query. Returns the number of files applied.
 * Throws MigrationProblem when an applied file was changed, the database is newer, a file fails, or a table with personal
 * data has no fence.
 * @param app a pool of the role that works
 */
export async function migrate(app: Sql, { ownerUrl, sources, upTo, onApplied = () => {} }: Migration): Promise<number> {
  const all = readMigrations(sources)
  const files = upTo === undefined ? all : thoseOf(all, upTo)
  const fenced = fencedBy(sources)
  const state = await look(app, fenced)
  if (state !== undefined && isCurrent(files, state.applied)) {
    assertFenced(state)
    return 0
  }
  const made = [...new Set(files.map(({ schema }) => schema))]
  const count = await migrateAsOwner(ownerUrl, files, await roleOf(app), made, onApplied)
  const after = await look(app, fenced)
  if (after === undefined) throw new MigrationProblem('the journal kit.migration cannot be read by the role of `databaseUrl`')
  assertFenced(after)
  return count
}

/** What a start would find in the database. */
export interface MigrationState extends Fences {
  /** Files that are not applied yet. */
  readonly pending: readonly string[]
}

/**
 * Looks at the database as a start would, and changes nothing. Undefined when it was never migrated. Throws MigrationProblem
 * when an applied file was changed, or the database is newer.
 */
export async function migrationState(app: Sql, sources: readonly MigrationSource[]): Promise<MigrationState | undefined> {
  const state = await look(app, fencedBy(sources))
  if (state === undefined) return undefined
  const files = pending(readMigrations(sources), state.applied).map(({ schema, file }) => `${schema}/${file}`)
  const { unfenced, above } = state
  return { unfenced, above, pending: hasJobs(state.applied) ? files : [...files, `${JOBS_SCHEMA} ${JOBS_VERSION}`] }
}

function fencedBy(sources: readonly MigrationSource[]): Fenced {
  return {
    schemas: sources.map(({ schema }) => schema),
    bytesArePersonal: sources.filter((source) => source.bytesArePersonal).map(({ schema }) => schema),
  }
}

function thoseOf(files: readonly MigrationFile[], named: readonly Applied[]): MigrationFile[] {
  const wanted = named.filter(({ schema }) => schema !== JOBS_SCHEMA)
  for (const { schema, file, hash } of wanted) {
    if (files.some((one) => one.schema === schema && one.file === file && one.hash === hash)) continue
    throw new MigrationProblem(
      `this version does not know the migration ${schema}/${file} as it was applied; use the version that applied it`,
    )
  }
  return files.filter(({ schema, file }) => wanted.some((one) => one.schema === schema && one.file === file))
}

type State = Fences & { readonly applied: readonly Applied[] }

/** The whole check of a start in one query; undefined when the database has no journal for this role yet. */
async function look(app: Sql, fenced: Fenced): Promise<State | undefined> {
  try {
    const [state] = await app<[State]>`
      select ${fences(app, fenced)},
        (select coalesce(json_agg(json_build_object('schema', schema, 'file', file, 'hash', hash)), '[]') from kit.migration) as applied`
    return state
  } catch (fault) {
    const code = fault instanceof postgres.PostgresError ? fault.code : undefined
    // undefined table, undefined schema, no privilege on either
    if (code === '42P01' || code === '3F000' || code === '42501') return undefined
    throw fault
  }
}

function isCurrent(files: readonly MigrationFile[], applied: readonly Applied[]): boolean {
  return pending(files, applied).length === 0 && hasJobs(applied)
}

function hasJobs(applied: readonly Applied[]): boolean {
  return applied.some(({ schema, file, hash }) => schema === JOBS_SCHEMA && file === VERSION && hash === JOBS_VERSION)
}

async function roleOf(app: Sql): Promise<string> {
  const [row] = await app<[{ role: string }]>`select current_user as role`
  return row.role
}

async function migrateAsOwner(
  ownerUrl: string,
  files: readonly MigrationFile[],
  role: string,
  schemas: readonly string[],
  onApplied: (name: string) => void,
): Promise<number> {
  const owner = postgres(ownerUrl, { max: 1, onnotice: () => {}, connection: { application_name: 'ihala migrations' } })
  try {
    // Held by the session: it ends with it, also when this process dies.
    await owner`select pg_advisory_lock(${LOCK})`
    await makeJournal(owner)
    const applied = await owner<Applied[]>`select schema, file, hash from kit.migration`
    const due = pending(files, applied)
    for (const file of due) {
      await givingWay(owner, (tx) => apply(tx, file)).catch((fault: unknown) => failed(file, fault))
      onApplied(named(file))
    }
    if (!hasJobs(applied)) {
      await migrateJobs(owner, ownerUrl, role)
      await owner`
        insert into kit.migration (schema, file, hash) values (${JOBS_SCHEMA}, ${VERSION}, ${JOBS_VERSION})
        on conflict (schema, file) do update set hash = excluded.hash, applied_at = now()`
      onApplied(`${JOBS_SCHEMA} ${JOBS_VERSION}`)
    }
    for (const schema of schemas) await givingWay(owner, (tx) => grant(tx, schema, role))
    return due.length
  } finally {
    await owner.end({ timeout: 5 })
  }
}

async function givingWay(owner: Sql, work: (tx: TransactionSql) => Promise<void>): Promise<void> {
  for (let attempt = 1; ; attempt++) {
    try {
      await owner.begin(async (tx) => {
        await tx`select set_config('lock_timeout', ${LOCK_TIMEOUT}, true)`
        await work(tx)
      })
      return
    } catch (fault) {
      const code = fault instanceof postgres.PostgresError ? fault.code : undefined
      // deadlock detected, lock not available
      if ((code !== '40P01' && code !== '55P03') || attempt === ATTEMPTS) throw fault
      await pause(PAUSE_MS)
    }
  }
}

/** What is made again within a transaction. */
export interface MadeAgain {
  readonly sources: readonly MigrationSource[]
  /** As `upTo` of a migration. */
  readonly upTo: readonly Applied[]
  /** Pool of the role that works: it is asked its name, and nothing else. */
  readonly app: Sql
}

/**
 * Empties the database and makes its tables as they were in another state, within a transaction of the owner: until that is
 * committed everybody else sees the state before, and nothing is lost when this process dies. Extensions in `public` belong
 * to the server's administrator and stay. The tables of the job queue are emptied and stay as they are: their library makes
 * them over a connection of its own. Throws MigrationProblem; the transaction must then be rolled back.
 */
export async function makeAgain(tx: TransactionSql, { sources, upTo, app }: MadeAgain): Promise<void> {
  const role = await roleOf(app)
  const files = thoseOf(readMigrations(sources), upTo)
  await tx`select pg_advisory_xact_lock(${LOCK})`
  const jobs = (await tx<Applied[]>`select schema, file, hash from kit.migration`).filter(({ schema }) => schema === JOBS_SCHEMA)
  const schemas = await tx<{ name: string }[]>`
    select nspname as name from pg_namespace
    where nspname !~ '^pg_' and nspname not in ('information_schema', 'public', ${JOBS_SCHEMA})`
  for (const { name } of schemas) await tx`drop schema ${tx(name)} cascade`
  await emptyJobs(tx)
  await makeJournal(tx)
  for (const { schema, file, hash } of jobs) await tx`insert into kit.migration (schema, file, hash) values (${schema}, ${file}, ${hash})`
  for (const file of files) await apply(tx, file).catch((fault: unknown) => failed(file, fault))
  for (const schema of new Set(files.map((file) => file.schema))) await grant(tx, schema, role)
}

async function makeJournal(owner: Sql | TransactionSql): Promise<void> {
  await owner`create schema if not exists kit`
  await owner`
    create table if not exists kit.migration (
      schema text not null, file text not null, hash text not null, applied_at timestamptz not null default now(),
      primary key (schema, file)
    )`
}

const named = ({ schema, file }: MigrationFile): string => `${schema}/${file}`

async function apply(tx: TransactionSql, { schema, file, hash, text }: MigrationFile): Promise<void> {
  // Forced row-level security binds the owner too, who may have to change rows.
  await tx`select set_config('ihala.staff', 'system', true)`
  await tx.unsafe(text)
  await tx`insert into kit.migration (schema, file, hash) values (${schema}, ${file}, ${hash})`
}

function failed(file: MigrationFile, fault: unknown): never {
  const message = fault instanceof Error ? fault.message : 'unknown fault'
  throw new MigrationProblem(`the migration ${named(file)} failed and was rolled back: ${message}`)
}

/** The role that works reads and writes rows; it makes, changes and owns no table. */
async function grant(tx: TransactionSql, name: string, role: string): Promise<void> {
  const schema = tx(name)
  const works = tx(role)
  await tx`grant usage on schema ${schema} to ${works}`
  await tx`grant select, insert, update, delete on all tables in schema ${schema} to ${works}`
  await tx`grant usage, select on all sequences in schema ${schema} to ${works}`
  await tx`alter default privileges in schema ${schema} grant select, insert, update, delete on tables to ${works}`
  await tx`alter default privileges in schema ${schema} grant usage, select on sequences to ${works}`
  // The journal says what happened; only the owner writes it.
  if (name === 'kit') await tx`revoke insert, update, delete on kit.migration from ${works}`
}
