import type { Database, Tx } from '@ihala/ledger'
import type { Bus } from './bus.ts'
import type { Dispatch } from './compose.ts'
import type { RegistryCache } from './registry-cache.ts'
import type { Sealed } from './unit.ts'
import { REPUBLISH_AFTER } from './unit.ts'

/** How many overdue events one scan takes, and how many a scan of one replica publishes at once. */
const SCAN = 64

/** Longest wait between two publications of one event, seconds. */
const REPUBLISH_AT_MOST = 3600

/**
 * Leases overdue heads and publishes them again: after 5 s, doubling to 1 h. Several relays and replicas may run; a lease
 * is the moved `next_at` (SKIP LOCKED), never memory. Returns how many were taken.
 */
export async function republishOverdue(ports: {
  readonly db: Database
  readonly bus: Bus
  readonly registry: RegistryCache
}): Promise<number> {
  const rows = await ports.db<Sealed[]>`
    with due as (
      select o.jti from exchange.outbox o
      where o.status = 'waiting' and o.next_at <= now() and o.expires_at > now()
        and (o.case_id is null or o.seq = (select c.my_receipted + 1 from exchange.conversation c where c.case_id = o.case_id))
      order by o.next_at limit ${SCAN} for update of o skip locked)
    update exchange.outbox o
    set attempts = o.attempts + 1,
      next_at = now() + make_interval(secs => least(${REPUBLISH_AFTER}::float8 * power(2, least(o.attempts + 1, 10)), ${REPUBLISH_AT_MOST}))
    from due where o.jti = due.jti
    returning o.recipient, o.digest, o.sealed`
  await publishAll(ports, rows)
  return rows.length
}

/** Publishes sealed events; what cannot be published now stays in the outbox and is overdue soon. */
export async function publishAll(ports: { readonly bus: Bus; readonly registry: RegistryCache }, dispatch: Dispatch): Promise<void> {
  await Promise.allSettled(
    dispatch.map(async ({ recipient, digest, sealed }) => {
      const tag = ports.registry.find(recipient)?.metadata.ihala_member.bus_tag
      if (tag !== undefined) await ports.bus.publish(tag, digest, Buffer.from(sealed, 'latin1'))
    }),
  )
}

/** Makes every waiting event due now: the bus is back, or a member was heard again. */
export async function makeDue(db: Database): Promise<void> {
  await db`update exchange.outbox set next_at = now(), attempts = 0 where status = 'waiting'`
}

/** Marks what nobody receipted in time; a person must decide (DESIGN §4). Returns the cases. */
export async function expireOverdue(tx: Tx): Promise<{ readonly caseId: string | null; readonly evt: string }[]> {
  return tx<{ caseId: string | null; evt: string }[]>`
    update exchange.outbox set status = 'expired' where status = 'waiting' and expires_at <= now() returning case_id as "caseId", evt`
}
