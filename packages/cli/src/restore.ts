import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { type Config, keyringFrom, type MigrationSource, makeAgain, migrate, openPool, restoreKeyring, uuidv7 } from '@ihala/kit'
import type { Sql, TransactionSql } from 'postgres'
import { LEFT_OUT } from './backup.ts'
import { uncoveredCases } from './chains.ts'
import { ownerConnection } from './copying.ts'
import { notedVersion, noteVersion, type OpenEscrow, openEscrow } from './escrow.ts'
import { type Loaded, load, loadKeysAfter } from './load.ts'
import { assertSigned, type BackupPlan, readPlan, readSignature, signedBytes } from './manifest.ts'
import { CommandProblem } from './problem.ts'
import { type Records, recordsOf } from './records.ts'
import type { RecoveryPrivateKey } from './recovery-key.ts'
import { openSealed } from './sealed-read.ts'
import { called, tablesOf } from './shape.ts'

/** What a restore needs. */
export interface RestoreOptions {
  readonly config: Config
  /** The migrations of this version, as the organisation's service has them. */
  readonly sources: readonly MigrationSource[]
  /** The backup. */
  readonly from: string
  readonly escrow: string
  readonly key: RecoveryPrivateKey
  readonly now: () => Date
  readonly say: (line: string) => void
}

/** What a restore became. */
export interface Restored {
  readonly plan: BackupPlan
  readonly escrowVersion: number
  readonly caseKeys: number
  readonly tables: number
  readonly rows: number
  /** Cases that are newer than the escrow: what was kept of them cannot be read. */
  readonly uncovered: readonly string[]
}

/**
 * Rebuilds an organisation from its backup and its newest escrow, in an empty database and a folder without a keyring.
 * It comes up `recovering` (DESIGN §10): the row in exchange.recovery is there before the keyring, without which no service
 * starts. Nothing is rebuilt that was not kept: erased keys, sessions and what came after the backup are missing.
 * Throws CommandProblem, SealedProblem or MigrationProblem; the tables are then as empty as before.
 */
export async function restore(options: RestoreOptions): Promise<Restored> {
  const { config, now, say } = options
  if (existsSync(join(config.keyDir, 'keyring.json'))) {
    throw new CommandProblem(`${config.keyDir}: holds a keyring already; an organisation is restored where nothing is`)
  }
  return opened(options, notedVersion(config), async (both) => {
    const { plan, escrow } = both
    const owner = ownerConnection(config.ownerDatabaseUrl, 'restore')
    try {
      const loaded = await fill(options, { owner, ...both })
      await markRecovering(owner, both, now())
      say('the organisation is marked as recovering')
      await owner`
        insert into kit.escrow (version, written_at, keys, erased)
        values (${escrow.plan.version}, ${escrow.plan.at}, ${escrow.plan.keys}, ${escrow.plan.erased})
        on conflict do nothing`
      restoreKeyring(config.keyDir, config.kekFile, escrow.keyring)
      noteVersion(config, escrow.plan.version)
      say('the keyring is back')
      const uncovered = await uncoveredCases(owner, escrow.plan.at)
      return { uncovered, plan, escrowVersion: escrow.plan.version, caseKeys: escrow.plan.keys, tables: loaded.tables, rows: loaded.rows }
    } finally {
      await owner.end({ timeout: 5 })
    }
  })
}

/** Marks the organisation as recovering: the exchange asks its partners before it tells them anything (DESIGN §10). */
export async function markRecovering(
  owner: Sql | TransactionSql,
  { plan, escrow }: Pick<Opened, 'plan' | 'escrow'>,
  at: Date,
): Promise<void> {
  await owner`
    insert into exchange.recovery (id, started_at, backup_at, backup_software, escrow_version)
    values (${uuidv7()}, ${at.toISOString()}, ${plan.at}, ${plan.software}, ${escrow.plan.version})
    on conflict ((true)) where ended_at is null
    do update set backup_at = excluded.backup_at, backup_software = excluded.backup_software, escrow_version = excluded.escrow_version`
}

/** A backup and its escrow, both opened and fitting each other. */
export interface Opened {
  readonly plan: BackupPlan
  readonly planBytes: Buffer
  readonly records: Records
  readonly escrow: OpenEscrow
}

/**
 * Opens backup and escrow for the length of some work.
 * @param known the newest escrow the place knows of: an older one could bring back what was erased since (T42)
 */
export async function opened<T>(
  { config, from, escrow: escrowFile, key }: Pick<RestoreOptions, 'config' | 'from' | 'escrow' | 'key'>,
  known: number,
  work: (both: Opened) => Promise<T>,
): Promise<T> {
  const escrow = await openEscrow(escrowFile, key, config.entityId)
  try {
    const reader = await openSealed(from, key)
    try {
      if (reader.header.kind !== 'backup') throw new CommandProblem(`${from}: is an ${reader.header.kind}, not a backup`)
      const records = recordsOf(reader)
      const planBytes = Buffer.from(await records.expect('plan'))
      const plan = readPlan(planBytes, from)
      if (plan.entityId !== config.entityId) throw new CommandProblem(`${from}: is the backup of another organisation`)
      const newest = Math.max(plan.escrowVersion, known)
      if (escrow.plan.version < newest) {
        throw new CommandProblem(
          `${escrowFile}: is escrow ${escrow.plan.version}, and number ${newest} was written since; an older one may bring back keys that were erased`,
        )
      }
      return await work({ plan, planBytes, records, escrow })
    } finally {
      await reader.close()
    }
  } finally {
    escrow.keyring.fill(0)
    await escrow.close()
  }
}

/** Migrates an empty database to the backup's state, loads it, and migrates it to this version. */
export async function fill(
  { config, sources, from, say }: Pick<RestoreOptions, 'config' | 'sources' | 'from' | 'say'>,
  { owner, ...both }: Opened & { readonly owner: Sql },
): Promise<Loaded> {
  await assertEmpty(owner)
  const app = openPool(config.databaseUrl, { max: 1, name: 'ihala restore' })
  try {
    const toVersion = { ownerUrl: config.ownerDatabaseUrl, sources, onApplied: (name: string) => say(`migrated ${name}`) }
    await migrate(app, { ...toVersion, upTo: both.plan.journal })
    const loaded = await owner.begin((tx) => loadSigned(tx, from, both, 'later'))
    say(`${loaded.tables} tables with ${loaded.rows} rows, as the manifest says, and ${both.escrow.plan.keys} case keys`)
    await migrate(app, toVersion)
    if (!loaded.keysLoaded) await owner.begin((tx) => loadKeysAfter(tx, both.escrow))
    return loaded
  } finally {
    await app.end({ timeout: 5 })
  }
}

/**
 * Puts the state of a backup in the place of whatever the database holds, for the version that took it. All of it happens in
 * this transaction: nobody ever sees an empty database, and when anything fails, or this process dies, the rows and the case
 * keys are where they were.
 */
export async function putBack(
  tx: TransactionSql,
  { config, sources, from }: Pick<RestoreOptions, 'config' | 'sources' | 'from'>,
  both: Opened,
): Promise<void> {
  const app = openPool(config.databaseUrl, { max: 1, name: 'ihala going back' })
  try {
    await makeAgain(tx, { sources, upTo: both.plan.journal, app })
  } finally {
    await app.end({ timeout: 5 })
  }
  await loadSigned(tx, from, both, 'what-fits')
}

async function loadSigned(
  tx: TransactionSql,
  from: string,
  { plan, planBytes, records, escrow }: Opened,
  older: 'later' | 'what-fits',
): Promise<Loaded> {
  const all = await load(tx, { file: from, plan, records, escrow, older })
  const signature = readSignature(await records.expect('signature'), from)
  // Past the last record: only now is it known that nothing was cut off.
  await records.end()
  const keys = keyringFrom(escrow.keyring, () => new Date(escrow.plan.at), 'of the escrow').publicKeys()
  assertSigned(from, signedBytes(planBytes, all.manifestBytes), signature, keys)
  return all
}

/** Refuses a database in which anybody ever did anything. */
async function assertEmpty(owner: Sql): Promise<void> {
  const journals = LEFT_OUT.filter((name) => name.endsWith('migration') || name.endsWith('migrations'))
  for (const table of await tablesOf(owner)) {
    if (journals.includes(called(table))) continue
    const [row] = await owner<[{ used: boolean }]>`select exists (select from ${owner(called(table))}) as used`
    if (row.used)
      throw new CommandProblem(`the database is not empty: ${called(table)} has rows; an organisation is restored where nothing is`)
  }
}
