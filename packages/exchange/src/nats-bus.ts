import { readFile } from 'node:fs/promises'
import { connect, credsAuthenticator, type NatsConnection } from '@nats-io/transport-node'
import { type Bus, BusAway } from './bus.ts'
import { ANSWER_MS, pullFor } from './nats-pull.ts'

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
          // A stack kept for every request costs more than the request.
          noAsyncTraces: true,
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
    receive: (take, concurrency) => {
      const pulling = pullFor({
        connection: () => (up ? connection : undefined),
        isClosing: () => closing,
        tag,
        take,
        concurrency,
        notice: options.notice,
      })
      // What was asked for on the lost connection is never answered.
      returned.push(pulling.again)
    },
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
