import { innerAad } from '@ihala/exchange'
import type { FileKeyring } from '@ihala/kit'
import { decryptUnder, hashOf } from '@ihala/seal'
import type { Sql, TransactionSql } from 'postgres'

/** What opening and checking a restored database showed. */
export interface ReadingFigures {
  /** Events of chains; how many were opened; how many are unreadable because the key of their case was erased. */
  readonly events: number
  readonly opened: number
  readonly erased: number
  /** Events that are newer than the escrow, which has no key for them. */
  readonly uncovered: number
  /** Chains, one a case and sender. */
  readonly chains: number
  /** Sections, notes and needs that were opened, and those whose key was erased. */
  readonly sampled: number
  readonly sampledErased: number
  /** What did not open or did not fit, one line each; no content. */
  readonly broken: readonly string[]
}

/** Rows read at a time. */
const BATCH = 200

/** Key of a part of a case, from the restored rows; undefined when it was erased. */
type KeyOf = (caseId: string, part: string) => Promise<Buffer | undefined>

function keysOf(tx: TransactionSql, keyring: Pick<FileKeyring, 'unwrap'>): KeyOf {
  let last: { readonly caseId: string; readonly keys: ReadonlyMap<string, Buffer> } | undefined
  return async (caseId, part) => {
    if (last?.caseId !== caseId) {
      const rows = await tx<{ part: string; wrapped: Buffer }[]>`
        select part, wrapped from kit.case_key where case_id = ${caseId} and wrapped is not null`
      last = { caseId, keys: new Map(rows.map((row) => [row.part, keyring.unwrap(row.wrapped)])) }
    }
    return last.keys.get(part)
  }
}

interface EventRow {
  readonly caseId: string
  readonly iss: string
  readonly jti: string
  readonly seq: number
  readonly hash: string
  readonly part: string
  /** When it was written or came. */
  readonly at: Date
  /** Whether its part has a row among the keys, be it that of an erased one. */
  readonly known: boolean
  /** Without bytes when its part was erased. */
  readonly jws: Buffer
  /** Hashes of its other issues: what follows may name any of them (DESIGN §4, reissue). */
  readonly issues: readonly string[]
}

/**
 * Opens every event of every chain with the restored keys: its hash is the one that was kept, and its `prev` is the hash of
 * the event before it. And opens a sample of what the desk keeps sealed.
 * @param sample rows of each table at most
 * @param escrowAt when the escrow was written that the keys are of; the keys are those that work unless told
 */
export async function readAll(
  tx: TransactionSql,
  keyring: Pick<FileKeyring, 'unwrap'>,
  sample: number,
  escrowAt?: string,
): Promise<ReadingFigures> {
  const keyOf = keysOf(tx, keyring)
  const broken: string[] = []
  const figures = { events: 0, opened: 0, erased: 0, uncovered: 0, chains: 0, sampled: 0, sampledErased: 0 }
  let before: EventRow | undefined
  // Keyset paging: a cursor would hold the one connection while keys are asked for.
  for (let page = await eventsAfter(tx, undefined); page.length > 0; page = await eventsAfter(tx, page.at(-1))) {
    for (const row of page) {
      const first = before?.caseId !== row.caseId || before.iss !== row.iss
      figures.events++
      if (first) figures.chains++
      const key = row.jws.length === 0 ? undefined : await keyOf(row.caseId, row.part)
      if (key === undefined) figures[isNewer(row, escrowAt) ? 'uncovered' : 'erased']++
      else {
        const problem = problemOf(row, first ? undefined : before, key)
        if (problem === undefined) figures.opened++
        else broken.push(`the event ${row.jti}: ${problem}`)
      }
      before = row
    }
  }
  for (const { what, rows } of await samples(tx, sample)) {
    for (const { owner, part, aad, bytes } of rows) {
      const key = await keyOf(owner, part)
      if (key === undefined) figures.sampledErased++
      else if (opens(key, bytes, aad)) figures.sampled++
      else broken.push(`a row of ${what} does not open`)
    }
  }
  return { ...figures, broken }
}

/** Opens an event whose key is there: that keys, fences and rows fit together. Returns what is wrong, if anything. */
export async function readOne(tx: TransactionSql, keyring: Pick<FileKeyring, 'unwrap'>): Promise<string | undefined> {
  const [row] = await tx<EventRow[]>`
    select e.case_id as "caseId", e.iss, e.jti, e.seq, e.hash, e.part, e.at, true as known, e.inner_jws as jws, '{}'::text[] as issues
    from kit.case_key k join exchange.event e on e.case_id = k.case_id and e.part = k.part
    where k.wrapped is not null and octet_length(e.inner_jws) > 0 limit 1`
  const key = row === undefined ? undefined : await keysOf(tx, keyring)(row.caseId, row.part)
  const problem = row === undefined || key === undefined ? undefined : problemOf(row, undefined, key)
  return problem === undefined ? undefined : `an event ${problem}`
}

function eventsAfter(tx: TransactionSql, last: EventRow | undefined): Promise<EventRow[]> {
  const { caseId = '', iss = '', seq = 0 } = last ?? {}
  return tx<EventRow[]>`
    select case_id as "caseId", iss, jti, seq, hash, part, at, inner_jws as jws,
      exists (select from kit.case_key k where k.case_id = e.case_id and k.part = e.part) as known,
      array(select hash from exchange.issue i where i.case_id = e.case_id and i.iss = e.iss and i.seq = e.seq) as issues
    from exchange.event e where case_id is not null and (case_id, iss, seq) > (${caseId}, ${iss}, ${seq})
    order by case_id, iss, seq limit ${BATCH}`
}

/** An erased key leaves its row, and one that was made before the escrow is in it: what has none since was never in it. */
function isNewer({ at, known, jws }: EventRow, escrowAt: string | undefined): boolean {
  return escrowAt !== undefined && !known && jws.length > 0 && at.getTime() > Date.parse(escrowAt)
}

/** Cases of which something was kept that no key of the escrow opens, because it is older: by their names. */
export async function uncoveredCases(tx: Sql, escrowAt: string): Promise<readonly string[]> {
  const rows = await tx<{ caseId: string }[]>`
    select distinct case_id as "caseId" from exchange.event e
    where case_id is not null and octet_length(inner_jws) > 0 and at > ${escrowAt}::timestamptz
      and not exists (select from kit.case_key k where k.case_id = e.case_id and k.part = e.part)
    order by 1`
  return rows.map(({ caseId }) => caseId)
}

function problemOf(row: EventRow, before: EventRow | undefined, key: Buffer): string | undefined {
  let jws: string
  try {
    jws = decryptUnder(key, row.jws, innerAad(row.iss, row.jti)).toString('latin1')
  } catch {
    return 'does not open under the key of its case'
  }
  if (hashOf(jws) !== row.hash) return 'is not the one whose hash was kept'
  const claims: { readonly prev?: unknown; readonly seq?: unknown } = JSON.parse(
    Buffer.from(jws.split('.')[1] ?? '', 'base64url').toString(),
  )
  if (claims.seq !== row.seq) return 'stands at another place of its chain'
  if (before !== undefined && before.seq === row.seq - 1 && ![before.hash, ...before.issues].includes(String(claims.prev)))
    return 'does not follow the event before it'
  return undefined
}

interface SampleRow {
  readonly owner: string
  readonly part: string
  readonly aad: string
  readonly bytes: Buffer
}

/** What the desk keeps sealed, and to what the bytes are bound: as its stores write it. A drill fails when these part. */
async function samples(
  tx: TransactionSql,
  limit: number,
): Promise<readonly { readonly what: string; readonly rows: readonly SampleRow[] }[]> {
  const [desk] = await tx<[{ there: boolean }]>`select to_regclass('desk.section') is not null as there`
  if (!desk.there) return []
  return [
    {
      what: 'desk.section',
      rows: await tx<SampleRow[]>`
        select owner, part, owner || '/section/' || id as aad, content as bytes from desk.section order by random() limit ${limit}`,
    },
    {
      what: 'desk.note',
      rows: await tx<SampleRow[]>`
        select case_id as owner, part, case_id || '/note/' || id as aad, content as bytes from desk.note order by random() limit ${limit}`,
    },
    {
      what: 'desk.referral',
      rows: await tx<SampleRow[]>`
        select case_id as owner, need_part as part, case_id || '/need' as aad, need as bytes from desk.referral order by random() limit ${limit}`,
    },
  ]
}

function opens(key: Buffer, bytes: Buffer, aad: string): boolean {
  try {
    decryptUnder(key, bytes, aad)
    return true
  } catch {
    return false
  }
}
