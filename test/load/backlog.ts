import postgres from 'postgres'
import type { Network } from '../../infra/network.ts'
import { databaseName } from '../../infra/postgres/databases.ts'
import { OTHER, RECIPIENT, SENDER } from './ends.ts'
import type { Held } from './goals.ts'
import { median, quantile, shown } from './numbers.ts'
import { bedFor, type Order, supportFor, writePeople } from './orders.ts'
import { treesCpuMs } from './processes.ts'
import type { Ruler } from './ruler.ts'
import { type Wire, wire } from './wire.ts'

const IN_FLIGHT = 64
/** New referrals to somebody else, a second, before and while the backlog drains. */
const NEW_PER_SECOND = 5
const UNLOADED_SECONDS = 20
const LOOK_MS = 250
/** Slower than this is not waited for. */
const SLOWEST_PER_SECOND = 10

/**
 * A member is away while `backlog` referrals are made for it, comes back and catches up; meanwhile new referrals go to
 * somebody else. Nothing may be lost or doubled, or no figure counts.
 */
export async function measureBacklog(
  network: Network,
  ruler: Ruler | undefined,
  backlog: number,
  say: (line: string) => void,
): Promise<Held[]> {
  const sender = await wire(network, SENDER.slug, SENDER.staff, IN_FLIGHT + 8)
  const books = openBooks(network)
  try {
    const people = await writePeople(sender)
    const [to, other] = [network.organisation(RECIPIENT.slug).entityId, network.organisation(OTHER).entityId]
    let made = 0
    const flowing = () => flow(sender, () => supportFor(people, made++, other), books)

    const unloaded = flowing()
    await pause(UNLOADED_SECONDS * 1000)
    const before = await unloaded.end()

    await network.stopOrganisation(RECIPIENT.slug)
    const from = performance.now()
    await create(sender, backlog, () => bedFor(people, made++, to, ['need']))
    const seconds = (performance.now() - from) / 1000
    say(`# ${backlog} referrals for a member that is away: made in ${shown(seconds)} s, ${shown(backlog / seconds)} a second`)

    const meanwhile = flowing()
    await network.startOrganisation(RECIPIENT.slug)
    const back = performance.now()
    const began = cpuMs(network)
    await books.drained(to, Math.max(60_000, (backlog / SLOWEST_PER_SECOND) * 1000))
    const drained = (performance.now() - back) / 1000
    const cpu = cpuMs(network).map((ms, index) => (ms - (began[index] ?? Number.NaN)) / backlog)
    const during = await meanwhile.end()
    await books.audit(backlog)

    const perSecond = backlog / drained
    const byRuler = await ruler?.drain(backlog)
    const ratio = byRuler && perSecond / byRuler.drainPerSecond
    return [
      {
        name: `backlog of ${backlog}: drained ÷ ruler`,
        value: ratio,
        must: 0.33,
        aim: 0.6,
        better: 'more',
        note: `${shown(perSecond)} a second${byRuler ? `, the ruler ${shown(byRuler.drainPerSecond)}` : ', no ruler'}; nothing lost or doubled`,
      },
      {
        name: 'meanwhile: p99 of a new referral until receipted ÷ unloaded',
        value: during.delivered / before.delivered,
        must: 3,
        aim: 3,
        note: `${shown(during.delivered)} ms, unloaded ${shown(before.delivered)}; p50 ${shown(during.median)}, unloaded ${shown(before.median)}; ${during.count} of them, to somebody else`,
      },
      {
        name: 'CPU of a delivery ÷ ruler',
        value: byRuler && sum(cpu) / sum(Object.values(byRuler.cpuMs)),
        note: `${shown(sum(cpu))} ms: sender, recipient, Postgres, bus ${cpu.map(shown).join(', ')}${byRuler ? `; the ruler ${shown(sum(Object.values(byRuler.cpuMs)))}: ${Object.values(byRuler.cpuMs).map(shown).join(', ')}` : ''}`,
      },
      {
        name: 'meanwhile: p99 of the click ÷ unloaded',
        value: during.clicked / before.clicked,
        note: `${shown(during.clicked)} ms, unloaded ${shown(before.clicked)}`,
      },
    ]
  } finally {
    sender.close()
    await books.close()
  }
}

/** CPU milliseconds so far: sender, recipient, Postgres, bus. */
function cpuMs(network: Network): number[] {
  const { postgres, bus } = network
  return treesCpuMs([network.organisation(SENDER.slug).pid(), network.organisation(RECIPIENT.slug).pid(), postgres.pid(), bus.pid()])
}

const sum = (values: readonly number[]): number => values.reduce((total, one) => total + one, 0)

async function create(sender: Wire, count: number, order: () => Order): Promise<void> {
  let left = count
  const one = async (): Promise<void> => {
    while (left > 0) {
      left -= 1
      await sender.create('/referrals', order().body)
    }
  }
  await Promise.all(Array.from({ length: IN_FLIGHT }, one))
}

/** A steady flow of new referrals, each begun when it is due. */
function flow(sender: Wire, order: () => Order, books: Books) {
  const clicks: number[] = []
  const ids: string[] = []
  let stopping = false
  const run = async (): Promise<void> => {
    const from = performance.now()
    const begun: Promise<void>[] = []
    for (let arrival = 0; !stopping; arrival++) {
      const due = from + (arrival * 1000) / NEW_PER_SECOND
      if (due > performance.now()) await pause(due - performance.now())
      begun.push(
        sender.create('/referrals', order().body).then(({ id }) => {
          clicks.push(performance.now() - due)
          ids.push(id)
        }),
      )
    }
    await Promise.all(begun)
  }
  const done = run()
  // It is waited for at the end; a failure before that is told there.
  done.catch(() => undefined)
  return {
    end: async () => {
      stopping = true
      await done
      const delivered = await books.delivered(ids)
      return { count: ids.length, clicked: quantile(clicks, 0.99), delivered: quantile(delivered, 0.99), median: median(delivered) }
    },
  }
}

/** What the databases of both ends say, read as their superuser. */
interface Books {
  /** Milliseconds from each referral's first event to its receipt; waits for those that have none yet. */
  readonly delivered: (referralIds: readonly string[]) => Promise<number[]>
  /** Resolves when every event for this recipient is receipted. */
  readonly drained: (recipient: string, withinMs: number) => Promise<void>
  /** Throws unless both ends hold the same so many referrals, each once, and nothing was refused. */
  readonly audit: (backlog: number) => Promise<void>
  readonly close: () => Promise<void>
}

function openBooks(network: Network): Books {
  const open = (slug: string) => {
    const url = new URL(network.postgres.adminUrl)
    url.pathname = `/${databaseName(slug)}`
    return postgres(url.href, { max: 1, onnotice: () => undefined })
  }
  const [ours, theirs] = [open(SENDER.slug), open(RECIPIENT.slug)]
  const until = async (what: string, holds: () => Promise<boolean>, withinMs: number): Promise<void> => {
    const end = performance.now() + withinMs
    while (!(await holds())) {
      if (performance.now() > end) throw new Error(`${what}: not within ${withinMs / 1000} s`)
      await pause(LOOK_MS)
    }
  }
  return {
    delivered: async (ids) => {
      const times = () => ours<{ ms: number | null }[]>`
        select extract(epoch from o.closed_at - o.created_at)::float8 * 1000 as ms
        from desk.referral r join exchange.outbox o on o.case_id = r.case_id and o.seq = 1 where r.id = any(${[...ids]}::uuid[])`
      await until('the receipts of new referrals', async () => (await times()).every(({ ms }) => ms !== null), 60_000)
      return (await times()).flatMap(({ ms }) => (ms === null ? [] : [ms]))
    },
    drained: (recipient, withinMs) =>
      until(
        'the end of the backlog',
        async () => {
          const [row] = await ours<{ left: boolean }[]>`
            select exists (select from exchange.outbox where status = 'waiting' and recipient = ${recipient}) as left`
          return row?.left === false
        },
        withinMs,
      ),
    audit: async (backlog) => {
      const of = (side: 'sender' | 'recipient', partner: string, sql: typeof ours) => sql<
        { count: number; cases: number; digest: string }[]
      >`
        select count(*)::int as count, count(distinct case_id)::int as cases, md5(string_agg(case_id, ',' order by case_id)) as digest
        from desk.referral where side = ${side} and partner = ${partner}`
      const [[sent], [received], events, quarantined] = await Promise.all([
        of('sender', network.organisation(RECIPIENT.slug).entityId, ours),
        of('recipient', network.organisation(SENDER.slug).entityId, theirs),
        theirs<{ twice: number }[]>`
          select count(*)::int as twice from (select from exchange.event group by case_id, iss, seq having count(*) > 1 and case_id is not null) as d`,
        theirs<{ count: number }[]>`select count(*)::int as count from exchange.quarantine`,
      ])
      const holds =
        sent?.count === backlog &&
        received?.count === backlog &&
        received.cases === backlog &&
        sent.digest === received.digest &&
        events[0]?.twice === 0 &&
        quarantined[0]?.count === 0
      if (!holds)
        throw new Error(
          `What must hold does not: ${JSON.stringify({ backlog, sent, received, twice: events[0], quarantined: quarantined[0] })}`,
        )
    },
    close: async () => {
      await Promise.all([ours.end({ timeout: 1 }), theirs.end({ timeout: 1 })])
    },
  }
}

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms))
}
