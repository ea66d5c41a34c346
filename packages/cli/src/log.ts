import { closeSync, openSync, unlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Anchors, LogFileHead, LogFileLeaf, LogFileStart } from '@ihala/contract'
import { type Config, loadKeyring, openPool, pinnedAnchors } from '@ihala/kit'
import { appendLeaves, type Head, type LogVerdict, makeLeaf, sqlLog, type Tx, verifyLog } from '@ihala/ledger'
import { headsOfLogFile, isLogFile, vouchedKeys, Wrong, wrongWords } from '@ihala/verifier'
import { fileLines, fileStart } from './file-lines.ts'
import { CommandProblem } from './problem.ts'

/** What working on the organisation's own log needs. */
export interface LogOptions {
  readonly config: Config
  readonly now: () => Date
}

/** Leaves written down at once. */
const PAGE = 20_000

async function within<T>({ config }: Pick<LogOptions, 'config'>, name: string, work: (tx: Tx) => Promise<T>): Promise<T> {
  const pool = openPool(config.databaseUrl, { max: 1, name, actor: 'system' })
  try {
    return (await pool.begin('isolation level repeatable read', work)) as T
  } finally {
    await pool.end({ timeout: 5 })
  }
}

/** The trust anchor as the settings pin it. */
const anchorsOf = (config: Config): Anchors => pinnedAnchors(config).map(({ iss, keys }) => ({ iss, keys: [...keys] }))

/** Every statement that is kept of the registry: who was who, and with which keys. */
async function statementsOf(tx: Tx): Promise<string[]> {
  const rows = await tx<{ jws: string }[]>`
    select vouched as jws from exchange.member_key where vouched is not null and content ->> 'use' = 'sig'
    union select jws from exchange.registry_statement where subject like 'https://%' order by 1`
  return rows.map(({ jws }) => jws)
}

/** Those of the statements that are about one of these members. */
function about(statements: readonly string[], members: ReadonlySet<string>): string[] {
  return statements.filter((jws) => members.has(subjectOf(jws)))
}

function subjectOf(jws: string): string {
  try {
    const claims: { sub?: unknown } = JSON.parse(Buffer.from(jws.split('.')[1] ?? '', 'base64url').toString('utf8'))
    return String(claims.sub)
  } catch {
    return ''
  }
}

/**
 * T28: checks the whole own log in the database again: every leaf, every kept hash of the tree, every signed head; and the heads of
 * `against`, a log exported earlier and kept elsewhere, which nobody who has the database can change with it. Heads count only if one
 * of our keys signed them: those of the keyring, and those that the pinned anchor vouched for. A key that only the database names is
 * nobody's. Throws CommandProblem.
 */
export async function verifyOwnLog({ config, now, against }: LogOptions & { readonly against: string | undefined }): Promise<LogVerdict> {
  const outside = against === undefined ? [] : headsOutside(against, config)
  const keyring = loadKeyring({ dir: config.keyDir, kekFile: config.kekFile, clock: now })
  const ours = keyring.publicKeys().flatMap(({ use, x }) => (use === 'sig' ? [Buffer.from(x, 'base64url')] : []))
  return within({ config }, 'ihala log verify', async (tx) => {
    const vouched = vouchedKeys(await statementsOf(tx), anchorsOf(config), config.entityId)
    return verifyLog(tx, [...ours, ...vouched], outside)
  })
}

function headsOutside(file: string, config: Config): Head[] {
  if (!isLogFile(fileStart(file))) throw new CommandProblem(`${file}: is no exported log`)
  try {
    return headsOfLogFile(fileLines(file), anchorsOf(config)).map(({ size, root }) => ({ size, root }))
  } catch (fault) {
    if (fault instanceof Wrong) throw new CommandProblem(`${file}: ${wrongWords(fault, 'en')}`)
    throw fault
  }
}

interface LeafRow {
  readonly position: number
  readonly hash: Buffer
  readonly salt: Buffer | null
  readonly event: string | null
}

interface HeadRow {
  readonly size: number
  readonly note: string
}

/**
 * Writes the whole own log into one file that checks offline: each leaf with what it was made of unless that was erased, each signed
 * head of the present epoch after its last leaf, and who is who. Codes and hashes, nothing of a person. A leaf says that it was
 * written. Throws CommandProblem when the file is there already.
 */
export async function exportLog({ config, to, now, newId }: LogOptions & { readonly to: string; readonly newId: () => string }) {
  const at = now().toISOString()
  const file = created(to)
  try {
    return await within({ config }, 'ihala log export', async (tx) => {
      const [{ size } = { size: 0 }] = await tx<{ size: number }[]>`
        select coalesce(max(position) + 1, 0)::float8 as size from ledger.leaf`
      const heads = await tx<HeadRow[]>`
        select c.size::float8 as size, c.note || coalesce(string_agg(s.line || E'\\n', '' order by s.member), '') as note
        from ledger.checkpoint c left join ledger.cosignature s on s.epoch = c.epoch and s.size = c.size
        where c.epoch = (select max(epoch) from ledger.checkpoint) and c.size <= ${size} group by c.size, c.note order by c.size`
      const witnesses = await tx<{ member: string }[]>`select distinct member from ledger.cosignature`
      const statements = about(await statementsOf(tx), new Set([config.entityId, ...witnesses.map(({ member }) => member)]))
      const anchors = anchorsOf(config)
      put(file, [{ format: 'ihala-log/1', organisation: config.entityId, writtenAt: at, size, anchors, statements } satisfies LogFileStart])
      let head = 0
      const headsOf = (count: number): LogFileHead[] => {
        const from = head
        while (heads[head]?.size === count) head += 1
        return heads.slice(from, head).map(({ note }) => ({ head: note }))
      }
      put(file, headsOf(0))
      for (let from = 0; from < size; from += PAGE) {
        const rows = await tx<LeafRow[]>`
          select l.position::float8 as position, l.hash, c.salt, c.event from ledger.leaf l left join ledger.leaf_content c on c.leaf_id = l.id
          where l.position >= ${from} and l.position < ${from + PAGE} order by l.position`
        put(
          file,
          rows.flatMap((row) => [leafLine(row), ...headsOf(row.position + 1)]),
        )
      }
      await appendLeaves(tx, [makeLeaf(newId(), { kind: 'read', staff: 'command', action: 'export-log', subject: config.entityId, at })])
      return { size, heads: heads.length }
    })
  } catch (fault) {
    unlinkSync(to)
    throw fault
  } finally {
    closeSync(file)
  }
}

function created(to: string): number {
  try {
    return openSync(to, 'wx', 0o600)
  } catch (fault) {
    const there = fault instanceof Error && 'code' in fault && fault.code === 'EEXIST'
    throw new CommandProblem(there ? `${to}: is there already` : `${to}: cannot be written`)
  }
}

function put(file: number, lines: readonly object[]): void {
  if (lines.length > 0) writeFileSync(file, `${lines.map((line) => JSON.stringify(line)).join('\n')}\n`)
}

function leafLine({ hash, salt, event }: LeafRow): LogFileLeaf {
  const content = salt === null || event === null ? {} : { content: { salt: salt.toString('base64url'), event } }
  return { hash: hash.toString('base64url'), ...content }
}

/**
 * Writes each proof of a forked log that this organisation found into a file of its own, with the statements that vouch for the keys
 * in it, so that it checks from itself alone. Other evidence convinces only whoever held the other head, and is left where it is.
 * Returns the names of the files and of how many members they are.
 */
export async function writeForks({ config, folder }: Pick<LogOptions, 'config'> & { readonly folder: string }): Promise<string[]> {
  return within({ config }, 'ihala log forks', async (tx) => {
    const members = await tx<{ member: string }[]>`select distinct member from ledger.evidence where kind = 'fork' order by member`
    const statements = await statementsOf(tx)
    const anchors = anchorsOf(config)
    const written: string[] = []
    for (const { member } of members) {
      for (const { id, kind, file } of await sqlLog().evidence(tx, member)) {
        if (kind !== 'fork') continue
        const fork: object = JSON.parse(file)
        const path = join(folder, `fork-${id}.json`)
        writeFileSync(path, `${JSON.stringify({ ...fork, anchors, statements: about(statements, new Set([member])) })}\n`, {
          flag: 'wx',
          mode: 0o600,
        })
        written.push(path)
      }
    }
    return written
  })
}
