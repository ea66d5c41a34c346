import { existsSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { check, closed } from '@ihala/contract'
import { type Config, keyringContent } from '@ihala/kit'
import type { Sql, TransactionSql } from 'postgres'
import Type from 'typebox'
import { ownerConnection, writeTable } from './copying.ts'
import { type EscrowPlan, readEscrowPlan } from './manifest.ts'
import { CommandProblem } from './problem.ts'
import { type Records, recordsOf, writeJson, writeRecord } from './records.ts'
import type { RecoveryPrivateKey, RecoveryPublicKey } from './recovery-key.ts'
import { openSealed, sealedHeader } from './sealed-read.ts'
import { sealFile } from './sealed-write.ts'
import { called, hasTable, type TableShape, tablesOf } from './shape.ts'

/** DESIGN §11: sealed to two staff recovery keys, each of which opens it: one that is lost must not cost all people their help. */
const RECIPIENTS = 2
/** One writer at a time: the older of two snapshots must not take the place of the newer. */
const LOCK = 0x1ea5_e9

/** The table of the case keys. */
const CASE_KEYS = { schema: 'kit', name: 'case_key' }

/** The case keys as the database has them: an upgrade that goes back meets those of another version. */
export async function caseKeysIn(tx: Sql | TransactionSql): Promise<TableShape> {
  const found = (await tablesOf(tx)).find((table) => called(table) === called(CASE_KEYS))
  if (found === undefined) throw new CommandProblem('the database has no table of case keys')
  return found
}

/** The case keys as an escrow has them. */
export function caseKeysOf({ columns }: Pick<EscrowPlan, 'columns'>): TableShape {
  return { ...CASE_KEYS, columns }
}

/** How many rows of keys there are, how many of erased ones, and when one was last made, erased or withheld. */
async function keyFigures(
  tx: Sql | TransactionSql,
  { columns }: TableShape,
): Promise<{ readonly keys: number; readonly erased: number; readonly newest: string | null }> {
  const known = columns.includes('erased_at')
  const withheld = columns.includes('withheld_at') ? tx`, max(withheld_at)` : tx``
  const [row] = await tx<[{ keys: number; erased: number; newest: string | null }]>`
    select count(*)::int as keys, ${known ? tx`count(erased_at)::int` : tx`0`} as erased,
      ${known ? tx`greatest(max(created_at), max(erased_at)${withheld})` : tx`max(created_at)`}::text as newest from kit.case_key`
  return row
}

/** What writing an escrow needs. */
export interface EscrowOptions {
  readonly config: Config
  /** The file; an earlier escrow there is replaced. */
  readonly to: string
  readonly recipients: readonly RecoveryPublicKey[]
  readonly now: () => Date
}

/**
 * Writes the keyring and all case keys, sealed to two staff recovery keys, in the place of the escrow before it: an erased
 * key must not live on in an older one (T42). Write it after each erasure, and with each backup.
 * Throws CommandProblem unless there are exactly two recovery keys, or the file is no escrow of this organisation.
 */
export async function writeEscrow({ config, to, recipients, now }: EscrowOptions): Promise<EscrowPlan> {
  if (recipients.length !== RECIPIENTS) {
    throw new CommandProblem(
      `an escrow is sealed to two staff recovery keys, here are ${recipients.length}; make them with \`ihala keys recovery-new\``,
    )
  }
  return sealKeys({ config, to, recipients, now }, 'kept')
}

/** What to say when the last escrow does not hold the case keys as they are. */
export const ESCROW_IS_OLD =
  'case keys were made or erased since the last escrow: write it again with `ihala keys escrow`, or this backup cannot be read'

/**
 * The same for a short time: an upgrade that goes back keeps one. The database does not count it, but this machine does as
 * long as the file is there: one that was left behind is older than the next escrow (T42).
 * @returns what destroys it
 */
export async function passingEscrow(options: EscrowOptions): Promise<() => void> {
  const before = notedVersion(options.config)
  const { version } = await sealKeys(options, 'passing')
  return () => {
    rmSync(options.to, { force: true })
    if (notedVersion(options.config) === version) noteVersion(options.config, before)
  }
}

async function sealKeys({ config, to, recipients, now }: EscrowOptions, as: 'kept' | 'passing'): Promise<EscrowPlan> {
  const { entityId } = config
  const keyring = keyringContent({ dir: config.keyDir, kekFile: config.kekFile })
  const at = now().toISOString()
  const owner = ownerConnection(config.ownerDatabaseUrl, 'escrow')
  try {
    await owner`select pg_advisory_lock(${LOCK})`
    const before = await versionBefore(to, entityId)
    const plan = await owner.begin('isolation level repeatable read', async (tx) => {
      const table = await caseKeysIn(tx)
      const { keys, erased, newest } = await keyFigures(tx, table)
      const version = Math.max(before, await newestEscrow(tx), notedVersion(config)) + 1
      const content: EscrowPlan = { format: 'ihala-escrow/2', entityId, at, version, keys, erased, columns: [...table.columns] }
      const writer = await sealFile(to, { kind: 'escrow', entityId, at, version }, recipients)
      try {
        await writeJson(writer, 'plan', content)
        await writeRecord(writer, 'keyring', keyring)
        await writeTable(writer, tx, table)
        await writer.finish()
      } catch (fault) {
        await writer.abandon()
        throw fault
      }
      // After the file: an escrow the database knows and nobody has would make every other one too old.
      if (as === 'kept' && (await hasTable(tx, 'kit.escrow'))) {
        const noted = (await countsErased(tx)) ? { column: tx`, erased`, value: tx`, ${erased}` } : { column: tx``, value: tx`` }
        await tx`
          insert into kit.escrow (version, written_at, keys, newest_key${noted.column})
          values (${version}, ${at}, ${keys}, ${newest}::text::timestamptz${noted.value})`
      }
      return content
    })
    noteVersion(config, plan.version)
    return plan
  } finally {
    keyring.fill(0)
    await owner.end({ timeout: 5 })
  }
}

/** The newest escrow the database knows of; 0 when none was written, or by a version that did not keep it. */
export async function newestEscrow(tx: Sql | TransactionSql): Promise<number> {
  if (!(await hasTable(tx, 'kit.escrow'))) return 0
  const [row] = await tx<[{ version: number }]>`select coalesce(max(version), 0)::int as version from kit.escrow`
  return row.version
}

/** Whether the case keys are others than the last escrow held: it must be written again (DESIGN §11). */
export async function escrowIsOld(tx: Sql | TransactionSql): Promise<boolean> {
  if (!(await hasTable(tx, 'kit.escrow'))) return true
  const now = await keyFigures(tx, await caseKeysIn(tx))
  const [row] = await tx<[{ old: boolean }]>`
    select not exists (
      select from (select keys, ${(await countsErased(tx)) ? tx`erased` : tx`0`} as erased, newest_key from kit.escrow order by version desc limit 1) as last
      where last.keys = ${now.keys} and last.erased = ${now.erased} and last.newest_key is not distinct from ${now.newest}::text::timestamptz
    ) as old`
  return row.old
}

/** Whether the database notes how many keys of an escrow were erased ones. */
async function countsErased(tx: Sql | TransactionSql): Promise<boolean> {
  const [row] = await tx<[{ there: boolean }]>`
    select exists (select from pg_attribute where attrelid = to_regclass('kit.escrow') and attname = 'erased' and not attisdropped) as there`
  return row.there
}

async function versionBefore(to: string, entityId: string): Promise<number> {
  if (!existsSync(to)) return 0
  const header = await sealedHeader(to)
  if (header.kind !== 'escrow' || header.entityId !== entityId) {
    throw new CommandProblem(`${to}: is something else than an escrow of this organisation; it is not overwritten`)
  }
  return header.version
}

/** An escrow that was opened, before its case keys. */
export interface OpenEscrow {
  readonly plan: EscrowPlan
  /** What the keyring held. */
  readonly keyring: Buffer
  /** Stands before the table of case keys. */
  readonly records: Records
  readonly close: () => Promise<void>
}

/** Opens an escrow of this organisation. Throws SealedProblem or CommandProblem. */
export async function openEscrow(file: string, key: RecoveryPrivateKey, entityId: string): Promise<OpenEscrow> {
  const reader = await openSealed(file, key)
  try {
    if (reader.header.kind !== 'escrow') throw new CommandProblem(`${file}: is a ${reader.header.kind}, not an escrow`)
    const records = recordsOf(reader)
    const plan = readEscrowPlan(await records.expect('plan'), file)
    if (plan.entityId !== entityId) throw new CommandProblem(`${file}: is the escrow of another organisation`)
    return { plan, keyring: Buffer.from(await records.expect('keyring')), records, close: reader.close }
  } catch (fault) {
    await reader.close()
    throw fault
  }
}

const checkNote = check(closed({ version: Type.Integer({ minimum: 0 }) }))
const noteFile = ({ keyDir }: Pick<Config, 'keyDir'>): string => join(keyDir, 'escrow.json')

/** The newest escrow this machine wrote or restored; 0 when it knows of none. */
export function notedVersion(config: Pick<Config, 'keyDir'>): number {
  const file = noteFile(config)
  if (!existsSync(file)) return 0
  const note: unknown = JSON.parse(readFileSync(file, 'utf8'))
  if (!checkNote(note)) throw new CommandProblem(`${file}: does not say which escrow was the last`)
  return note.version
}

/** Notes it, for the day on which somebody brings an older one. */
export function noteVersion(config: Pick<Config, 'keyDir'>, version: number): void {
  const file = noteFile(config)
  writeFileSync(`${file}.part`, `${JSON.stringify({ version })}\n`, { mode: 0o600, flush: true })
  renameSync(`${file}.part`, file)
}
