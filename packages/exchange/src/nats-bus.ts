import { readFile } from 'node:fs/promises'
import { connect, credsAuthenticator, errors, type NatsConnection } from '@nats-io/transport-node'
import { type Bus, BusAway } from './bus.ts'
import { ANSWER_MS, pullFor } from './nats-pull.ts'

/** Where the bus is and who we are on it. */
export interface NatsBusOptions {
  /** One or more server addresses, comma-separated. */
  readonly url: string
  readonly credsFile: string
  readonly tag: string
  /** Certificates for the way: then nothing is said to a server that shows none. */
  readonly tls?: { readonly caFile: string; readonly certFile: string; readonly keyFile: string }
  /** Told of faults of the connection, in words without content. */
  readonly notice: (what: string) => void
}

/** How an organisation's own stream is set, as the bus says it. Unknown words are passed on as they come. */
export interface InboxFacts {
  readonly storage: string
  readonly retention: string
  readonly discard: string
  readonly messagesPerSubject: number
  readonly discardsNewPerSubject: boolean
  /** Servers that keep each message. */
  readonly copies: number
  /** Seconds a message waits at most; 0 without end. */
  readonly maxAge: number
  /** False when whoever sends is not told that the message was kept. */
  readonly answers: boolean
  /** Whether what arrives is also handed on to another stream or subject. */
  readonly handsOn: boolean
}

/** What a member can see of how its bus is run (T11). */
export interface BusFacts {
  /** Of nats-server, such as `2.14.9`. */
  readonly version: string
  /** Whether the server speaks TLS only, and whether it asks members for certificates. */
  readonly tls: boolean
  readonly asksCertificates: boolean
  readonly jetstream: boolean
  /** Largest message, bytes. */
  readonly maxPayload: number
  /** `untold`: our credentials may not ask. */
  readonly inbox: InboxFacts | 'missing' | 'untold'
}

/**
 * How long an attempt to connect may take, milliseconds. The bus ends one whose sender it has not heard of for two seconds, and the client
 * does not hear that: while it waits for an answer that cannot come, a link that is there again is not used.
 */
const CONNECT_MS = 3_000
/** How long closing waits for what is under way, milliseconds. */
const DRAIN_MS = 5_000

/** The bus over NATS, which can also be asked how it is run. */
export interface NatsBus extends Bus {
  /** Looks at the server and at the organisation's own stream. Throws BusAway, also while a cluster has no leader. */
  readonly facts: () => Promise<BusFacts>
}

/** What JetStream says of a stream, as far as it is looked at here. */
interface StreamAnswer {
  readonly error?: { readonly code?: number; readonly description?: string }
  readonly config?: {
    readonly storage?: string
    readonly retention?: string
    readonly discard?: string
    readonly max_msgs_per_subject?: number
    readonly discard_new_per_subject?: boolean
    readonly num_replicas?: number
    /** Nanoseconds. */
    readonly max_age?: number
    readonly no_ack?: boolean
    readonly republish?: unknown
    readonly mirror?: unknown
    readonly sources?: unknown
  }
}

/**
 * JetStream's answer to what a stream cannot store: `maximum messages per subject exceeded` when the first copy is still there,
 * `maximum bytes exceeded` or `maximum messages exceeded` when it is full.
 */
const NOT_STORED = 10_077

/** The bus over NATS with JetStream, on the subjects that the operator allows a member (DESIGN §5). */
export function natsBus(options: NatsBusOptions): NatsBus {
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
  // What was asked on a connection that is lost is not answered on the next one: it is not waited for.
  const open = new Set<(error: BusAway) => void>()
  const asking = async <T>(question: (nc: NatsConnection) => Promise<T>): Promise<T> => {
    const nc = live()
    return new Promise<T>((resolve, reject) => {
      open.add(reject)
      question(nc)
        .then(resolve, (error: unknown) => reject(new BusAway(error)))
        .finally(() => open.delete(reject))
    })
  }
  const follow = async (nc: NatsConnection) => {
    for await (const status of nc.status()) {
      if (status.type === 'disconnect' || status.type === 'staleConnection') {
        up = false
        for (const reject of open) reject(new BusAway())
        open.clear()
      }
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
          ...(options.tls === undefined ? {} : { tls: options.tls }),
          // A connection that a firewall forgot says nothing and looks alive: two pings without an answer end it.
          pingInterval: 3_000,
          maxPingOut: 2,
          maxReconnectAttempts: -1,
          // A link that carries one way keeps who we are from the bus, which says that nobody signed in; told so twice, however long
          // apart, the client would give up for ever. It is told so as well when the member is suspended: and once it is back, it is in.
          ignoreAuthErrorAbort: true,
          reconnectTimeWait: 500,
          timeout: CONNECT_MS,
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
      if (error.err_code === NOT_STORED) return error.description?.includes('per subject') ? 'waiting' : 'full'
      throw new BusAway(new Error(error.description ?? 'refused'))
    },
    receive: (take, concurrency) => {
      const pulling = pullFor({
        connection: () => (up ? connection : undefined),
        asking,
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
    facts: async () => {
      const { info } = live()
      if (!info) throw new BusAway()
      return {
        version: info.version,
        tls: info.tls_required === true,
        asksCertificates: info.tls_verify === true,
        jetstream: info.jetstream === true,
        maxPayload: info.max_payload,
        inbox: await asking((nc) => inboxOf(nc)),
      }
    },
    isUp: () => up,
    close: async () => {
      closing = true
      // What is under way is waited for while the bus is there; a connection that was lost would be drained when it is back.
      if (up) await Promise.race([connection?.drain(), pause(DRAIN_MS)])
      await connection?.close()
    },
  }
}

async function inboxOf(nc: NatsConnection): Promise<BusFacts['inbox']> {
  let answer: StreamAnswer
  try {
    answer = (await nc.request('inbox.facts', undefined, { timeout: ANSWER_MS })).json()
  } catch (error) {
    // Nobody answers where the operator has not opened the way for this account; a permission is missing in old credentials.
    if (error instanceof errors.PermissionViolationError || isUnanswered(error)) return 'untold'
    throw error
  }
  const { config, error } = answer
  if (error?.code === 404) return 'missing'
  if (!config) throw new Error(error?.description ?? 'the bus did not say how the stream is set')
  return {
    storage: config.storage ?? '',
    retention: config.retention ?? '',
    discard: config.discard ?? '',
    messagesPerSubject: config.max_msgs_per_subject ?? -1,
    discardsNewPerSubject: config.discard_new_per_subject === true,
    copies: config.num_replicas ?? 1,
    maxAge: (config.max_age ?? 0) / 1e9,
    answers: config.no_ack !== true,
    handsOn: config.republish !== undefined || config.mirror !== undefined || config.sources !== undefined,
  }
}

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => void setTimeout(resolve, ms).unref())
}

function isUnanswered(error: unknown): boolean {
  return error instanceof errors.RequestError && error.isNoResponders()
}
