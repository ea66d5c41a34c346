import postgres from 'postgres'
import type { Network, RunningOrganisation } from '../../infra/network.ts'

/** What an organisation's database holds, told as its owner with every fence in place taken into account. */
export interface AtRest {
  /** Outbox rows that are not closed by a receipt. */
  readonly unreceipted: number
  readonly quarantined: number
  /** Places of a chain that hold more than one event: must be 0. */
  readonly doubled: number
  /** Chains with a gap: must be 0. */
  readonly gaps: number
  readonly events: number
}

/** Looks into an organisation's database as its service does. */
export async function atRest(organisation: RunningOrganisation): Promise<AtRest> {
  const sql = postgres(organisation.database.appUrl, { max: 1, connection: { 'ihala.staff': 'system' } as Record<string, string> })
  try {
    const [row] = await sql<AtRest[]>`
      select
        (select count(*)::int from exchange.outbox where status <> 'closed') as unreceipted,
        (select count(*)::int from exchange.quarantine) as quarantined,
        (select count(*)::int from (select 1 from exchange.event where case_id is not null group by case_id, iss, seq having count(*) > 1) as twice) as doubled,
        (select count(*)::int from (select max(seq) as last, count(*) as n from exchange.event where case_id is not null group by case_id, iss) as chain where last <> n) as gaps,
        (select count(*)::int from exchange.event) as events`
    if (!row) throw new Error('no answer')
    return row
  } finally {
    await sql.end()
  }
}

/** All text of every column of every table of an organisation's database, for a search. */
export async function dumpOf(organisation: RunningOrganisation): Promise<string> {
  const sql = postgres(organisation.database.appUrl, { max: 1, connection: { 'ihala.staff': 'system' } as Record<string, string> })
  try {
    const tables = await sql<{ schema: string; name: string }[]>`
      select schemaname as schema, tablename as name from pg_tables where schemaname not in ('pg_catalog', 'information_schema', 'graphile_worker')`
    const parts: string[] = []
    for (const { schema, name } of tables) {
      const readable = await sql<{ ok: boolean }[]>`select has_table_privilege(${`"${schema}"."${name}"`}, 'select') as ok`
      if (readable[0]?.ok !== true) continue
      const rows = await sql<{ text: string }[]>`select t::text as text from ${sql(`${schema}.${name}`)} t`
      for (const { text } of rows) parts.push(text)
    }
    return parts.join('\n')
  } finally {
    await sql.end()
  }
}

/**
 * Whether an id names what is between two organisations: a referral, an event or a file that went from one to the other, or the
 * person as only these two call them.
 */
export async function wentBetween(network: Network, id: string, slug: string, otherSlug: string): Promise<boolean> {
  const [organisation, other] = [network.organisation(slug), network.organisation(otherSlug)]
  const sql = postgres(organisation.database.appUrl, { max: 1, connection: { 'ihala.staff': 'system' } as Record<string, string> })
  try {
    const [row] = await sql<{ theirs: boolean }[]>`
      select exists (select from exchange.conversation where case_id = ${id} and partner = ${other.entityId})
        or exists (select from exchange.outbox where jti = ${id} and recipient = ${other.entityId})
        or exists (select from exchange.event where jti = ${id} and iss = ${other.entityId})
        or exists (
          select from exchange.event e join exchange.conversation c using (case_id) where e.jti = ${id} and c.partner = ${other.entityId}
        )
        or exists (select from desk.file where file = ${id} and from_partner = ${other.entityId})
        or exists (
          select from desk.file_sending s join exchange.conversation c using (case_id) where s.file = ${id} and c.partner = ${other.entityId}
        )
        or exists (select from desk.referral where pseudonym = ${id} and partner = ${other.entityId}) as theirs`
    return row?.theirs === true
  } finally {
    await sql.end()
  }
}

/** The longest referral all of whose events are in the log under a head that three others countersigned; undefined when there is none yet. */
export async function witnessedCase(organisation: RunningOrganisation): Promise<string | undefined> {
  const sql = postgres(organisation.database.appUrl, { max: 1, connection: { 'ihala.staff': 'system' } as Record<string, string> })
  try {
    const [row] = await sql<{ caseId: string }[]>`
      with head as (select size from ledger.cosignature group by epoch, size having count(*) >= 3 order by epoch desc, size desc limit 1)
      select e.case_id as "caseId" from exchange.event e join ledger.leaf l on l.id = e.leaf_id
      where e.case_id is not null group by e.case_id
      having count(*) >= 4 and count(l.position) = count(*) and max(l.position) < (select size from head)
      order by count(*) desc limit 1`
    return row?.caseId
  } finally {
    await sql.end()
  }
}
