import { readFile } from 'node:fs/promises'
import { connect, credsAuthenticator, type Msg, type NatsConnection } from '@nats-io/transport-node'
import { type Bus, BusAway, type Delivery } from './bus.ts'

/** Where the bus is and who we are on it. */
export interface NatsBusOptions {
  /** One or more server addresses, comma-separated. */
  readonly url: string
  readonly credsFile: string
  readonly tag: string
  /** Told of faults of the connection, in words without content. */
  readonly notice: (what: string) => void
}

/** JetStream's answer to a message whose subject still holds its first copy: maximum messages per subject exceeded. */
const STILL_WAITING = 10_077
/** How many envelopes one pull asks for, and for how long (the bus forgets the way back of a reply after two minutes). */
const PULL_BATCH = 64
const PULL_MS = 25_000
const ANSWER_MS = 5_000

/** The bus over NATS with JetStream, on the subjects that the operator allows a member (DESIGN §5). */
export function natsBus(options: NatsBusOptions): Bus {
  const { tag } = options
  const returned: (() => void)[] = []
  const watchers: ((jws: string) => void)[] = []
  let connection: NatsConnection | undefined
  let up = false
  let closing = false

  const live = (): NatsConnection => {
    if (!connection || !up) throw new BusAway()
    return connection
  }
  const asking = async <T>(question: (nc: NatsConnection) => Promise<T>): Promise<T> => {
    const nc = live()
    try {
      return await question(nc)
    } catch (error) {
      throw new BusAway(error)
    }
  }
  const follow = async (nc: NatsConnection) => {
    for await (const status of nc.status()) {
      if (status.type === 'disconnect' || status.type === 'staleConnection') up = false
      if (status.type === 'reconnect') {
        up = true
        for (const callback of returned) callback()
      }
      if (status.type === 'error') options.notice(`bus: ${status.error.message}`)
    }
  }

  return {
    tag,
    connect: async () => {
      if (connection) return
      try {
        const creds = await readFile(options.credsFile)
        connection = await connect({
          servers: options.url.split(','),
          authenticator: credsAuthenticator(creds),
          maxReconnectAttempts: -1,
          reconnectTimeWait: 500,
          timeout: ANSWER_MS,
          // Our own back-off decides at start; later the client comes back by itself.
          waitOnFirstConnect: false,
        })
      } catch (error) {
        throw new BusAway(error)
      }
      up = true
      connection.subscribe('live.r.>', {
        callback: (_error, message) => {
          for (const heard of watchers) heard(message.string())
        },
      })
      void follow(connection)
    },
    publish: async (recipientTag, digest, sealed) => {
      const answer = await asking((nc) => nc.request(`i.${recipientTag}.${tag}.${digest}`, sealed, { timeout: ANSWER_MS }))
      const { error }: { error?: { err_code?: number; description?: string } } = answer.json()
      if (!error) return 'taken'
      if (error.err_code === STILL_WAITING) return 'waiting'
      throw new BusAway(new Error(error.description ?? 'refused'))
    },
    receive: (take, concurrency) =>
      void pull(
        () => connection,
        () => up && !closing,
        () => closing,
        tag,
        take,
        concurrency,
        options.notice,
      ),
    onReturn: (callback) => void returned.push(callback),
    registry: {
      fetch: async (key) => {
        const answer = await asking((nc) => nc.request(`$JS.API.DIRECT.GET.REG.r.${key}`, undefined, { timeout: ANSWER_MS }))
        return answer.headers?.code === 404 ? undefined : answer.string()
      },
      watch: (heard) => void watchers.push(heard),
      publish: async (key, jws) => {
        const answer = await asking((nc) => nc.request(`r.${key}`, jws, { timeout: ANSWER_MS }))
        const { error }: { error?: { description?: string } } = answer.json()
        if (error) throw new Error(`the bus did not take the statement: ${error.description ?? 'refused'}`)
      },
    },
    isUp: () => up,
    close: async () => {
      closing = true
      await connection?.drain()
    },
  }
}

/** Pulls for ever: asks for a batch, asks again when it has ended or the connection came back. */
async function pull(
  connection: () => NatsConnection | undefined,
  canPull: () => boolean,
  isClosing: () => boolean,
  tag: string,
  take: (delivery: Delivery) => Promise<void>,
  concurrency: number,
  notice: (what: string) => void,
): Promise<void> {
  let busy = 0
  let free: (() => void) | undefined
  const begin = (nc: NatsConnection, message: Msg) => {
    busy += 1
    take(deliveryOf(nc, message))
      .catch((error: unknown) => notice(`bus: an envelope was not dealt with: ${error instanceof Error ? error.name : 'fault'}`))
      .finally(() => {
        busy -= 1
        free?.()
      })
  }
  while (!isClosing()) {
    const nc = connection()
    if (!nc || !canPull()) {
      await pause(200)
      continue
    }
    const inbox = `_INBOX.${crypto.randomUUID().replaceAll('-', '')}`
    const answers = nc.subscribe(inbox)
    const timer = setTimeout(() => answers.unsubscribe(), PULL_MS + 2_000)
    nc.publish(`$JS.API.CONSUMER.MSG.NEXT.${tag}.app`, JSON.stringify({ batch: PULL_BATCH, expires: PULL_MS * 1e6 }), { reply: inbox })
    let received = 0
    for await (const message of answers) {
      if (message.headers?.code) {
        // 404 nothing there, 408 the request ended, 409 the consumer changed.
        if (message.headers.code === 503 || message.headers.code === 409) await pause(500)
        break
      }
      received += 1
      if (busy >= concurrency)
        await new Promise<void>((resolve) => {
          free = resolve
        })
      begin(nc, message)
      if (received >= PULL_BATCH) break
    }
    clearTimeout(timer)
    answers.unsubscribe()
  }
}

function deliveryOf(nc: NatsConnection, message: Msg): Delivery {
  const { reply } = message
  return {
    senderTag: message.subject.split('.')[2] ?? '',
    bytes: message.data,
    ack: async () => {
      if (reply) await nc.request(reply, '+ACK', { timeout: ANSWER_MS })
    },
    later: (delayMs) => {
      if (reply) nc.publish(reply, `-NAK {"delay": ${Math.round(delayMs * 1e6)}}`)
    },
  }
}

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms))
}
