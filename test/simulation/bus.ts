import { type Bus, BusAway, type Delivery } from '@ihala/exchange'
import { type Chance, oneOf, wholeBetween } from '../kit/chance.ts'
import type { Mortal, Scheduler } from './scheduler.ts'

/** How often what goes wrong, as parts of one. */
export interface Weather {
  /** The bus says it has it, and forgets. */
  readonly forgets: number
  /** It has it, and nobody hears so. */
  readonly unsure: number
  /** It brings it a second time after all was done. */
  readonly repeats: number
  /** It takes its time: minutes instead of milliseconds, so that others overtake. */
  readonly late: number
  /** An acknowledgement is lost. */
  readonly deaf: number
}

/** Nothing goes wrong. */
export const CALM: Weather = { forgets: 0, unsure: 0, repeats: 0, late: 0, deaf: 0 }

/** An envelope as the operator of the bus sees it. */
export interface Envelope {
  readonly senderTag: string
  readonly recipientTag: string
  readonly digest: string
  readonly bytes: Uint8Array
}

interface Waiting extends Envelope {
  attempts: number
  /** Somebody has it in hand; which delivery that is. */
  inHand: number
}

interface Receiver {
  readonly who: Mortal
  readonly take: (delivery: Delivery) => Promise<void>
  readonly concurrency: number
  busy: number
}

interface Stream {
  waiting: Waiting[]
  receivers: Receiver[]
  cut: boolean
  returned: { readonly who: Mortal; readonly call: () => void }[]
  readonly watchers: { readonly who: Mortal; readonly heard: (jws: string) => void; readonly known: Set<string> }[]
}

/** The bus of a history: it may do all that a bus can do wrong, and knows nothing but tags and ciphertext. */
export interface SimulatedBus {
  /** The bus as one process of a member sees it. */
  readonly member: (tag: string, who: Mortal) => Bus
  readonly setWeather: (weather: Weather) => void
  /** Cuts a member off, or joins it again. */
  readonly cut: (tag: string, cut: boolean) => void
  /** Every envelope that was ever handed over. */
  readonly seen: readonly Envelope[]
  /** The committee says something new of a member: everybody who is there hears it. */
  readonly announce: (jws: string) => void
  /** Puts an envelope into a stream, as a dishonest operator can. */
  readonly inject: (envelope: Envelope) => void
  /** A member's stream forgets all that waits. */
  readonly forget: (tag: string) => void
  /** A member's stream goes back to what waited `ago` envelopes before. */
  readonly rewind: (tag: string, ago: number) => void
  readonly isEmpty: () => boolean
}

/** What a history watches and answers for the bus. */
export interface BusPorts {
  readonly scheduler: Scheduler
  readonly chance: Chance
  readonly statement: (key: string) => string | undefined
  readonly published: (envelope: Envelope) => void
  readonly acknowledged: (envelope: Envelope) => void
}

/** What nobody answered is delivered again after this many milliseconds, as NATS does it. */
const ACK_WAIT = 30_000

/** Makes an empty bus. */
export function simulatedBus({ scheduler, chance, statement, published, acknowledged }: BusPorts): SimulatedBus {
  const streams = new Map<string, Stream>()
  const seen: Envelope[] = []
  let weather = CALM
  let deliveries = 0

  const streamOf = (tag: string): Stream => {
    const stream = streams.get(tag) ?? { waiting: [], receivers: [], cut: false, returned: [], watchers: [] }
    streams.set(tag, stream)
    return stream
  }
  const latency = (): number => (chance() < weather.late ? wholeBetween(chance, 1_000, 600_000) : wholeBetween(chance, 1, 200))
  const put = (envelope: Envelope): void => {
    const stream = streamOf(envelope.recipientTag)
    const entry: Waiting = { ...envelope, attempts: 0, inHand: 0 }
    stream.waiting.push(entry)
    scheduler.at(scheduler.now() + latency(), () => deliver(stream, entry))
  }
  const deliver = (stream: Stream, entry: Waiting): void => {
    if (stream.cut || entry.inHand > 0 || !stream.waiting.includes(entry)) return
    stream.receivers = stream.receivers.filter(({ who }) => who.alive)
    const free = stream.receivers.filter(({ busy, concurrency }) => busy < concurrency)
    // Nobody can take it now: whoever begins to receive, or finishes, asks for all that waits.
    if (free.length === 0) return
    const receiver = oneOf(chance, free)
    deliveries += 1
    const own = deliveries
    entry.inHand = own
    entry.attempts += 1
    receiver.busy += 1
    const again = (delayMs: number) =>
      scheduler.at(scheduler.now() + delayMs, () => {
        if (entry.inHand === own) entry.inHand = 0
        deliver(stream, entry)
      })
    let answered = false
    scheduler.at(scheduler.now() + ACK_WAIT, () => {
      if (!answered) again(0)
    })
    const { who } = receiver
    void receiver
      .take({
        senderTag: entry.senderTag,
        bytes: entry.bytes,
        attempt: entry.attempts,
        ack: async () => {
          await scheduler.gate(who)
          acknowledged(entry)
          if (stream.cut || chance() < weather.deaf) throw new BusAway()
          answered = true
          const place = stream.waiting.indexOf(entry)
          if (place >= 0) stream.waiting.splice(place, 1)
          if (chance() < weather.repeats) scheduler.at(scheduler.now() + latency() * 50, () => put(entry))
        },
        later: (delayMs) => {
          answered = true
          again(delayMs)
        },
      })
      .catch(() => undefined)
      .finally(() => {
        receiver.busy -= 1
        pump(stream)
      })
  }
  const pump = (stream: Stream): void => {
    for (const entry of [...stream.waiting]) if (entry.inHand === 0) deliver(stream, entry)
  }

  return {
    seen,
    setWeather: (now) => {
      weather = now
    },
    member: (tag, who) => {
      const stream = streamOf(tag)
      const away = () => stream.cut || !who.alive
      return {
        tag,
        connect: async () => {
          await scheduler.gate(who)
          if (away()) throw new BusAway()
        },
        publish: async (recipientTag, digest, bytes) => {
          await scheduler.gate(who)
          if (away()) throw new BusAway()
          const envelope = { senderTag: tag, recipientTag, digest, bytes }
          published(envelope)
          seen.push(envelope)
          if (streamOf(recipientTag).waiting.some((one) => one.senderTag === tag && one.digest === digest)) return 'waiting'
          if (chance() >= weather.forgets) put(envelope)
          await scheduler.gate(who)
          if (away() || chance() < weather.unsure) throw new BusAway()
          return 'taken'
        },
        receive: (take, concurrency) => {
          stream.receivers.push({ who, take, concurrency, busy: 0 })
          for (const entry of stream.waiting) if (entry.attempts === 0) entry.inHand = 0
          pump(stream)
        },
        onReturn: (call) => void stream.returned.push({ who, call }),
        registry: {
          fetch: async (key) => {
            await scheduler.gate(who)
            if (away()) throw new BusAway()
            const jws = statement(key)
            // The registry's word is published to all: what one process of a member learns, its replicas hear.
            for (const watcher of jws === undefined ? [] : stream.watchers) {
              if (watcher.who === who || !watcher.who.alive || watcher.known.has(jws ?? '')) continue
              watcher.known.add(jws ?? '')
              watcher.heard(jws ?? '')
            }
            return jws
          },
          watch: (heard) => void stream.watchers.push({ who, heard, known: new Set() }),
          publish: async () => {
            throw new Error('the bus does not let this member publish the registry')
          },
        },
        isUp: () => !away(),
        close: async () => {
          stream.receivers = stream.receivers.filter((one) => one.who !== who)
        },
      }
    },
    cut: (tag, cut) => {
      const stream = streamOf(tag)
      if (stream.cut === cut) return
      stream.cut = cut
      if (cut) return
      for (const { who, call } of stream.returned) if (who.alive) call()
      pump(stream)
    },
    announce: (jws) => {
      for (const { cut, watchers } of streams.values()) {
        if (cut) continue
        for (const { who, heard } of watchers) if (who.alive) heard(jws)
      }
    },
    inject: put,
    forget: (tag) => {
      streamOf(tag).waiting = []
    },
    rewind: (tag, ago) => {
      const stream = streamOf(tag)
      const past = seen.filter(({ recipientTag }) => recipientTag === tag)
      stream.waiting = []
      for (const envelope of past.slice(Math.max(0, past.length - 2 * ago), Math.max(0, past.length - ago))) put(envelope)
    },
    isEmpty: () => [...streams.values()].every(({ waiting }) => waiting.length === 0),
  }
}
