import type { ReferralDetail, ReferralLine } from '@ihala/contract'
import type { Network } from '../../infra/network.ts'
import { RECIPIENT, SENDER } from './ends.ts'
import { hear } from './hearing.ts'
import { type Ledger, ledgerOf } from './invariants.ts'
import { median, quantile } from './numbers.ts'
import { bedFor, type Order, writePeople } from './orders.ts'
import { residentMb, treesCpuMs } from './processes.ts'
import { type Wire, wire } from './wire.ts'

/** What was measured of the product at one number of loops in flight. */
export interface ProductFigures {
  /** 0 when referrals arrived at a rate, whether or not earlier ones were done. */
  readonly inflight: number
  readonly perSecond: number
  /** Milliseconds from the click to the creator's desk showing it. */
  readonly closed: { readonly p50: number; readonly p99: number }
  /** Milliseconds of it from what happened until the desk was told: the acceptor's, the creator's. */
  readonly unseen: { readonly acceptor: number; readonly creator: number }
  /** CPU milliseconds a loop: both services, the other services, Postgres, the bus. */
  readonly cpuMs: {
    readonly sender: number
    readonly recipient: number
    readonly others: number
    readonly pg: number
    readonly nats: number
  }
  /** CPU milliseconds a loop of the driver: in no sum. */
  readonly driverMs: number
  readonly rssMb: { readonly sender: number; readonly recipient: number }
  readonly walKb: number
  /** Commits of both databases, and how often both desks were told something, a loop. */
  readonly commits: number
  readonly told: number
}

/** The product with both ends signed in and people to refer. */
export interface Product {
  /** Measures the loop; with `disclosure` identity is granted too, and the loop ends when the recipient's desk shows it. */
  readonly measure: (options: {
    readonly inflight: number
    readonly seconds: number
    readonly warmup: number
    readonly disclosure?: boolean
    /** Referrals a second, each measured from when it was due; `inflight` is then 0. */
    readonly rate?: number
  }) => Promise<ProductFigures>
  readonly close: () => Promise<void>
}

const CONNECTIONS = 64

/** Signs both ends in and writes the people down. */
export async function openProduct(network: Network): Promise<Product> {
  const sender = await wire(network, SENDER.slug, SENDER.staff, CONNECTIONS)
  const recipient = await wire(network, RECIPIENT.slug, RECIPIENT.staff, CONNECTIONS)
  const people = await writePeople(sender)
  const ledger = ledgerOf(network)
  const to = network.organisation(RECIPIENT.slug).entityId
  const desks = await bothDesks(sender, recipient)
  let made = 0

  return {
    close: async () => {
      sender.close()
      recipient.close()
      await ledger.close()
    },
    measure: async ({ inflight, seconds, warmup, disclosure = false, rate }) => {
      const categories = disclosure ? (['need', 'identity'] as const) : (['need'] as const)
      const order = (): Order => bedFor(people, made++, to, categories)
      const driver = drive({ sender, recipient, desks, inflight, rate, disclosure, order })
      await pause(warmup * 1000)
      const before = await standing(network, ledger)
      const [loops, told, from] = [driver.open(), desks.told(), performance.now()]
      await pause(seconds * 1000)
      driver.close()
      const took = (performance.now() - from) / 1000
      const [after, toldAfter] = [await standing(network, ledger), desks.told()]
      await driver.end()
      await ledger.settled(made)

      const count = loops.closed.length
      const a = (part: 'pg' | 'nats' | 'sender' | 'recipient' | 'others' | 'driver' | 'walKb' | 'commits'): number =>
        (after[part] - before[part]) / count
      return {
        inflight,
        perSecond: count / took,
        closed: { p50: median(loops.closed), p99: quantile(loops.closed, 0.99) },
        unseen: { acceptor: median(loops.unseenByAcceptor), creator: median(loops.unseenByCreator) },
        cpuMs: { sender: a('sender'), recipient: a('recipient'), others: a('others'), pg: a('pg'), nats: a('nats') },
        driverMs: a('driver'),
        rssMb: {
          sender: residentMb(network.organisation(SENDER.slug).pid()),
          recipient: residentMb(network.organisation(RECIPIENT.slug).pid()),
        },
        walKb: a('walKb'),
        commits: a('commits'),
        told: (toldAfter - told) / count,
      }
    },
  }
}

interface Samples {
  readonly closed: number[]
  readonly unseenByAcceptor: number[]
  readonly unseenByCreator: number[]
}

interface Driven {
  readonly sender: Wire
  readonly recipient: Wire
  readonly desks: Desks
  readonly inflight: number
  readonly rate: number | undefined
  readonly disclosure: boolean
  readonly order: () => Order
}

/** Keeps so many loops in flight, or begins so many a second, until it is ended. What closes between `open` and `close` is sampled. */
function drive({ sender, recipient, desks, inflight, rate, disclosure, order }: Driven) {
  let window: Samples | undefined
  let stopping = false
  const flying = new Map<string, () => void>()
  const disclosed = new Map<string, () => void>()
  const taken = new Map<string, Promise<unknown>>()
  let failed: unknown
  const fail = (error: unknown): void => {
    failed ??= error
    for (const close of [...flying.values(), ...disclosed.values()]) close()
  }

  // Staff of the recipient: take what waits on the work list, each once.
  desks.received = (lines) => {
    for (const line of lines.filter(({ id, state }) => state === 'requested' && !taken.has(id))) {
      window?.unseenByAcceptor.push(Date.now() - Date.parse(line.receivedAt))
      const accepted = recipient.change(`/referrals/${line.id}/accept`, line.version, { transfer: true, conditions: [] })
      const known = disclosure ? accepted.then(() => seeIdentity(recipient, line.id)).then((note) => disclosed.get(note)?.()) : accepted
      taken.set(line.id, known.catch(fail))
    }
  }
  // Staff of the sender: see on the work list what was accepted.
  desks.sent = (lines) => {
    for (const line of lines.filter(({ state }) => state === 'accepted')) {
      const close = flying.get(line.id)
      if (!close) continue
      flying.delete(line.id)
      window?.unseenByCreator.push(Date.now() - Date.parse(line.facts.decidedAt ?? ''))
      close()
    }
  }
  desks.failed = fail
  /** One referral to its end; `due` is when it was to begin. */
  const once = async (due: number): Promise<void> => {
    const { note, body } = order()
    const known = disclosure ? new Promise<void>((resolve) => disclosed.set(note, resolve)) : undefined
    const { id } = await sender.create('/referrals', body)
    await new Promise<void>((resolve) => flying.set(id, resolve))
    await known
    disclosed.delete(note)
    window?.closed.push(performance.now() - due)
  }
  const loop = async (): Promise<void> => {
    while (!stopping && failed === undefined) await once(performance.now())
  }
  const arrivals = async (perSecond: number): Promise<void> => {
    const from = performance.now()
    const begun: Promise<void>[] = []
    for (let arrival = 0; !stopping && failed === undefined; arrival++) {
      const due = from + (arrival * 1000) / perSecond
      if (due > performance.now()) await pause(due - performance.now())
      begun.push(once(due))
    }
    await Promise.all(begun)
  }
  const loops = rate === undefined ? Promise.all(Array.from({ length: inflight }, loop)) : arrivals(rate)
  loops.catch(fail)

  return {
    open: (): Samples => {
      const samples: Samples = { closed: [], unseenByAcceptor: [], unseenByCreator: [] }
      window = samples
      return samples
    },
    close: () => {
      window = undefined
    },
    end: async () => {
      stopping = true
      const late = setTimeout(() => fail(new Error(`${flying.size} loops did not close within a minute.`)), 60_000)
      await loops
      clearTimeout(late)
      await Promise.all(taken.values())
      if (failed !== undefined) throw failed
    },
  }
}

/** Both desks, which hear what changes; whoever measures says who listens. */
interface Desks {
  received: (lines: readonly ReferralLine[]) => void
  sent: (lines: readonly ReferralLine[]) => void
  failed: (fault: unknown) => void
  readonly told: () => number
}

/** Opens both desks as the pages of two members of staff; resolves when both are told what changes. */
async function bothDesks(sender: Wire, recipient: Wire): Promise<Desks> {
  const nobody = (): void => undefined
  const [of, to] = await Promise.all([hear(sender, (lines) => desks.sent(lines)), hear(recipient, (lines) => desks.received(lines))])
  const desks: Desks = { received: nobody, sent: nobody, failed: nobody, told: () => of.told() + to.told() }
  for (const desk of [of, to]) desk.failed((fault) => desks.failed(fault))
  return desks
}

/** With disclosure the work is done when the recipient's page shows who comes. Answers the note by which the loop knows its own. */
async function seeIdentity(recipient: Wire, id: string): Promise<string> {
  for (let tries = 0; tries < 600; tries++) {
    await pause(100)
    const { sections, need }: ReferralDetail = await recipient.get(`/referrals/${id}`)
    if (sections.some(({ category }) => category === 'identity')) return need?.note ?? ''
  }
  throw new Error('The identity was not disclosed within a minute.')
}

/** Counters at one moment. */
async function standing(network: Network, ledger: Ledger) {
  const others = network.organisations.filter(({ slug }) => slug !== SENDER.slug && slug !== RECIPIENT.slug).map((one) => one.pid())
  const pids = [
    network.postgres.pid(),
    network.bus.pid(),
    network.organisation(SENDER.slug).pid(),
    network.organisation(RECIPIENT.slug).pid(),
    ...others,
  ]
  const written = await ledger.written()
  const [pg = Number.NaN, nats = Number.NaN, sender = Number.NaN, recipient = Number.NaN, ...rest] = treesCpuMs(pids)
  const { user, system } = process.cpuUsage()
  return { pg, nats, sender, recipient, others: rest.reduce((sum, one) => sum + one, 0), driver: (user + system) / 1000, ...written }
}

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms))
}
