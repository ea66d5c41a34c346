import type { Msg, NatsConnection, Subscription } from '@nats-io/transport-node'
import type { Delivery } from './bus.ts'

/**
 * How many envelopes one pull asks for, and for how long. What was asked for on a link that then broke the bus goes on answering, to
 * nobody, for as long: what it so gives away comes again three seconds later (T4).
 */
const PULL_BATCH = 64
const PULL_MS = 2_000
/** How long an answer of the bus is waited for, milliseconds. */
export const ANSWER_MS = 5_000
/** How long nothing is asked for after the bus was away or refused. */
const REST_MS = 200
/**
 * What lies here and is not dealt with yet is said so often to be under way, so that the bus may soon bring again what was lost on its
 * way to us (it waits three seconds for a word); and for so long at most, so that what hangs here comes again one day.
 */
const UNDER_WAY_EVERY_MS = 1_000
const UNDER_WAY_FOR_MS = 60_000

/** What pulling needs. */
export interface Pulling {
  /** The connection, while it stands. */
  readonly connection: () => NatsConnection | undefined
  /** Asks on it; rejects with BusAway, at once when it is lost. */
  readonly asking: <T>(question: (nc: NatsConnection) => Promise<T>) => Promise<T>
  readonly isClosing: () => boolean
  readonly tag: string
  readonly take: (delivery: Delivery) => Promise<void>
  readonly concurrency: number
  readonly notice: (what: string) => void
}

/** Pulls for ever: asks for a batch, asks again when it has ended. `again` ends the one under way. */
export function pullFor(pulling: Pulling): { readonly again: () => void } {
  let answers: Subscription | undefined
  let busy = 0
  let free: (() => void) | undefined
  const here = new Map<Msg, number>()
  const sayUnderWay = (): void => {
    const nc = pulling.connection()
    for (const [{ reply }, since] of here) if (reply && performance.now() - since < UNDER_WAY_FOR_MS) nc?.publish(reply, '+WPI')
  }
  // What came a moment ago is dealt with before it need be said.
  let telling: NodeJS.Timeout | undefined
  const came = (message: Msg): void => {
    here.set(message, performance.now())
    telling ??= setInterval(sayUnderWay, UNDER_WAY_EVERY_MS).unref()
  }
  const done = (message: Msg): void => {
    here.delete(message)
    if (here.size > 0) return
    clearInterval(telling)
    telling = undefined
  }

  const begin = (nc: NatsConnection, message: Msg) => {
    busy += 1
    pulling
      .take(deliveryOf(nc, message, pulling.asking))
      .catch((error: unknown) => pulling.notice(`bus: an envelope was not dealt with: ${nameOf(error)}`))
      .finally(() => {
        busy -= 1
        done(message)
        free?.()
      })
  }
  const room = async () => {
    if (busy < pulling.concurrency) return
    await new Promise<void>((resolve) => {
      free = resolve
    })
  }
  const batch = async (nc: NatsConnection): Promise<void> => {
    const inbox = `_INBOX.${crypto.randomUUID().replaceAll('-', '')}`
    const waiting: Msg[] = []
    let over = false
    let wake: (() => void) | undefined
    const own = nc.subscribe(inbox, {
      callback: (_error, message) => {
        if (!message.headers?.code) came(message)
        waiting.push(message)
        wake?.()
      },
    })
    answers = own
    void own.closed.then(() => {
      over = true
      wake?.()
    })
    const timer = setTimeout(() => own.unsubscribe(), PULL_MS + 2_000)
    try {
      nc.publish(`$JS.API.CONSUMER.MSG.NEXT.${pulling.tag}.app`, JSON.stringify({ batch: PULL_BATCH, expires: PULL_MS * 1e6 }), {
        reply: inbox,
      })
      for (let received = 0; received < PULL_BATCH; received += 1) {
        while (waiting.length === 0 && !over) await new Promise<void>((resolve) => (wake = resolve))
        const message = waiting.shift()
        if (!message) return
        // 404 nothing there, 408 the request ended, 409 the consumer changed, 503 nobody answers.
        if (message.headers?.code) {
          if (message.headers.code === 503 || message.headers.code === 409) await pause(REST_MS)
          return
        }
        await room()
        begin(nc, message)
        // Of many that came at once each takes its turn with what else this process has to do: staff wait for that.
        await turn()
      }
    } finally {
      clearTimeout(timer)
      own.unsubscribe()
      for (const message of waiting) done(message)
    }
  }
  const forEver = async () => {
    while (!pulling.isClosing()) {
      const nc = pulling.connection()
      if (!nc) {
        await pause(REST_MS)
        continue
      }
      try {
        await batch(nc)
      } catch (error) {
        if (!pulling.isClosing()) pulling.notice(`bus: pulling was interrupted: ${nameOf(error)}`)
        await pause(REST_MS)
      }
    }
  }
  void forEver()
  return { again: () => answers?.unsubscribe() }
}

function nameOf(error: unknown): string {
  return error instanceof Error ? error.name : 'fault'
}

function deliveryOf(nc: NatsConnection, message: Msg, asking: Pulling['asking']): Delivery {
  const { reply } = message
  return {
    senderTag: message.subject.split('.')[2] ?? '',
    bytes: message.data,
    // $JS.ACK.<stream>.<consumer>.<deliveries>.…
    attempt: Number(reply?.split('.')[4] ?? 1) || 1,
    ack: async () => {
      if (reply) await asking((now) => now.request(reply, '+ACK', { timeout: ANSWER_MS }))
    },
    later: (delayMs) => {
      if (reply) nc.publish(reply, `-NAK {"delay": ${Math.round(delayMs * 1e6)}}`)
    },
  }
}

function turn(): Promise<void> {
  return new Promise((resolve) => void setImmediate(resolve))
}

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms))
}
