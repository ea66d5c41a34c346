import { type Bus, BusAway, type Delivery } from './bus.ts'

interface Waiting {
  readonly senderTag: string
  readonly digest: string
  readonly bytes: Uint8Array
  underWay: boolean
  attempts: number
}

interface Member {
  take?: (delivery: Delivery) => Promise<void>
  concurrency: number
  busy: number
  readonly waiting: Waiting[]
}

/** A whole bus in memory, for unit tests and the simulation. It keeps what DESIGN §5 asks of NATS: workqueue, one copy per digest. */
export interface MemoryHub {
  /** The bus as the member with this tag sees it. `publishesRegistry` for a national committee. */
  readonly member: (tag: string, publishesRegistry?: boolean) => Bus
  /** Cuts every member off, or joins them again. */
  readonly setUp: (up: boolean) => void
  /** Resolves when nothing is under way and nothing deliverable waits. */
  readonly idle: () => Promise<void>
  /** How many envelopes wait for a member. */
  readonly waitingFor: (tag: string) => number
}

/** What nobody answered is delivered again after this many milliseconds, as NATS does it. */
const ACK_WAIT = 30_000

/** Makes an empty hub. */
export function memoryHub(): MemoryHub {
  const members = new Map<string, Member>()
  const statements = new Map<string, string>()
  const watchers: ((jws: string) => void)[] = []
  const returned: (() => void)[] = []
  let up = true
  let underWay = 0
  let idleWaiters: (() => void)[] = []

  const memberOf = (tag: string): Member => {
    const known = members.get(tag) ?? { concurrency: 0, busy: 0, waiting: [] }
    members.set(tag, known)
    return known
  }
  const settle = () => {
    if (underWay > 0) return
    const waiters = idleWaiters
    idleWaiters = []
    for (const waiter of waiters) waiter()
  }
  const pump = (member: Member) => {
    if (!up || !member.take) return
    for (const envelope of member.waiting) {
      if (member.busy >= member.concurrency) return
      if (envelope.underWay) continue
      envelope.underWay = true
      member.busy += 1
      underWay += 1
      void deliver(member, envelope, member.take)
    }
  }
  const deliver = async (member: Member, envelope: Waiting, take: (delivery: Delivery) => Promise<void>) => {
    await Promise.resolve()
    let answered = false
    const again = (delayMs: number) => {
      answered = true
      setTimeout(() => {
        envelope.underWay = false
        pump(member)
      }, delayMs).unref()
    }
    const ack = async () => {
      answered = true
      const place = member.waiting.indexOf(envelope)
      if (place >= 0) member.waiting.splice(place, 1)
    }
    envelope.attempts += 1
    try {
      await take({ senderTag: envelope.senderTag, bytes: envelope.bytes, attempt: envelope.attempts, ack, later: again })
    } catch {
      if (!answered) again(ACK_WAIT)
    } finally {
      member.busy -= 1
      underWay -= 1
      pump(member)
      settle()
    }
  }

  return {
    member: (tag, publishesRegistry = false) => {
      const own = memberOf(tag)
      return {
        tag,
        connect: async () => {
          if (!up) throw new BusAway()
        },
        publish: async (recipientTag, digest, bytes) => {
          if (!up) throw new BusAway()
          const recipient = memberOf(recipientTag)
          if (recipient.waiting.some((one) => one.senderTag === tag && one.digest === digest)) return 'waiting'
          recipient.waiting.push({ senderTag: tag, digest, bytes, underWay: false, attempts: 0 })
          pump(recipient)
          return 'taken'
        },
        receive: (take, concurrency) => {
          own.take = take
          own.concurrency = concurrency
          pump(own)
        },
        onReturn: (callback) => void returned.push(callback),
        registry: {
          fetch: async (key) => {
            if (!up) throw new BusAway()
            return statements.get(key)
          },
          watch: (heard) => void watchers.push(heard),
          publish: async (key, jws) => {
            if (!publishesRegistry) throw new Error('the bus does not let this member publish the registry')
            statements.set(key, jws)
            for (const heard of watchers) heard(jws)
          },
        },
        isUp: () => up,
        close: async () => {
          delete own.take
        },
      }
    },
    setUp: (now) => {
      up = now
      if (!now) return
      for (const callback of returned) callback()
      for (const member of members.values()) {
        // What was put off or never answered comes again with the connection.
        if (member.busy === 0) for (const envelope of member.waiting) envelope.underWay = false
        pump(member)
      }
    },
    idle: () =>
      new Promise((resolve) => {
        idleWaiters.push(resolve)
        settle()
      }),
    waitingFor: (tag) => memberOf(tag).waiting.length,
  }
}
