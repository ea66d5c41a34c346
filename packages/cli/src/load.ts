import type { TransactionSql } from 'postgres'
import { copyIn, counting } from './copying.ts'
import { caseKeysIn, caseKeysOf, type OpenEscrow } from './escrow.ts'
import { type BackupManifest, type BackupPlan, readManifest, readTableName } from './manifest.ts'
import { CommandProblem } from './problem.ts'
import type { Records } from './records.ts'
import { called, type TableShape, tablesOf } from './shape.ts'

/** How the escrow is called in what is said of it. */
const ESCROW = 'the escrow'

/** Figures of what was loaded. */
export interface Loaded {
  readonly tables: number
  readonly rows: number
  /** The manifest with its bytes, which are signed. */
  readonly manifest: BackupManifest
  readonly manifestBytes: Buffer
  /** False when the backup is older than the form of the keys: they are loaded after migrating. */
  readonly keysLoaded: boolean
}

/**
 * Loads the tables of a backup and the case keys of an escrow in one transaction, and holds every table to the manifest's
 * count and digest. Throws CommandProblem on a difference; then the transaction must be rolled back.
 */
export async function load(
  tx: TransactionSql,
  from: {
    readonly file: string
    readonly plan: BackupPlan
    readonly records: Records
    readonly escrow: OpenEscrow
    /** Keys for which the backup's state has no columns: `later`, once it was migrated, or only what fits, for good. */
    readonly older: 'later' | 'what-fits'
  },
): Promise<Loaded> {
  const { file, plan, records, escrow } = from
  await assertFits(tx, plan, file)
  const unfenced = await withoutFences(tx)
  const figures: BackupManifest['tables'] = []
  for (const table of plan.tables) figures.push({ table: called(table), ...(await loadTable(tx, file, records, table)) })
  const manifestBytes = await records.expect('manifest')
  const manifest = readManifest(manifestBytes, file)
  for (const [index, loaded] of figures.entries()) assertSame(loaded, manifest.tables[index], file)
  if (manifest.tables.length !== figures.length) throw new CommandProblem(`${file}: its manifest names other tables than it holds`)

  const here = new Set((await caseKeysIn(tx)).columns)
  const fits = escrow.plan.columns.every((column) => here.has(column))
  if (fits) await loadKeys(tx, escrow)
  else if (from.older === 'what-fits') await loadKeysThatFit(tx, escrow)
  for (const { schema, name, last } of manifest.sequences) {
    await tx`select setval(${`"${schema}"."${name}"`}::regclass, ${last}::bigint)`
  }
  await unfenced.putBack()
  const keysLoaded = fits || from.older === 'what-fits'
  return { tables: figures.length, rows: figures.reduce((sum, { rows }) => sum + rows, 0), manifest, manifestBytes, keysLoaded }
}

/** Loads the keys that an older state of the database had no columns for, once it was migrated. Throws CommandProblem. */
export async function loadKeysAfter(tx: TransactionSql, escrow: OpenEscrow): Promise<void> {
  const unfenced = await withoutFences(tx)
  await loadKeys(tx, escrow)
  await unfenced.putBack()
}

async function loadKeys(tx: TransactionSql, escrow: OpenEscrow): Promise<void> {
  assertAll(await loadTable(tx, ESCROW, escrow.records, caseKeysOf(escrow.plan)), escrow)
  await escrow.records.end()
}

/** For a version that knows one key a case: that of the whole, unless it was erased. The others' rows it cannot read. */
async function loadKeysThatFit(tx: TransactionSql, escrow: OpenEscrow): Promise<void> {
  const passing = { schema: 'pg_temp', name: 'escrowed_key', columns: escrow.plan.columns }
  await tx`
    create temporary table escrowed_key (
      case_id text, wrapped bytea, created_at timestamptz, part text not null default '', erased_at timestamptz,
      withheld_at timestamptz) on commit drop`
  assertAll(await loadTable(tx, ESCROW, escrow.records, caseKeysOf(escrow.plan), passing), escrow)
  await escrow.records.end()
  await tx`
    insert into kit.case_key (case_id, wrapped, created_at)
    select case_id, wrapped, created_at from pg_temp.escrowed_key where part = '' and wrapped is not null`
}

function assertAll({ rows }: { readonly rows: number }, { plan }: OpenEscrow): void {
  if (rows !== plan.keys) throw new CommandProblem('the escrow holds another number of keys than it says')
}

async function assertFits(tx: TransactionSql, plan: BackupPlan, file: string): Promise<void> {
  const there = new Map((await tablesOf(tx)).map((table) => [called(table), new Set(table.columns)]))
  for (const table of plan.tables) {
    const columns = there.get(called(table))
    const missing = columns === undefined || table.columns.some((column) => !columns.has(column))
    if (missing) throw new CommandProblem(`${file}: the table ${called(table)} is not made like this by the migrations it names`)
  }
}

/** @param into the table that takes the rows, when it is another one than they came from */
async function loadTable(tx: TransactionSql, file: string, records: Records, table: TableShape, into: TableShape = table) {
  const { table: name } = readTableName(await records.expect('table'), file)
  if (name !== called(table)) throw new CommandProblem(`${file}: the table ${called(table)} is not where it should be`)
  const { take, figures } = counting()
  await copyIn(tx, into, rowsOf(records, take))
  const loaded = figures()
  const [stored] = await tx<[{ rows: string }]>`select count(*)::text as rows from ${tx(called(into))}`
  if (stored.rows !== String(loaded.rows)) {
    throw new CommandProblem(`${called(table)}: ${loaded.rows} rows were loaded, and the database has ${stored.rows}`)
  }
  return loaded
}

async function* rowsOf(records: Records, take: (portion: Buffer) => void): AsyncGenerator<Buffer> {
  for (;;) {
    const { type, bytes } = await records.next()
    if (type === 'table-end') return
    if (type !== 'rows') throw new CommandProblem('a table of the backup does not end')
    take(bytes)
    yield bytes
  }
}

function assertSame(loaded: BackupManifest['tables'][number], written: BackupManifest['tables'][number] | undefined, file: string): void {
  const same = written !== undefined && written.table === loaded.table && written.rows === loaded.rows && written.digest === loaded.digest
  if (!same) throw new CommandProblem(`${file}: the table ${loaded.table} is not what the manifest says`)
}

/**
 * COPY does not load into a table whose row-level security binds the role that loads, and a trigger would add to what was
 * kept. Both are put back before the transaction ends; nobody else sees the time between.
 */
async function withoutFences(tx: TransactionSql): Promise<{ readonly putBack: () => Promise<void> }> {
  const forced = (
    await tx<{ name: string }[]>`
      select n.nspname || '.' || c.relname as name from pg_class c join pg_namespace n on n.oid = c.relnamespace
      where c.relkind = 'r' and c.relforcerowsecurity and n.nspname !~ '^pg_'`
  ).map(({ name }) => name)
  const triggered = (
    await tx<{ name: string }[]>`
      select distinct n.nspname || '.' || c.relname as name
      from pg_trigger t join pg_class c on c.oid = t.tgrelid join pg_namespace n on n.oid = c.relnamespace
      where not t.tgisinternal and t.tgenabled = 'O'`
  ).map(({ name }) => name)
  for (const name of forced) await tx`alter table ${tx(name)} no force row level security`
  for (const name of triggered) await tx`alter table ${tx(name)} disable trigger user`
  return {
    putBack: async () => {
      for (const name of triggered) await tx`alter table ${tx(name)} enable trigger user`
      for (const name of forced) await tx`alter table ${tx(name)} force row level security`
    },
  }
}
