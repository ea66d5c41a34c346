import { existsSync } from 'node:fs'
import { type Config, loadKeyring } from '@ihala/kit'
import type { TransactionSql } from 'postgres'
import { ownerConnection, writeTable } from './copying.ts'
import { escrowIsOld, newestEscrow } from './escrow.ts'
import { type BackupManifest, type BackupPlan, type Signature, signedBytes } from './manifest.ts'
import { CommandProblem } from './problem.ts'
import { writeJson } from './records.ts'
import type { RecoveryPublicKey } from './recovery-key.ts'
import { sealFile } from './sealed-write.ts'
import { called, journalOf, sequencesOf, tablesOf } from './shape.ts'
import { SOFTWARE } from './software.ts'

/**
 * Tables that no backup holds: the case keys, which the escrow keeps so that an erased one stays erased (T42); sessions, so
 * that nobody is signed in again who signed out since; and the two journals that migrating writes itself.
 */
export const LEFT_OUT: readonly string[] = [
  'kit.case_key',
  'kit.session',
  'kit.migration',
  'graphile_worker.migrations',
  // What an earlier recovery still waited for: the next one asks anew.
  'exchange.recovering_partner',
  'exchange.recovering_case',
  'exchange.returned_piece',
]

/** What a backup needs. */
export interface BackupOptions {
  readonly config: Config
  /** The new file. */
  readonly to: string
  readonly recipients: readonly RecoveryPublicKey[]
  readonly now: () => Date
  /** Told what happens, a line at a time. */
  readonly say: (line: string) => void
}

/** What a backup became. */
export interface BackupResult {
  readonly at: string
  readonly tables: number
  readonly rows: number
  /** Size of the file. */
  readonly bytes: number
  /** Whether case keys were made or erased since the last escrow. */
  readonly escrowIsOld: boolean
}

/**
 * Writes a sealed backup: one snapshot of all tables but LEFT_OUT, streamed, signed by the organisation and sealed to its
 * recovery keys. It holds no key (DESIGN §11). The service may go on meanwhile.
 * Throws CommandProblem when the file is there already.
 */
export async function backup({ config, to, recipients, now, say }: BackupOptions): Promise<BackupResult> {
  if (existsSync(to)) throw new CommandProblem(`${to}: is there already; a backup is never overwritten`)
  const keyring = loadKeyring({ dir: config.keyDir, kekFile: config.kekFile, clock: now })
  const at = now().toISOString()
  const owner = ownerConnection(config.ownerDatabaseUrl, 'backup')
  const writer = await sealFile(to, { kind: 'backup', entityId: config.entityId, at, version: 0 }, recipients)
  try {
    const written = await owner.begin('isolation level repeatable read read only', async (tx) => {
      const plan = await planOf(tx, config, at)
      const planBytes = await writeJson(writer, 'plan', plan)
      const figures: BackupManifest['tables'] = []
      for (const table of plan.tables) {
        const one = await writeTable(writer, tx, table)
        figures.push({ table: called(table), ...one })
        say(`${called(table)}: ${one.rows} rows, ${one.bytes} bytes`)
      }
      const sequences = (await sequencesOf(tx)).map((sequence) => ({ ...sequence }))
      const manifestBytes = await writeJson(writer, 'manifest', { tables: figures, sequences } satisfies BackupManifest)
      const value = keyring.sign(signedBytes(planBytes, manifestBytes)).toString('base64url')
      await writeJson(writer, 'signature', { kid: keyring.signing.kid, value } satisfies Signature)
      const rows = figures.reduce((sum, one) => sum + one.rows, 0)
      return { tables: figures.length, rows, escrowIsOld: await escrowIsOld(tx) }
    })
    return { at, ...written, bytes: await writer.finish() }
  } catch (fault) {
    await writer.abandon()
    throw fault
  } finally {
    await owner.end({ timeout: 5 })
  }
}

async function planOf(tx: TransactionSql, config: Config, at: string): Promise<BackupPlan> {
  const tables = (await tablesOf(tx)).filter((table) => !LEFT_OUT.includes(called(table)))
  const [server] = await tx<[{ version: string }]>`select current_setting('server_version') as version`
  return {
    format: 'ihala-backup/1',
    entityId: config.entityId,
    slug: config.slug,
    at,
    software: SOFTWARE,
    postgres: server.version,
    journal: (await journalOf(tx)).map((one) => ({ ...one })),
    tables: tables.map(({ schema, name, columns }) => ({ schema, name, columns: [...columns] })),
    leftOut: [...LEFT_OUT],
    escrowVersion: await newestEscrow(tx),
  }
}
