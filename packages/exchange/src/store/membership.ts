import type { KeyUse, MembershipEntry } from '@ihala/contract'
import type { Tx } from '@ihala/ledger'

/** A key that is new with an entry of the membership log. */
export interface EntryKey {
  readonly kid: string
  readonly use: KeyUse
  /** From when on it counts here, seconds since 1970. */
  readonly from: number
}

/** An entry of the membership log as it is kept: checked against a head. */
export type KeptEntry = MembershipEntry & { readonly keys: readonly EntryKey[] }

/** The head of the membership log that was countersigned here last. */
export interface CountersignedMembership {
  readonly origin: string
  readonly size: number
  /** As the committee signed it, with our countersignature. */
  readonly note: string
  /** ISO instant. */
  readonly at: string
}

/** The membership log as this organisation holds it (K8). PostgreSQL and memory stand behind it under one compliance test. */
export interface MembershipStore<T = Tx> {
  /** The head held; undefined before the first. */
  readonly head: (tx: T) => Promise<CountersignedMembership | undefined>
  /** Keeps entries; what is kept already stays as it is. */
  readonly keep: (tx: T, entries: readonly KeptEntry[], now: string) => Promise<void>
  /** The newest entry about each member. */
  readonly newest: (tx: T) => Promise<readonly MembershipEntry[]>
  /** When the first entry of all was kept, and the first about a member; ISO instants, null when there is none. */
  readonly heard: (tx: T, entityId: string) => Promise<{ readonly began: string | null; readonly heard: string | null }>
  /** The newest entries, the latest first. */
  readonly last: (tx: T, limit: number) => Promise<readonly Omit<KeptEntry, 'jws'>[]>
}

/** What the origin of a membership log begins with. */
const LOGS = 'membership.%'

type Instant = Date | string
const iso = <R extends { readonly at: Instant }>(row: R): R & { readonly at: string } => ({ ...row, at: new Date(row.at).toISOString() })

/** The membership log in PostgreSQL. */
export function sqlMembership(): MembershipStore {
  return {
    head: async (tx) => {
      const [row] = await tx<(Omit<CountersignedMembership, 'at'> & { at: Instant })[]>`
        select origin, size::float8 as size, note, at from ledger.witnessed where origin like ${LOGS} order by at, origin limit 1`
      return row && iso(row)
    },
    keep: async (tx, entries, now) => {
      await tx`
        insert into exchange.membership_entry (position, at, entity_id, change, jws, keys, heard_at)
        select position, at, "entityId", change, jws, keys, ${now}
        from jsonb_to_recordset(${tx.json(entries.map((entry) => ({ ...entry, keys: entry.keys.map((key) => ({ ...key })) })))}::jsonb)
          as entry (position bigint, at timestamptz, "entityId" text, change text, jws text, keys jsonb)
        on conflict do nothing`
    },
    newest: async (tx) => {
      const rows = await tx<(Omit<MembershipEntry, 'at'> & { at: Instant })[]>`
        select distinct on (entity_id) position::float8 as position, at, entity_id as "entityId", change, jws
        from exchange.membership_entry order by entity_id, membership_entry.position desc`
      return rows.map(iso)
    },
    heard: async (tx, entityId) => {
      const [row] = await tx<{ began: Instant | null; heard: Instant | null }[]>`
        select (select heard_at from exchange.membership_entry order by position limit 1) as began,
          (select min(heard_at) from exchange.membership_entry where entity_id = ${entityId}) as heard`
      const text = (at: Instant | null | undefined): string | null => (at ? new Date(at).toISOString() : null)
      return { began: text(row?.began), heard: text(row?.heard) }
    },
    last: async (tx, limit) => {
      const rows = await tx<(Omit<KeptEntry, 'at' | 'jws'> & { at: Instant })[]>`
        select position::float8 as position, at, entity_id as "entityId", change, keys
        from exchange.membership_entry order by membership_entry.position desc limit ${limit}`
      return rows.map(iso)
    },
  }
}
