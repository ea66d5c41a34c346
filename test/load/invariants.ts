import postgres from 'postgres'
import type { Network } from '../../infra/network.ts'
import { databaseName } from '../../infra/postgres/databases.ts'
import { RECIPIENT, SENDER } from './ends.ts'

/** What the databases of both ends say, read as their superuser. */
export interface Ledger {
  /** Write-ahead log so far, KB, and commits so far of both databases. */
  readonly written: () => Promise<{ readonly walKb: number; readonly commits: number }>
  /**
   * Waits until nothing is on its way, then checks what must hold or no figure counts: so many referrals made, all of them
   * accepted at both ends, outboxes empty, nothing quarantined. Throws when it does not hold within half a minute.
   */
  readonly settled: (made: number) => Promise<void>
  readonly close: () => Promise<void>
}

/** Opens both databases. */
export function ledgerOf(network: Network): Ledger {
  const open = (name: string) => {
    const url = new URL(network.postgres.adminUrl)
    url.pathname = `/${name}`
    return postgres(url.href, { max: 1, onnotice: () => undefined })
  }
  const names = [databaseName(SENDER.slug), databaseName(RECIPIENT.slug)] as const
  const [one, other] = [open(names[0]), open(names[1])]
  const databases = [one, other]
  const counts = () =>
    Promise.all(
      databases.map(async (database) => {
        const [row] = await database<{ accepted: number; waiting: number; quarantined: number }[]>`
        select (select count(*)::int from desk.referral where state = 'accepted') as accepted,
          (select count(*)::int from exchange.outbox where status <> 'closed') as waiting,
          (select count(*)::int from exchange.quarantine) as quarantined`
        return row
      }),
    )
  return {
    written: async () => {
      const [row] = await one<{ wal: string; commits: string }[]>`
        select pg_wal_lsn_diff(pg_current_wal_insert_lsn(), '0/0')::text as wal, (select sum(xact_commit)::text from pg_stat_database where datname = any(${[...names]})) as commits`
      return { walKb: Number(row?.wal) / 1024, commits: Number(row?.commits) }
    },
    settled: async (made) => {
      let now = await counts()
      const holds = (): boolean => now.every((row) => row?.accepted === made && row.waiting === 0 && row.quarantined === 0)
      for (let tries = 0; tries < 150 && !holds(); tries++) {
        await new Promise((resolve) => setTimeout(resolve, 200))
        now = await counts()
      }
      if (!holds()) throw new Error(`What must hold does not: ${made} referrals were made, the databases have ${JSON.stringify(now)}.`)
    },
    close: async () => {
      await Promise.all(databases.map((database) => database.end({ timeout: 1 })))
    },
  }
}
