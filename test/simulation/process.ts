import { Refusal } from '@ihala/contract'
import { type Bus, createExchange, type Exchange, type ExchangePorts, type MemoryRows, type MemoryTx, registryCache } from '@ihala/exchange'
import { newCaseKey } from '@ihala/seal'
import { ANCHORS, type Member } from './members.ts'
import type { Scheduler } from './scheduler.ts'

/** What the exchange of a simulated process is given. */
export type Ports = ExchangePorts<MemoryTx>

/** One member of the network: its rows outlive its processes. */
export interface SimulatedBody {
  readonly member: Member
  readonly rows: MemoryRows
  /** How far its clock is off, milliseconds. */
  skew: number
  /** How many of the next events its handlers fail on. */
  faults: number
  /** How many of the next commits fail: the even ones before they are done, the odd ones after, so that only the answer is lost. */
  lostCommits: number
  /** A row number that no process of this body had before. */
  ids: number
  processes: Process[]
}

/** One running process of a member: all it knows beyond its rows dies with it. */
export interface Process {
  readonly alive: boolean
  readonly body: SimulatedBody
  readonly ports: Ports
  readonly exchange: Exchange<MemoryTx>
  /** When it did last what must be done from time to time, virtual milliseconds. */
  tickedAt: number
  ticking: boolean
  /** How often it has done so. */
  ticks: number
  /** Stops it between two of its steps. What it had not committed is undone. */
  readonly kill: () => void
}

/** What a process is made with. */
export interface ProcessPorts {
  readonly scheduler: Scheduler
  readonly bus: (tag: string, who: { readonly alive: boolean }) => Bus
  /** Told what it did, in words that are the same in every run of a seed. */
  readonly log: (line: string) => void
  readonly handle: (body: SimulatedBody) => Ports['handle']
  readonly refused: (body: SimulatedBody) => Ports['refused']
  readonly expired: (body: SimulatedBody) => Ports['expired']
  readonly differs: (body: SimulatedBody) => Ports['differs']
  readonly suspended: (body: SimulatedBody) => Ports['suspended']
  /** Told after every commit. */
  readonly committed: () => void
  /** A planted bug, or nothing. */
  readonly mutate: (ports: Ports, process: { readonly body: SimulatedBody; readonly pause: () => Promise<void> }) => Ports
}

/** How long a process waits before it asks again to be let in, milliseconds. */
const ASK_AGAIN = 30_000
/** Digits of a row number. */
const DIGITS = 12

/** Starts a process of a body. */
export function startProcess(body: SimulatedBody, given: ProcessPorts): Process {
  const { member, rows } = body
  const { scheduler, log } = given
  const life = { alive: true }
  let die: (error: Error) => void = () => undefined
  const gone = new Promise<never>((_, reject) => {
    die = reject
  })
  gone.catch(() => undefined)
  const pause = () => scheduler.gate(life)
  const { store, transaction } = rows.client({ pause, gone })
  const now = () => new Date(scheduler.now() + body.skew)
  const bus = given.bus(member.tag, life)
  const { entityId } = member
  const name = `${member.slug}`
  const ports = given.mutate(
    {
      self: { entityId },
      keyring: member.keyring,
      bus,
      store,
      registry: registryCache({ self: entityId, bus, store, anchors: ANCHORS, now: () => now().getTime() }),
      transaction: async (work) => {
        const lost = body.lostCommits
        if (lost > 0) body.lostCommits -= 1
        const result = await transaction(async (tx) => {
          const worked = await work(tx)
          if (lost > 0 && lost % 2 === 0) throw new Error('the database went away before it committed')
          return worked
        })
        given.committed()
        if (lost > 0) throw new Error('the database went away after it committed')
        await pause()
        return result
      },
      concurrency: 4,
      now,
      observer: {
        received: (became) => log(`${name} ${became}`),
        // What a flipped bit breaks first depends on bytes that no seed gives.
        quarantined: (code) => log(`${name} quarantined ${code.startsWith('envelope-') ? 'what was tampered with' : code}`),
        busDropped: () => log(`${name} bus dropped`),
        fault: (where, error) => log(`${name} fault ${where} ${error instanceof Error ? error.message : 'unknown'}`),
      },
      caseKeys: {
        keyOf: async (tx, caseId, part) => {
          const key = tx.get('desk', `key ${caseId} ${part}`)
          if (!Buffer.isBuffer(key)) throw new Refusal('referral-unknown')
          return key
        },
        keyFor: async (tx, caseId, part) => {
          const held = tx.get('desk', `key ${caseId} ${part}`)
          const key = Buffer.isBuffer(held) ? held : newCaseKey()
          tx.put('desk', `key ${caseId} ${part}`, key)
          return key
        },
        create: async (tx, caseId, parts) => {
          for (const part of parts)
            if (tx.get('desk', `key ${caseId} ${part}`) === undefined) tx.put('desk', `key ${caseId} ${part}`, newCaseKey())
        },
        erase: async (tx, caseId, parts) => {
          for (const part of parts) tx.put('desk', `key ${caseId} ${part}`, undefined)
        },
      },
      stamp: () => {
        body.ids += 1
        return { id: `00000000-0000-7000-8000-${String(body.ids).padStart(DIGITS, '0')}`, now: now().toISOString() }
      },
      handle: given.handle(body),
      refused: given.refused(body),
      expired: given.expired(body),
      restored: async (_tx, { type }) => log(`${name} got its own ${type} back`),
      differs: given.differs(body),
      agrees: async (_tx, { kind, seq }) => log(`${name} is told that a difference is settled: ${kind} ${seq}`),
      piece: async () => undefined,
      suspended: given.suspended(body),
    },
    { body, pause },
  )
  const exchange = createExchange(ports)
  const process: Process = {
    get alive() {
      return life.alive
    },
    body,
    ports,
    exchange,
    tickedAt: scheduler.now(),
    ticking: false,
    ticks: 0,
    kill: () => {
      life.alive = false
      die(new Error('the process is dead'))
      body.processes = body.processes.filter((one) => one !== process)
    },
  }
  body.processes.push(process)
  const start = (): void => {
    exchange.start().then(
      () => {
        // Not admitted yet, or its statement has ended: it asks again.
        if (!exchange.ready().ready) scheduler.at(scheduler.now() + ASK_AGAIN, () => life.alive && start())
      },
      () => scheduler.at(scheduler.now() + ASK_AGAIN, () => life.alive && start()),
    )
  }
  start()
  return process
}
