import { Refusal } from '@ihala/contract'
import type { Tx } from '@ihala/ledger'
import type { Stamp } from '@ihala/policy'
import { type Reading, recordReadings } from './access.store.ts'
import { type Attempt, enterAttempt, keepAnswer, requestHash } from './idempotency.store.ts'
import type { ActingService, Send, StaffRequest } from './service-context.ts'
import { transaction } from './transaction.ts'

/** Work of one transaction: rows, events, and stamps of the service's clock. */
export type Work<T> = (tx: Tx, send: Send, stamp: () => Stamp) => Promise<T>

/** What an act may need beside its work. */
export interface ActOptions<T> {
  /** Asked when what was sent had consequences here that may have moved the row on. */
  readonly answerAgain?: (tx: Tx, value: T) => Promise<T>
  /** What was asked for, where the parsed body does not say it (an upload): a key used again for another content is refused. */
  readonly content?: unknown
}

/**
 * One change by one staff member, in one transaction: rows, events with their leaves and outbox rows, and the answer for a
 * repeated Idempotency-Key commit together or not at all; then the events go to the bus. A repeated request gets the
 * first one's answer and does nothing. The answer is JSON.
 * Throws Refusal `idempotency-key-reused`, `not-allowed` for a suspended member, and what `work` refuses; each rolls
 * everything back. (That a creating route has a key is the route's to ask: `creates`.)
 */
export async function act<T>(request: StaffRequest, work: Work<T>, { answerAgain, content }: ActOptions<T> = {}): Promise<T> {
  const { service, staff } = request
  const { keyring, exchange, stamp } = service
  const attempt = attemptOf(request, content)
  const { value, dispatch } = await service.tracing.within('act', {}, request.span, () =>
    transaction(service.pools.requests, service.committed, async (tx) => {
      const entered = attempt === undefined ? enter(tx, staff.id) : undefined
      const known = attempt && (await enterAttempt(tx, attempt, keyring))
      if (known) return { value: known.value as T, dispatch: undefined }
      const outgoing = exchange.outgoing(tx)
      const { send, followUp } = service.following(tx, outgoing.send)
      const first = await work(tx, send, stamp)
      const consequences = await followUp()
      const result = consequences > 0 && answerAgain ? await answerAgain(tx, first) : first
      await entered
      const written = await outgoing.flush()
      if (attempt) keepAnswer(tx, attempt, result, keyring, stamp().now)
      return { value: result, dispatch: written }
    }),
  )
  if (dispatch) exchange.dispatch(dispatch)
  return value
}

/** What is read; or how it follows from what was found: a row for each person it shows something of. */
export type ReadingOf<T> = Reading | ((value: T) => readonly Reading[])

/**
 * One look by one staff member at something sensitive, in one transaction that also writes who read what: a row of the
 * access log and a leaf. Without them nothing is shown.
 * Throws Refusal `not-allowed` for a suspended member, and what `work` refuses.
 */
export async function read<T>(request: StaffRequest, what: ReadingOf<T>, work: (tx: Tx) => Promise<T>): Promise<T> {
  const { service, staff } = request
  return service.tracing.within(
    'read',
    {},
    request.span,
    () =>
      service.pools.requests.begin(async (tx) => {
        const entered = enter(tx, staff.id)
        const value = await work(tx)
        const readings = typeof what === 'function' ? what(value) : [what]
        await Promise.all([entered, recordReadings(tx, staff.pseudonym, readings, service.stamp)])
        return value
      }) as Promise<T>,
  )
}

/**
 * One look by one staff member at what names nobody (codes, clocks, counts): behind the same fences, not in the access log.
 * Throws Refusal `not-allowed` for a suspended member, and what `work` refuses.
 */
export async function browse<T>(request: StaffRequest, work: (tx: Tx) => Promise<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    request.service.pools.requests
      .begin('read only', async (tx) => {
        const entered = enter(tx, request.staff.id)
        const value = await work(tx)
        await entered
        // What was only read needs no commit to be true.
        resolve(value)
      })
      .catch(reject)
  })
}

/** As `browse`, for several members one after the other in one transaction; undefined for whoever is suspended. */
export async function browseFor<Asked extends { readonly staffId: string }, T>(
  { pools }: Pick<ActingService, 'pools'>,
  members: readonly Asked[],
  work: (tx: Tx, asked: Asked) => Promise<T>,
): Promise<readonly (readonly [Asked, T | undefined])[]> {
  return pools.requests.begin('read only', async (tx) => {
    const found: (readonly [Asked, T | undefined])[] = []
    // Not at once: what is asked for one would be asked behind the fences of another.
    for (const asked of members) {
      const [works, value] = await Promise.all([entry(tx, asked.staffId), work(tx, asked)])
      found.push([asked, works ? value : undefined])
    }
    return found
  }) as Promise<(readonly [Asked, T | undefined])[]>
}

/** One change by the service itself (jobs, clocks): as `act`, without a request. */
export async function actAlone<T>(
  service: Pick<ActingService, 'pools' | 'committed' | 'exchange' | 'stamp' | 'following'>,
  work: Work<T>,
): Promise<T> {
  const { pools, committed, exchange, stamp } = service
  const { value, dispatch } = await transaction(pools.background, committed, async (tx) => {
    const outgoing = exchange.outgoing(tx)
    const { send, followUp } = service.following(tx, outgoing.send)
    const result = await work(tx, send, stamp)
    await followUp()
    return { value: result, dispatch: await outgoing.flush() }
  })
  exchange.dispatch(dispatch)
  return value
}

/**
 * Says for whom this transaction works; nothing outlives it, so a pooled connection carries nobody over. Sent ahead of the
 * work's first query in the same packet, and looked at before the commit.
 */
function enter(tx: Tx, staffId: string): Promise<void> {
  const entered = entry(tx, staffId).then((works) => {
    if (!works) throw new Refusal('not-allowed', { rule: 'suspended' })
  })
  // When the work fails first, nobody waits for this one any more.
  entered.catch(() => undefined)
  return entered
}

async function entry(tx: Tx, staffId: string): Promise<boolean> {
  const [row] = await tx<{ works: boolean }[]>`select kit.enter(${staffId}) as works`.execute()
  return row?.works === true
}

function attemptOf({ method, url, headers, body, staff }: StaffRequest, content: unknown = body): Attempt | undefined {
  const key = headers['idempotency-key']
  if (key === undefined) return undefined
  if (typeof key !== 'string' || key.length > 200)
    throw new Refusal('body-invalid', { field: 'header:/idempotency-key', rule: 'maxLength' })
  return { staffId: staff.id, key, requestHash: requestHash(method, url, content) }
}
