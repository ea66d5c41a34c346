import postgres, { type Sql } from 'postgres'

/** Connections for requests, and for exchange and jobs (DESIGN §13: 4 + 2 a service). */
const REQUESTS = 4
const BACKGROUND = 2

/** The two pools of a service. Apart, so that catching up after an outage never keeps a person waiting. */
export interface Pools {
  /** For requests of staff: a transaction that does not say for whom it works sees nothing. */
  readonly requests: Sql
  /** For the service itself (`system`): exchange, jobs, ticks, sessions. */
  readonly background: Sql
  /** Waits for the queries under way, at most 5 s, and closes. */
  readonly close: () => Promise<void>
}

/** PostgreSQL writes `2026-03-01 08:00:00.5+00`; the network writes RFC 3339 with milliseconds, which also sorts as text. */
function instant(text: string): string {
  if (!text.endsWith('+00')) return text
  const fraction = text.slice(20, -3).slice(0, 3).padEnd(3, '0')
  return `${text.slice(0, 10)}T${text.slice(11, 19)}.${fraction}Z`
}

function whole(text: string): number | bigint {
  const number = Number(text)
  return Number.isSafeInteger(number) ? number : BigInt(text)
}

const asText = (value: unknown): string => (value instanceof Date ? value.toISOString() : String(value))

/** How a pool is opened. */
export interface PoolOptions {
  /** Connections at most. */
  readonly max: number
  /** How the connections are called in the server's list. */
  readonly name: string
  /** For whom every transaction works that does not say otherwise; nobody unless told, who sees nothing. */
  readonly actor?: 'system'
}

/**
 * A client of the organisation's database. Instants come as ISO strings (UTC, milliseconds), dates as `YYYY-MM-DD`, bigint
 * as number (bigint beyond 2^53), numeric as string, bytea as Buffer; columns come back in camelCase, JSON as it was written.
 */
export function openPool(url: string, { max, name, actor }: PoolOptions): Sql {
  return postgres(url, {
    max,
    connection: {
      application_name: name,
      ...(actor === undefined ? {} : { 'ihala.staff': actor }),
      TimeZone: 'UTC',
      // A plan is made once for all values. It may be made while tables are empty, when a scan looks cheapest for ever.
      plan_cache_mode: 'force_generic_plan',
      enable_seqscan: 'off',
      // Nor one that collects a whole side of the work list and sorts it, when the index has the page in order.
      enable_bitmapscan: 'off',
      // Before PostgreSQL 18 a forbidden scan counts as so dear that compiling the query seems worth 200 ms.
      jit: 'off',
      // A request that waits longer than this has lost its person, and its locks hold up others.
      statement_timeout: 30_000,
      idle_in_transaction_session_timeout: 60_000,
    },
    connect_timeout: 10,
    onnotice: () => {},
    transform: { column: { from: postgres.toCamel, to: postgres.fromCamel } },
    types: {
      instant: { to: 1184, from: [1114, 1184], serialize: asText, parse: instant },
      date: { to: 1082, from: [1082], serialize: asText, parse: (text: string) => text },
      bigint: { to: 20, from: [20], serialize: (value: unknown) => String(value), parse: whole },
    },
  }) as Sql
}

/** Opens both pools; connections are made when they are first needed. */
export function openPools(url: string, slug: string): Pools {
  const requests = openPool(url, { max: REQUESTS, name: `ihala ${slug} requests` })
  const background = openPool(url, { max: BACKGROUND, name: `ihala ${slug} background`, actor: 'system' })
  return {
    requests,
    background,
    close: async () => {
      await Promise.all([requests.end({ timeout: 5 }), background.end({ timeout: 5 })])
    },
  }
}

// Faults that say nothing about the query: the server is away, starting, stopping or full.
const AWAY = new Set([
  'ECONNREFUSED',
  'ECONNRESET',
  'ENOTFOUND',
  'EAI_AGAIN',
  'ETIMEDOUT',
  'EPIPE',
  'EHOSTUNREACH',
  'CONNECT_TIMEOUT',
  'CONNECTION_CLOSED',
  'CONNECTION_ENDED',
  '57P01',
  '57P02',
  '57P03',
  '53300',
])

/** Whether a fault means that the database is not there at present, so that trying again makes sense. */
export function isAway(fault: unknown): boolean {
  if (fault instanceof AggregateError) return fault.errors.some(isAway)
  const { code, syscall } = fault instanceof Error ? (fault as { code?: unknown; syscall?: unknown }) : {}
  // No such file: of a socket it means a server that is away, of any other file a fault of ours.
  if (code === 'ENOENT') return syscall === 'connect'
  return typeof code === 'string' && AWAY.has(code)
}

/** How waiting tells and ends. */
export interface Waiting {
  /** Told before each wait: what is away, and for how many milliseconds. */
  readonly onWait: (code: string, milliseconds: number) => void
  /** Ends the wait at once; `untilThere` then throws its reason. */
  readonly signal: AbortSignal
}

const FIRST_WAIT = 100
const LONGEST_WAIT = 5_000

/**
 * Does `work`, and as long as the database is away does it again: after 100 ms, doubling to 5 s. Any other fault is
 * thrown at once.
 */
export async function untilThere<T>(work: () => Promise<T>, { onWait, signal }: Waiting): Promise<T> {
  for (let wait = FIRST_WAIT; ; wait = Math.min(2 * wait, LONGEST_WAIT)) {
    signal.throwIfAborted()
    try {
      return await work()
    } catch (fault) {
      if (!isAway(fault)) throw fault
      onWait(codeOf(fault), wait)
      await pause(wait, signal)
    }
  }
}

function codeOf(fault: unknown): string {
  const one: unknown = fault instanceof AggregateError ? fault.errors[0] : fault
  return String((one as { code?: unknown }).code)
}

/** Waits so many milliseconds; rejects with the signal's reason as soon as it is aborted. */
export function pause(milliseconds: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    const stop = (): void => {
      clearTimeout(timer)
      reject(signal.reason)
    }
    const timer = setTimeout(() => {
      signal.removeEventListener('abort', stop)
      resolve()
    }, milliseconds)
    signal.addEventListener('abort', stop, { once: true })
  })
}
