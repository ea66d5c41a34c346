import type { ReferralDetail } from '@ihala/contract'
import type { Network } from '../../infra/network.ts'
import { RECIPIENT, SENDER } from './ends.ts'
import { type Ledger, ledgerOf } from './invariants.ts'
import { median, quantile } from './numbers.ts'
import { bedFor, type Order, writePeople } from './orders.ts'
import { residentMb, treesCpuMs } from './processes.ts'
import { decidedReader, waitingLines, watch } from './watching.ts'
import { type Wire, wire } from './wire.ts'

/** What was measured of the product at one number of loops in flight. */
export interface ProductFigures {
  /** 0 when referrals arrived at a rate, whether or not earlier ones were done. */
  readonly inflight: number
  readonly perSecond: number
  /** Milliseconds from the click to the creator's desk showing it. */
  readonly closed: { readonly p50: number; readonly p99: number }
  /** Milliseconds of it in which it was there and the driver had not looked: at the acceptor's desk, at the creator's. */
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
  /** Commits of both databases, and reads of work lists by the driver, a loop. */
  readonly commits: number
  readonly looks: number
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
  // A desk's reader remembers where it was from one run to the next.
  const decided = decidedReader(sender)
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
      const driver = drive({ sender, recipient, decided, inflight, rate, disclosure, order })
      await pause(warmup * 1000)
      const before = await standing(network, ledger)
      const [loops, looks, from] = [driver.open(), driver.looks(), performance.now()]
      await pause(seconds * 1000)
      driver.close()
      const took = (performance.now() - from) / 1000
      const [after, looked] = [await standing(network, ledger), driver.looks()]
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
        looks: (looked - looks) / count,
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
  readonly decided: (oldestInFlight: string) => ReturnType<typeof waitingLines>
  readonly inflight: number
  readonly rate: number | undefined
  readonly disclosure: boolean
  readonly order: () => Order
}

/** Loops that are usually in flight when they arrive at a rate: the watchers look as often as for so many. */
const IN_FLIGHT_AT_A_RATE = 8

/** Keeps so many loops in flight, or begins so many a second, until it is ended. What closes between `open` and `close` is sampled. */
function drive({ sender, recipient, decided, inflight, rate, disclosure, order }: Driven) {
  const watched = rate === undefined ? inflight : IN_FLIGHT_AT_A_RATE
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
  const acceptor = watch(watched, async () => {
    const lines = (await waitingLines(recipient)).filter((line) => !taken.has(line.id))
    for (const line of lines) {
      window?.unseenByAcceptor.push(Date.now() - Date.parse(line.receivedAt))
      const accepted = recipient
        .change(`/referrals/${line.id}/accept`, line.version, { transfer: true, conditions: [] })
        .then(() => creator.expect())
      const known = disclosure ? accepted.then(() => seeIdentity(recipient, line.id)).then((note) => disclosed.get(note)?.()) : accepted
      taken.set(line.id, known.catch(fail))
    }
    return lines.length
  })
  // Staff of the sender: see on the work list what was accepted.
  const creator = watch(watched, async () => {
    const oldest = [...flying.keys()].reduce((least, id) => (id < least ? id : least), 'g')
    let seen = 0
    if (flying.size === 0) return seen
    for (const line of await decided(oldest)) {
      const close = flying.get(line.id)
      if (!close) continue
      flying.delete(line.id)
      seen += 1
      window?.unseenByCreator.push(Date.now() - Date.parse(line.facts.decidedAt ?? ''))
      close()
    }
    return seen
  })
  /** One referral to its end; `due` is when it was to begin. */
  const once = async (due: number): Promise<void> => {
    const { note, body } = order()
    const known = disclosure ? new Promise<void>((resolve) => disclosed.set(note, resolve)) : undefined
    const { id } = await sender.create('/referrals', body)
    acceptor.expect()
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
    looks: () => acceptor.looks() + creator.looks(),
    end: async () => {
      stopping = true
      const late = setTimeout(() => fail(new Error(`${flying.size} loops did not close within a minute.`)), 60_000)
      await loops
      clearTimeout(late)
      await Promise.all([acceptor.stop(), creator.stop(), ...taken.values()])
      if (failed !== undefined) throw failed
    },
  }
}

/** With disclosure the work is done when the recipient's page shows who comes. Answers the note by which the loop knows its own. */
async function seeIdentity(recipient: Wire, id: string): Promise<string> {
  for (let tries = 0; tries < 600; tries++) {
    await pause(100)
    const { sections, need }: ReferralDetail = await recipient.get(`/referrals/${id}`)
    if (sections.some(({ category }) => category === 'identity')) return need.note ?? ''
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
