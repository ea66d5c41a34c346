import type { Chance } from '../kit/chance.ts'
import type { Filter } from './proxy.ts'

/** What a hostile broker did. */
export interface Hostile {
  /** Filter for `openProxy`, in front of a bus server. */
  readonly filter: () => Filter
  /** Sets which share of the envelopes is acknowledged and dropped, 0 to 1. */
  readonly share: (share: number) => void
  /** Envelopes acknowledged and dropped so far, and carried. */
  readonly dropped: () => number
  readonly carried: () => number
  /**
   * Digests, the last part of a subject, of the envelopes that were acknowledged and dropped before any copy was carried. Of what its
   * recipient may have already, nobody can tell whether one more copy was dropped.
   */
  readonly lost: () => readonly string[]
}

/** Subjects under which members send (DESIGN §5); everything else goes through. */
const ENVELOPE = /^i\.[^.]+\.[^.]+\.[^.]+$/
const WITH_PAYLOAD = new Set(['PUB', 'HPUB', 'MSG', 'HMSG'])

/**
 * T6: a broker that says an envelope was stored and drops it. It stands between a client and a good server, reads the
 * protocol of NATS, and answers in the stream's place.
 */
export function hostileBroker(chance: Chance): Hostile {
  let share = 0
  let dropped = 0
  let carried = 0
  const lost = new Set<string>()
  const arrived = new Set<string>()
  const filter = (): Filter => {
    const subscriptions = new Map<string, string>()
    const answers: Buffer[] = []
    const isDropped = (words: readonly string[]): boolean => {
      const [verb, subject = '', third = ''] = words
      if (verb === 'SUB') subscriptions.set(subject, words.at(-1) ?? '')
      if (verb !== 'PUB' || words.length !== 4 || !ENVELOPE.test(subject)) return false
      const sid = subscriptionOf(subscriptions, third)
      const digest = subject.slice(subject.lastIndexOf('.') + 1)
      if (sid === undefined || chance() >= share) {
        carried += 1
        arrived.add(digest)
        return false
      }
      dropped += 1
      if (!arrived.has(digest)) lost.add(digest)
      const answer = JSON.stringify({ stream: subject.split('.')[1], seq: dropped })
      answers.push(Buffer.from(`MSG ${third} ${sid} ${answer.length}\r\n${answer}\r\n`))
      return true
    }
    const sent = frames()
    const got = frames()
    return {
      toServer: (bytes) => {
        const kept = sent(bytes).filter((frame) => !isDropped(frame.words))
        return Buffer.concat([...kept.map((frame) => frame.bytes), ...ping(answers)])
      },
      // The lie goes out with the server's next word, never in the middle of one.
      toClient: (bytes) => Buffer.concat([...got(bytes).map((frame) => frame.bytes), ...answers.splice(0)]),
    }
  }
  return {
    filter,
    share: (next) => {
      share = next
    },
    dropped: () => dropped,
    carried: () => carried,
    lost: () => [...lost],
  }
}

/** Makes the server say something, so that the lies that wait have something to travel with. A PONG too many is ignored. */
function ping(waiting: readonly Buffer[]): Buffer[] {
  return waiting.length > 0 ? [Buffer.from('PING\r\n')] : []
}

/** Number of the subscription a reply subject falls under: itself, or one ending in `*`. */
function subscriptionOf(subscriptions: ReadonlyMap<string, string>, reply: string): string | undefined {
  const whole = subscriptions.get(reply)
  return whole ?? subscriptions.get(`${reply.slice(0, reply.lastIndexOf('.'))}.*`)
}

interface Frame {
  readonly words: readonly string[]
  readonly bytes: Buffer
}

/** Cuts the protocol of NATS into whole words: a line, or a line with its payload. What is incomplete waits for the rest. */
export function frames(): (bytes: Buffer) => Frame[] {
  let rest: Buffer = Buffer.alloc(0)
  return (bytes) => {
    rest = rest.length === 0 ? bytes : Buffer.concat([rest, bytes])
    const whole: Frame[] = []
    for (;;) {
      const lineEnd = rest.indexOf('\r\n')
      if (lineEnd < 0) return whole
      const words = rest.toString('latin1', 0, lineEnd).split(/\s+/)
      const payload = WITH_PAYLOAD.has((words[0] ?? '').toUpperCase()) ? Number(words.at(-1)) + 2 : 0
      const end = lineEnd + 2 + payload
      if (rest.length < end) return whole
      whole.push({ words, bytes: rest.subarray(0, end) })
      rest = rest.subarray(end)
    }
  }
}
