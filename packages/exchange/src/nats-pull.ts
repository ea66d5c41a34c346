import type { Msg, NatsConnection, Subscription } from '@nats-io/transport-node'
import type { Delivery } from './bus.ts'

/** How many envelopes one pull asks for, and for how long (the bus forgets the way back of a reply after two minutes). */
const PULL_BATCH = 64
const PULL_MS = 5_000
/** How long an answer of the bus is waited for, milliseconds. */
export const ANSWER_MS = 5_000
/** How long nothing is asked for after the bus was away or refused. */
const REST_MS = 200

/** What pulling needs. */
export interface Pulling {
  /** The connection, while it stands. */
  readonly connection: () => NatsConnection | undefined
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

  const begin = (nc: NatsConnection, message: Msg) => {
    busy += 1
    pulling
      .take(deliveryOf(nc, message))
      .catch((error: unknown) => pulling.notice(`bus: an envelope was not dealt with: ${nameOf(error)}`))
      .finally(() => {
        busy -= 1
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
    const own = nc.subscribe(inbox)
    answers = own
    const timer = setTimeout(() => own.unsubscribe(), PULL_MS + 2_000)
    try {
      nc.publish(`$JS.API.CONSUMER.MSG.NEXT.${pulling.tag}.app`, JSON.stringify({ batch: PULL_BATCH, expires: PULL_MS * 1e6 }), {
        reply: inbox,
      })
      let received = 0
      for await (const message of own) {
        // 404 nothing there, 408 the request ended, 409 the consumer changed, 503 nobody answers.
        if (message.headers?.code) {
          if (message.headers.code === 503 || message.headers.code === 409) await pause(REST_MS)
          return
        }
        received += 1
        await room()
        begin(nc, message)
        if (received >= PULL_BATCH) return
        // Of many that came at once each takes its turn with what else this process has to do: staff wait for that.
        await turn()
      }
    } finally {
      clearTimeout(timer)
      own.unsubscribe()
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

function deliveryOf(nc: NatsConnection, message: Msg): Delivery {
  const { reply } = message
  return {
    senderTag: message.subject.split('.')[2] ?? '',
    bytes: message.data,
    // $JS.ACK.<stream>.<consumer>.<deliveries>.…
    attempt: Number(reply?.split('.')[4] ?? 1) || 1,
    ack: async () => {
      if (reply) await nc.request(reply, '+ACK', { timeout: ANSWER_MS })
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
