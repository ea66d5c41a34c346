import postgres from 'postgres'
import type { Network } from '../../infra/network.ts'
import { databaseName } from '../../infra/postgres/databases.ts'

/** A referral between two organisations as one end has it. */
export interface Conversation {
  readonly caseId: string
  readonly partner: string
  readonly side: 'sender' | 'recipient'
  readonly state: string
  readonly responsible: string
  readonly mySeq: number
  readonly myHead: string | null
  readonly myReceipted: number
  readonly theirSeq: number
  readonly theirHead: string | null
}

/** An event as one end keeps it. */
export interface KeptEvent {
  readonly iss: string
  readonly jti: string
  readonly caseId: string | null
  readonly seq: number | null
  readonly evt: string
  readonly hash: string
  readonly receipt: string | null
  /** Hash of its leaf in this end's log, base64url. */
  readonly leaf: string | null
}

/** A row of the outbox. */
export interface OutboxRow {
  readonly jti: string
  readonly recipient: string
  readonly caseId: string | null
  readonly seq: number | null
  readonly hash: string
  readonly status: string
  readonly receipt: string | null
}

/** All that one organisation's database says of what was exchanged. */
export interface Snapshot {
  readonly slug: string
  readonly entityId: string
  readonly conversations: readonly Conversation[]
  readonly events: readonly KeptEvent[]
  readonly outbox: readonly OutboxRow[]
  readonly referrals: readonly {
    readonly id: string
    readonly caseId: string
    readonly side: string
    readonly partner: string
    readonly state: string
  }[]
  /** Events that have more than one leaf of having been received. */
  readonly twiceReceived: readonly string[]
  readonly quarantined: readonly { readonly senderTag: string; readonly code: string }[]
  readonly waitingRoom: number
  /** Registry statements as last heard, by subject. */
  readonly statements: Readonly<Record<string, string>>
}

/** What is still on its way. */
export interface OnTheWay {
  readonly outbox: number
  readonly waitingRoom: number
  /** Referrals somebody must still decide, at either end. */
  readonly undecided: number
}

/** The databases of a network, read as their superuser. */
export interface Databases {
  readonly snapshot: (slug: string) => Promise<Snapshot>
  readonly onTheWay: () => Promise<OnTheWay>
  /** Whether an organisation was rebuilt and has not heard everybody yet. */
  readonly isRecovering: (slug: string) => Promise<boolean>
  readonly sql: (slug: string) => postgres.Sql
  readonly close: () => Promise<void>
}

/** Opens the databases of all organisations. */
export function openDatabases(network: Network): Databases {
  const open = new Map(
    network.organisations.map(({ slug }) => {
      const url = new URL(network.postgres.adminUrl)
      url.pathname = `/${databaseName(slug)}`
      return [slug, postgres(url.href, { max: 2, onnotice: () => undefined, transform: postgres.camel, connect_timeout: 5 })] as const
    }),
  )
  const sql = (slug: string): postgres.Sql => {
    const found = open.get(slug)
    if (!found) throw new Error(`no organisation is called ${slug}`)
    return found
  }
  return {
    sql,
    snapshot: async (slug) => {
      const db = sql(slug)
      const { entityId } = network.organisation(slug)
      const statements = await db<{ subject: string; jws: string }[]>`select subject, jws from exchange.registry_statement`
      return {
        slug,
        entityId,
        conversations: await db<Conversation[]>`
          select case_id, partner, side, state, responsible, my_seq, my_head, my_receipted, their_seq, their_head from exchange.conversation`,
        events: await db<KeptEvent[]>`
          select e.iss, e.jti, e.case_id, e.seq, e.evt, e.hash, e.receipt, translate(rtrim(encode(l.hash, 'base64'), '='), '+/', '-_') as leaf
          from exchange.event e left join ledger.leaf l on l.id = e.leaf_id`,
        outbox: await db<OutboxRow[]>`select jti, recipient, case_id, seq, hash, status, receipt from exchange.outbox`,
        referrals: await db<Snapshot['referrals'][number][]>`select id, case_id, side, partner, state from desk.referral`,
        twiceReceived: (
          await db<{ event: string }[]>`
            select event from ledger.leaf_content where event like '%"received"%' group by event having count(*) > 1`
        ).map(({ event }) => event),
        quarantined: await db<Snapshot['quarantined'][number][]>`select sender_tag, code from exchange.quarantine`,
        waitingRoom: (await db`select 1 from exchange.waiting_room`).count,
        statements: Object.fromEntries(statements.map(({ subject, jws }) => [subject, jws])),
      }
    },
    isRecovering: async (slug) => (await sql(slug)`select from exchange.recovery where ended_at is null`).count > 0,
    onTheWay: async () => {
      const each = await Promise.all(
        [...open.values()].map(async (db) => {
          const [row] = await db<OnTheWay[]>`
            select (select count(*)::int from exchange.outbox where status <> 'closed') as outbox,
              (select count(*)::int from exchange.waiting_room) as waiting_room,
              (select count(*)::int from desk.referral where state in ('requested', 'opened', 'handed-back')) as undecided`
          if (!row) throw new Error('no answer')
          return row
        }),
      )
      const sum = (part: keyof OnTheWay): number => each.reduce((total, one) => total + one[part], 0)
      return { outbox: sum('outbox'), waitingRoom: sum('waitingRoom'), undecided: sum('undecided') }
    },
    close: async () => {
      await Promise.all([...open.values()].map((db) => db.end({ timeout: 1 })))
    },
  }
}
