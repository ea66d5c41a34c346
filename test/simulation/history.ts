import { createHash } from 'node:crypto'
import { type MemoryRows, memoryRows, REGISTRY_LIST_KEY, registryKey } from '@ihala/exchange'
import { isGroupElement } from '@ihala/seal'
import { type Chance, chanceOf, oneOf, wholeBetween } from '../kit/chance.ts'
import { CALM, type Envelope, type SimulatedBus, simulatedBus, type Weather } from './bus.ts'
import { act, answerSuspension, type Chronicle, caseName, inbox, refer, type Said, signAgain, smuggle } from './desk.ts'
import { notTakenBack, problemsAtTheEnd, someoneIsResponsible } from './invariants.ts'
import { BEGINNING, MEMBERS, type Standing, statementAt } from './members.ts'
import { type Ports, type Process, type ProcessPorts, type SimulatedBody, startProcess } from './process.ts'
import { type Scheduler, scheduler, type Wake } from './scheduler.ts'
import { type Step, type StepKind, stepLine, stepsOf } from './steps.ts'
import { PLANTED } from './words.ts'

/** What became of a history. */
export interface History {
  readonly seed: number
  readonly steps: readonly Step[]
  /** Over everything that happened, in words that do not depend on random ids. */
  readonly hash: string
  /** What should not have happened; empty when all is well. */
  readonly problems: readonly string[]
  readonly lines: readonly string[]
  /** Events that were stored at the other end. */
  readonly events: number
  /** Virtual hours it took. */
  readonly hours: number
}

/** How a history is run. */
export interface HistoryOptions {
  /** Other steps than those the seed gives, to see which of them are needed. */
  readonly steps?: readonly Step[]
  /** A planted bug. */
  readonly mutate?: Mutate
  /** The one thing that breaks, besides the bus. */
  readonly mostly?: StepKind
  /** A bus that forgets so often, as a part of one; else as the seed says. */
  readonly forgets?: number
}

/** Changes what a process is given. `network` is all that a planted bug may need to know. */
export type Mutate = (ports: Ports, process: { readonly body: SimulatedBody; readonly pause: () => Promise<void> }) => Ports

const HOUR = 3_600_000
/** Once nothing breaks any more and everybody is there: an event waits an hour at most to be published again. Milliseconds. */
const REST_WITHIN = 4 * HOUR
/** Rounds after which a process has dealt with what it heard, though a commit or two was lost. */
const ROUNDS = 4
/** Statements are renewed at least so often, milliseconds. */
const IDLE_TICK = 3 * HOUR

/** Runs the history of a seed: the whole network in this process, on its own clock. */
export async function history(seed: number, options: HistoryOptions = {}): Promise<History> {
  // What calculates conflict checks is loaded from the disk when it is first needed, and no history waits for a disk.
  await isGroupElement('')
  const plan = chanceOf(seed)
  const steps = options.steps ?? stepsOf(plan, MEMBERS.length, options.mostly)
  const network = networkOf(seed, options)
  const { clock, lines, problems } = network
  try {
    await clock.runUntil(clock.now() + 1_000, network.wake)
    for (const step of steps) {
      await clock.runUntil(clock.now() + step.after, network.wake)
      network.take(step)
    }
    await network.rest()
    problems.push(...problemsAtTheEnd(network.bodies, network.said))
  } catch (error) {
    problems.push(error instanceof Error ? error.message : 'it failed')
  }
  for (const process of network.bodies.flatMap(({ processes }) => [...processes])) process.kill()
  return {
    seed,
    steps,
    hash: createHash('sha256').update(lines.join('\n')).digest('hex'),
    problems: [...new Set(problems)],
    lines,
    events: network.bodies.reduce(
      (sum, { rows }) => sum + [...rows.rows().events.values()].filter(({ receipt }) => receipt !== null).length,
      0,
    ),
    hours: (clock.now() - BEGINNING) / HOUR,
  }
}

/** The same seed with as few steps as still show a problem. */
export async function shortened(failed: History, mutate?: Mutate): Promise<History> {
  let shortest = failed
  for (let place = shortest.steps.length - 1; place >= 0; place -= 1) {
    const steps = shortest.steps.filter((_, index) => index !== place)
    const again = await history(failed.seed, { steps, ...(mutate ? { mutate } : {}) })
    if (again.problems.length > 0) shortest = again
  }
  return shortest
}

/** A history as it is printed when it failed. */
export function told({ seed, steps, problems, lines }: History): string {
  return [
    `seed ${seed}: ${problems.length} problem(s)`,
    ...problems.map((one) => `  ! ${one}`),
    'steps:',
    ...steps.map((step) => `  ${stepLine(step)}`),
    'what happened:',
    ...lines.map((line) => `  ${line}`),
  ].join('\n')
}

interface Network {
  readonly clock: Scheduler
  readonly lines: string[]
  readonly problems: string[]
  readonly said: Map<string, Said>
  readonly bodies: readonly SimulatedBody[]
  readonly wake: () => Wake | undefined
  readonly take: (step: Step) => void
  /** Faults stop, who is away comes back in its time, and the clock runs until nothing is left to do. */
  readonly rest: () => Promise<void>
}

function weatherOf(chance: Chance): Weather {
  const some = (most: number): number => (chance() < 0.5 ? 0 : chance() * most)
  const storm = chance() < 0.1 ? 0.6 : 0
  return { forgets: Math.max(storm, some(0.25)), unsure: some(0.25), repeats: some(0.3), late: some(0.2), deaf: some(0.2) }
}

/** Most clocks are nearly right; some are off by more than is tolerated, and what they say has to wait. */
function skewOf(chance: Chance): number {
  const draw = chance()
  if (draw < 0.7) return 0
  return draw < 0.96 ? wholeBetween(chance, -140_000, 140_000) : wholeBetween(chance, -420_000, 420_000)
}

function networkOf(seed: number, { mutate = (ports) => ports, forgets }: HistoryOptions): Network {
  const chance = chanceOf(seed ^ 0x5bd1e995)
  const clock = scheduler(BEGINNING + wholeBetween(chance, 0, 24) * HOUR, chance)
  const lines: string[] = []
  const problems: string[] = []
  const said = new Map<string, Said>()
  const withList = chance() < 0.1
  let at = 0
  const log = (line: string): void => {
    at += 1
    lines.push(`${at} +${clock.now() - BEGINNING}ms ${line}`)
  }
  const chronicle: Chronicle = { log, said, problem: (what) => void problems.push(what) }

  const bodies: SimulatedBody[] = MEMBERS.map((member) => ({
    member,
    rows: memoryRows(),
    skew: skewOf(chance),
    faults: 0,
    lostCommits: 0,
    ids: 0,
    processes: [],
  }))
  const standings = new Map<string, Standing>()
  const bodyOf = (tag: string): SimulatedBody | undefined => bodies.find(({ member }) => member.tag === tag)

  const bus: SimulatedBus = simulatedBus({
    scheduler: clock,
    chance,
    statement: (key) => (key === REGISTRY_LIST_KEY && !withList ? undefined : statementAt(key, clock.now(), standings.get(key))),
    published: (envelope) => problems.push(...publishedWrongly(envelope, bodyOf(envelope.senderTag)?.rows)),
    acknowledged: (envelope) => {
      const what = acknowledgedTooSoon(envelope, bodyOf(envelope.senderTag), bodyOf(envelope.recipientTag))
      if (what) problems.push(what)
    },
  })
  const weather = weatherOf(chance)
  bus.setWeather(forgets === undefined ? weather : { ...weather, forgets })

  const processPorts: ProcessPorts = {
    scheduler: clock,
    bus: bus.member,
    log,
    handle: (body) => inbox(body, chronicle),
    refused:
      ({ member }) =>
      async (_tx, { caseId, evt, code }) =>
        log(`${member.slug} hears that ${caseName(chronicle, caseId)} ${evt} was refused: ${code}`),
    expired:
      ({ member }) =>
      async (_tx, { caseId, evt }) =>
        log(`${member.slug} hears that ${caseName(chronicle, caseId)} ${evt} has expired`),
    differs:
      ({ member }) =>
      async (_tx, { kind, seq }) => {
        log(`${member.slug} is told of a difference: ${kind} ${seq}`)
        problems.push(`${member.slug} is told that the two ends differ: ${kind}`)
      },
    suspended: (body) => answerSuspension(body, chronicle),
    committed: () => {
      const nobody = someoneIsResponsible(bodies, said)
      if (nobody) problems.push(nobody)
    },
    mutate,
  }
  const start = (body: SimulatedBody): Process => startProcess(body, processPorts)
  for (const body of bodies) {
    start(body)
    if (chance() < 0.15) start(body)
  }

  let everybodyBack = 0
  const backAt = (time: number, what: () => void): void => {
    everybodyBack = Math.max(everybodyBack, time)
    clock.at(time, what)
  }
  // Of whom each process was at the time of a suspension: after three rounds more it has answered it.
  const roundsAt = new Map<Process, number>()
  const decide = ({ member: { entityId, slug, tag } }: SimulatedBody, status: Standing['status']): void => {
    const heard = (process: Process): boolean =>
      process.ports.registry.lastKnown(entityId)?.metadata.ihala_member.status === 'suspended' &&
      process.ticks >= (roundsAt.get(process) ?? process.ticks) + ROUNDS
    const isLive = (one: string): boolean => standings.get(registryKey(one))?.status !== 'suspended'
    if (status === 'live')
      problems.push(...notTakenBack(bodies, said, entityId, (process) => heard(process) && isLive(process.body.member.entityId)))
    roundsAt.clear()
    if (status === 'suspended') for (const one of bodies.flatMap(({ processes }) => processes)) roundsAt.set(one, one.ticks)
    log(`the committee: ${slug} is ${status}`)
    const key = registryKey(entityId)
    standings.set(key, { status, since: clock.now() })
    if (status === 'live') bus.cut(tag, false)
    bus.announce(statementAt(key, clock.now(), standings.get(key)) ?? '')
    if (status === 'suspended') bus.cut(tag, true)
  }
  const take = (step: Step): void => {
    const own = chanceOf(step.seed)
    const body = bodies[step.who]
    if (!body) return
    const { tag, slug } = body.member
    const process = body.processes[0]
    if (!['act', 'refer'].includes(step.kind)) log(`${step.kind} ${slug}`)
    switch (step.kind) {
      case 'refer': {
        const to = oneOf(
          own,
          MEMBERS.filter((one) => one !== body.member && one.kind !== 'union-liaison'),
        )
        if (process) void refer(process, to, chronicle, step.seed)
        return
      }
      case 'act': {
        // Whoever has something to do; else whoever it is.
        const busy = bodies.filter(({ rows }) => rows.rows().conversations.size > 0)
        const actor = busy.length > 0 ? oneOf(own, busy) : body
        const one = actor.processes[Math.floor(own() * actor.processes.length)]
        if (one) void act(one, chronicle, step.seed)
        return
      }
      case 'smuggle': {
        for (const one of bodies.flatMap(({ processes }) => processes.slice(0, 1))) void smuggle(one, chronicle, step.seed)
        return
      }
      case 'crash': {
        for (const one of [...body.processes]) one.kill()
        backAt(clock.now() + wholeBetween(own, 1, 20_000), () => start(body))
        return
      }
      case 'replica': {
        if (body.processes.length < 3) start(body)
        return
      }
      case 'cut': {
        bus.cut(tag, true)
        backAt(clock.now() + wholeBetween(own, 500, 90_000), () => bus.cut(tag, false))
        return
      }
      case 'away': {
        bus.cut(tag, true)
        // Days away are many hours of a history: mostly it is a long lunch.
        const hours = own() < 0.85 ? 1 : own() < 0.8 ? 48 : own() < 0.7 ? 96 : 15 * 24
        backAt(clock.now() + hours * HOUR, () => bus.cut(tag, false))
        return
      }
      case 'suspend': {
        // The operator of the bus follows the registry: who is suspended is cut off.
        decide(body, 'suspended')
        backAt(clock.now() + wholeBetween(own, 1, 48) * HOUR, () => decide(body, 'live'))
        return
      }
      case 'fault': {
        body.faults = wholeBetween(own, 1, 3)
        return
      }
      case 'database': {
        body.lostCommits = wholeBetween(own, 1, 4)
        return
      }
      case 'forget': {
        bus.forget(tag)
        return
      }
      case 'rewind': {
        bus.rewind(tag, wholeBetween(own, 1, 5))
        return
      }
      case 'replay':
      case 'foreign':
      case 'flip': {
        if (bus.seen.length === 0) return
        const old = oneOf(own, bus.seen)
        bus.inject(tampered(step.kind, old, body, own))
        return
      }
      default:
        step.kind satisfies never
    }
  }

  const due = (process: Process): number => {
    const { body } = process
    const { outbox, waiting, leaves, conversations } = body.rows.rows()
    let next = process.tickedAt + IDLE_TICK
    for (const row of outbox.values()) {
      if (row.status !== 'waiting') continue
      if (row.caseId !== null && row.seq !== (conversations.get(row.caseId)?.myReceipted ?? 0) + 1) continue
      next = Math.min(next, row.nextAt - body.skew)
    }
    for (const row of outbox.values()) if (row.status === 'waiting') next = Math.min(next, Date.parse(row.expiresAt) - body.skew)
    for (const row of waiting.values()) next = Math.min(next, row.nextAt - body.skew)
    for (const { place } of leaves.values()) if (place === null) next = Math.min(next, clock.now())
    return Math.max(next, process.tickedAt + 1_000)
  }
  const wake = (): Wake | undefined => {
    let first: Wake | undefined
    for (const { processes } of bodies) {
      for (const process of processes) {
        if (process.ticking) continue
        const time = due(process)
        if (first && first.at <= time) continue
        first = {
          at: time,
          what: () => {
            process.tickedAt = clock.now()
            process.ticking = true
            void process.exchange.tick().finally(() => {
              process.ticking = false
              process.ticks += 1
            })
          },
        }
      }
    }
    return first
  }
  const whatWaits = (): string[] => [
    ...(bus.isEmpty() ? [] : ['an envelope on the bus']),
    ...bodies.flatMap(({ member: { slug }, rows }) => {
      const { outbox, waiting, leaves } = rows.rows()
      // What has no case and was not receipted in its time is stated anew; nobody signs it again.
      const open = [...outbox.values()].filter(({ status, caseId }) => status === 'waiting' || (status === 'expired' && caseId !== null))
      return [
        ...open.map(({ evt, status, attempts }) => `${evt} of ${slug} is ${status}, published again ${attempts} times`),
        ...[...waiting.values()].map(({ reason }) => `an envelope in the waiting room of ${slug}: ${reason}`),
        ...([...leaves.values()].some(({ place }) => place === null) ? [`a leaf of ${slug} has no number`] : []),
      ]
    }),
  ]

  return {
    clock,
    lines,
    problems,
    said,
    bodies,
    wake,
    take,
    rest: async () => {
      bus.setWeather(CALM)
      for (const body of bodies) {
        body.faults = 0
        body.lostCommits = 0
      }
      const began = clock.now()
      while (clock.now() < Math.max(began, everybodyBack) + REST_WITHIN) {
        // Small steps at first, larger ones when only a long wait is left.
        await clock.runUntil(clock.now() + Math.max(30_000, Math.min(HOUR, Math.floor((clock.now() - began) / 4))), wake)
        for (const { processes } of bodies) if (processes[0]) signAgain(processes[0], chronicle)
        if (whatWaits().length === 0) return
      }
      throw new Error(`it did not come to rest: ${whatWaits().join(', ')}`)
    },
  }
}

function publishedWrongly({ bytes, digest, recipientTag }: Envelope, sender: MemoryRows | undefined): string[] {
  const found: string[] = []
  const text = Buffer.from(bytes)
  const shapes = [
    PLANTED,
    ...[0, 1, 2].map((shift) =>
      Buffer.from(`${'x'.repeat(shift)}${PLANTED}`)
        .toString('base64url')
        .slice(4, 20),
    ),
  ]
  if (shapes.some((shape) => text.includes(shape))) found.push(`the bus could read what was planted on the way to ${recipientTag}`)
  if (!sender) return found
  const { outbox, conversations } = sender.rows()
  for (const row of outbox.values()) {
    if (row.digest !== digest || row.caseId === null || row.status !== 'waiting') continue
    if (row.seq !== (conversations.get(row.caseId)?.myReceipted ?? 0) + 1)
      found.push(
        `${row.evt} (${row.seq}) was published when ${(conversations.get(row.caseId)?.myReceipted ?? 0) + 1} was the head of its chain`,
      )
  }
  return found
}

/** An event may be acknowledged when it is stored, refused or waits where it is tried again; one ahead of its turn is dropped. */
function acknowledgedTooSoon(envelope: Envelope, from: SimulatedBody | undefined, to: SimulatedBody | undefined): string | undefined {
  const row = from && [...from.rows.rows().outbox.values()].find(({ digest }) => digest === envelope.digest)
  if (!row || !to || row.status !== 'waiting') return undefined
  const { events, issues, quarantine, waiting, conversations } = to.rows.rows()
  const name = `${from.member.entityId} ${row.jti}`
  if (events.has(name) || issues.has(name) || waiting.size > 0) return undefined
  if ([...quarantine.values()].some(({ jti, sealed }) => jti === row.jti || sealed !== null)) return undefined
  const theirs = row.caseId === null ? undefined : conversations.get(row.caseId)
  if (row.seq !== null && row.seq > (theirs?.theirSeq ?? 0) + 1) return undefined
  return `${to.member.slug} acknowledged ${row.evt} before it had it`
}

/** What a dishonest operator makes of an envelope it has seen. */
function tampered(how: 'replay' | 'foreign' | 'flip', old: Envelope, by: SimulatedBody, chance: Chance): Envelope {
  const digest = `${old.digest}-${Math.floor(chance() * 1_000_000)}`
  switch (how) {
    case 'replay':
      return { ...old, digest }
    case 'foreign':
      return { ...old, digest, senderTag: by.member.tag }
    case 'flip': {
      const bytes = Buffer.from(old.bytes)
      const place = Math.floor(chance() * bytes.length)
      bytes[place] = (bytes[place] ?? 0) ^ (1 << Math.floor(chance() * 8))
      return { ...old, digest, bytes }
    }
    default:
      return how satisfies never
  }
}
