import { originOf, readOrigin } from './checkpoint.ts'
import type { Epoch, Evidence, HeardHead, KeptCheckpoint, LogStore, WitnessOfOurs } from './log-store.ts'
import { sqlTree } from './tree.store.ts'
import { HASH_BYTES } from './tree.ts'
import type { Tx } from './tx.ts'
import type { WitnessedHead } from './witness.ts'

/** Key of the advisory lock: one round of witnessing at a time, whatever the number of replicas. */
const LOCK = 0x1ea5_ea

interface WitnessedRow {
  readonly origin: string
  readonly size: number
  readonly root: Buffer
  readonly note: string
  readonly start: number
  readonly edge: Buffer
  readonly leaves: Buffer
}

function parted(bytes: Buffer): Buffer[] {
  return Array.from({ length: bytes.length / HASH_BYTES }, (_, at) => bytes.subarray(at * HASH_BYTES, (at + 1) * HASH_BYTES))
}

/** Drivers give instants as text or as dates: both become ISO text. */
type Instant = Date | string
const iso = (value: Instant): string => new Date(value).toISOString()
const instant = (value: Instant | null): string | null => (value === null ? null : iso(value))

async function held(tx: Tx, member: string): Promise<readonly WitnessedHead[]> {
  const rows = await tx<WitnessedRow[]>`
    select origin, size::float8 as size, root, note, start::float8 as start, edge, leaves from ledger.witnessed
    where member = ${member} order by epoch desc`
  return rows.map(({ origin, size, root, note, start, edge, leaves }) => ({
    origin,
    size,
    root,
    note,
    edge: { size: start, hashes: parted(edge) },
    leaves: parted(leaves),
  }))
}

/** T30: the head is compared and set by one statement; whoever comes second finds another one there, and writes nothing. */
async function advance(tx: Tx, next: WitnessedHead, before: number | null, now: string): Promise<boolean> {
  const { member, epoch } = readOrigin(next.origin) ?? { member: '', epoch: 0 }
  const [edge, leaves] = [Buffer.concat(next.edge.hashes), Buffer.concat(next.leaves)]
  const written =
    before === null
      ? await tx`
          insert into ledger.witnessed (origin, member, epoch, size, root, note, start, edge, leaves, at)
          values (${next.origin}, ${member}, ${epoch}, ${next.size}, ${next.root}, ${next.note}, ${next.edge.size}, ${edge}, ${leaves}, ${now})
          on conflict do nothing`
      : await tx`
          update ledger.witnessed set size = ${next.size}, root = ${next.root}, note = ${next.note}, start = ${next.edge.size},
            edge = ${edge}, leaves = ${leaves}, at = ${now}
          where origin = ${next.origin} and size = ${before} and (size < ${next.size} or root = ${next.root})`
  return written.count === 1
}

async function witnesses(tx: Tx): Promise<readonly WitnessOfOurs[]> {
  type Row = Omit<WitnessOfOurs, 'askedAt' | 'answeredAt' | 'signedAt'> & Record<'askedAt' | 'answeredAt' | 'signedAt', Instant | null>
  const rows = await tx<Row[]>`
    select member, asked_at as "askedAt", answered_at as "answeredAt", epoch, size::float8 as size, line, signed_at as "signedAt"
    from ledger.witness order by member`
  return rows.map((row) => ({
    ...row,
    askedAt: instant(row.askedAt),
    answeredAt: instant(row.answeredAt),
    signedAt: instant(row.signedAt),
  }))
}

async function noteWitness(tx: Tx, { member, ...what }: Partial<WitnessOfOurs> & Pick<WitnessOfOurs, 'member'>): Promise<void> {
  const { askedAt = null, answeredAt = null, epoch = null, size = null, line = null, signedAt = null } = what
  await tx`
    insert into ledger.witness as w (member, asked_at, answered_at, epoch, size, line, signed_at)
    values (${member}, ${askedAt}, ${answeredAt}, ${epoch}, ${size}, ${line}, ${signedAt})
    on conflict (member) do update set asked_at = coalesce(excluded.asked_at, w.asked_at),
      answered_at = coalesce(excluded.answered_at, w.answered_at), epoch = coalesce(excluded.epoch, w.epoch),
      size = coalesce(excluded.size, w.size), line = coalesce(excluded.line, w.line), signed_at = coalesce(excluded.signed_at, w.signed_at)`
  if (epoch === null || size === null || line === null || signedAt === null) return
  // The first signature under a head says best since when it was seen.
  await tx`
    insert into ledger.cosignature (epoch, size, member, line, signed_at) values (${epoch}, ${size}, ${member}, ${line}, ${signedAt})
    on conflict do nothing`
}

type CheckpointRow = Omit<KeptCheckpoint, 'madeAt' | 'statedAt'> & { readonly madeAt: Instant; readonly statedAt: Instant }

async function checkpoint(tx: Tx, of: number, size: number | null): Promise<KeptCheckpoint | undefined> {
  const [row] = await tx<CheckpointRow[]>`
    select epoch, size::float8 as size, root, note, made_at as "madeAt", stated_at as "statedAt" from ledger.checkpoint
    where epoch = ${of} and (${size}::bigint is null or size = ${size}) order by checkpoint.size desc limit 1`
  return row && { ...row, madeAt: iso(row.madeAt), statedAt: iso(row.statedAt) }
}

async function epoch(tx: Tx): Promise<Epoch> {
  const [row] = await tx<{ epoch: number; cites: string | null; begunAt: Instant }[]>`
    select epoch, cites, begun_at as "begunAt" from ledger.epoch order by epoch desc limit 1`
  return row ? { ...row, begunAt: iso(row.begunAt) } : { epoch: 1, cites: null, begunAt: null }
}

async function toTell(tx: Tx, member: string, limit: number): Promise<readonly string[]> {
  // Our own countersignature under the membership log, which concerns all; the other logs of our own; then hearsay; among them by lot, so that every head has its turn.
  const rows = await tx<{ note: string }[]>`
    select note from (
      select origin, size, note, case when origin like 'membership.%' then -1 else 0 end as rank from ledger.witnessed where member <> ${member}
      union all select distinct origin, size, note, 1 from ledger.heard
        where teller <> ${member} and origin not like 'membership.%' and origin not like ${`${originOf(member, 1).slice(0, -1)}%`}
    ) as known where not exists (select from ledger.heard h where h.origin = known.origin and h.teller = ${member} and h.note = known.note)
    group by origin, size, note order by min(rank), md5(origin || ' ' || size || ' ' || ${member}) limit ${limit}`
  return rows.map(({ note }) => note)
}

/** The witnessed log in PostgreSQL. */
export function sqlLog(): LogStore<Tx> {
  return {
    lease: async (tx) => {
      const [row] = await tx<{ taken: boolean }[]>`select pg_try_advisory_xact_lock(${LOCK}) as taken`
      return row?.taken === true
    },
    state: async (tx, since) => {
      const [row] = await tx<{ size: number; stirred: boolean }[]>`
        select coalesce((select position from ledger.leaf where position is not null order by position desc limit 1) + 1, 0)::float8 as size,
          exists (select from ledger.leaf where not quiet and position is not null and position >= ${since}) as stirred`
      if (!row) throw new Error('no answer')
      return row
    },
    tree: sqlTree,
    leaves: async (tx, from, to) => {
      const rows = await tx<{ hash: Buffer }[]>`
        select hash from ledger.leaf where position >= ${from} and position < ${to} order by position`
      return rows.map(({ hash }) => hash)
    },
    epoch,
    beginEpoch: async (tx, begun) => {
      await tx`insert into ledger.epoch (epoch, cites, begun_at) values (${begun.epoch}, ${begun.cites}, ${begun.begunAt}) on conflict do nothing`
    },
    newest: (tx, of) => checkpoint(tx, of, null),
    checkpoint,
    since: async (tx) => {
      const [row] = await tx<{ at: Instant | null }[]>`select min(made_at) as at from ledger.checkpoint`
      return instant(row?.at ?? null)
    },
    keepCheckpoint: async (tx, { epoch: of, size, root, note, madeAt, statedAt }) => {
      await tx`
        insert into ledger.checkpoint (epoch, size, root, note, made_at, stated_at) values (${of}, ${size}, ${root}, ${note}, ${madeAt}, ${statedAt})
        on conflict (epoch, size) do update set stated_at = excluded.stated_at, note = excluded.note`
    },
    witnesses,
    noteWitness,
    held,
    advance,
    hear: async (tx, teller, { origin, size, note }: HeardHead, now) => {
      await tx`
        insert into ledger.heard as h (origin, teller, size, note, at) values (${origin}, ${teller}, ${size}, ${note}, ${now})
        on conflict (origin, teller) do update set size = excluded.size, note = excluded.note, at = excluded.at where h.size <= excluded.size and h.note <> excluded.note`
    },
    heard: async (tx, origin) =>
      tx<
        (HeardHead & { teller: string })[]
      >`select origin, size::float8 as size, note, teller from ledger.heard where origin = ${origin} order by teller`,
    toTell,
    keepEvidence: async (tx, { id, member, kind, name, file, at }) => {
      const written = await tx`
        insert into ledger.evidence (id, member, kind, name, file, at) values (${id}, ${member}, ${kind}, ${name}, ${file}, ${at}) on conflict do nothing`
      return written.count === 1
    },
    settleEvidence: async (tx, member, kind, now) => {
      await tx`update ledger.evidence set settled_at = ${now} where member = ${member} and kind = ${kind} and settled_at is null`
    },
    evidence: async (tx, member) => {
      const rows = await tx<(Omit<Evidence, 'at' | 'settledAt'> & { at: Instant; settledAt: Instant | null })[]>`
        select id, member, kind, name, file, at, settled_at as "settledAt" from ledger.evidence where member = ${member} order by at desc, id desc`
      return rows.map((row) => ({ ...row, at: iso(row.at), settledAt: instant(row.settledAt) }))
    },
  }
}
