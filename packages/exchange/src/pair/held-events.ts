import type { ChainPlace, EventData } from '@ihala/contract'
import { randomId } from '../random-id.ts'
import { FOR_EVER } from '../store/digests.ts'
import { type Ask, type HeldEvent, OPEN_AT_MOST, type Pair, type Scope } from '../store/pair-store.ts'
import type { PairScope } from '../store-ports.ts'
import { differingPlaces, type Judgement, judge, judgeChain, type Lists, placeKey } from './differing.ts'
import { resolveDifferences, tellDifferences } from './tell-differences.ts'

/** What is asked of a bucket of a digest, or of one chain. */
export type AskedHeld = Extract<EventData<'chain-asked'>, { of: 'bucket' | 'case' }>
/** What the other end holds of it. */
export type ReturnedHeld = Extract<EventData<'chain-returned'>, { of: 'events' }>

/** Events in one answer. */
const PAGE = 100
/** How many events of our own are laid beside one answer: who lists nothing does not make us read everything. */
const BESIDE = 1_000
/** Chains asked about, and chains asked for again, after one answer; the next comparison goes on. */
const CHAINS = 20

const pairOf = <T>({ ports, claims }: PairScope<T>): Pair => ({ self: ports.self.entityId, partner: claims.iss })

/** Asks what the partner holds of a bucket, or of a chain. */
export async function askHeld<T>(scope: PairScope<T>, question: Omit<Ask, 'jti' | 'partner' | 'askedAt'>): Promise<void> {
  const { ports, tx, claims, send } = scope
  const jti = randomId()
  await ports.store.pairs.noteAsk(tx, { ...question, jti, partner: claims.iss, askedAt: ports.stamp().now })
  const direction = question.writer === 'here' ? 'received' : 'sent'
  const { after } = question
  const data: AskedHeld =
    'case' in question.scope
      ? { of: 'case', direction, case: question.scope.case, after: after?.seq ?? 0 }
      : { of: 'bucket', direction, at: question.scope.bucket, ...question.scope.period, ...(after === null ? {} : { after }) }
  send({ to: claims.iss, caseId: null, event: { type: 'chain-asked', data }, jti })
}

/** Answers what is held here, a page at a time. Who asks without end is answered no more in that hour. */
export async function answerHeld<T>(scope: PairScope<T>, asked: AskedHeld): Promise<void> {
  const { ports, tx, claims, send } = scope
  const { pairs } = ports.store
  if (!(await pairs.spend(tx, claims.iss, 1, ports.stamp().now))) return
  const writer = asked.direction === 'sent' ? 'here' : 'there'
  const period = asked.of === 'bucket' ? boundedPeriod(asked) : undefined
  const what: Scope = asked.of === 'case' ? { case: asked.case } : { bucket: asked.at, period: period ?? FOR_EVER }
  const after = asked.of === 'case' ? (asked.after === 0 ? null : { id: asked.case, seq: asked.after }) : (asked.after ?? null)
  // Of a bucket what waits for their receipt is left out: it is under way, and no difference. Of a chain they ask whether it exists.
  const part = { after, last: null, limit: PAGE + 1, waiting: asked.of === 'case' }
  const rows = period === undefined && asked.of === 'bucket' ? [] : await pairs.held(tx, pairOf(scope), writer, what, part)
  const page = wholePlaces(rows)
  const data: ReturnedHeld = {
    of: 'events',
    asked: claims.jti,
    direction: asked.direction,
    events: page.map(({ id, seq, hash }) => ({ id, seq, hash })),
    more: rows.length > page.length,
  }
  send({ to: claims.iss, caseId: null, event: { type: 'chain-returned', data } })
}

/** Within what the clock of an event can say; undefined when it is no period. */
function boundedPeriod({ from, until }: { readonly from: number; readonly until: number }): { from: number; until: number } | undefined {
  const bounded = { from, until: Math.min(until, FOR_EVER.until) }
  return bounded.from < bounded.until ? bounded : undefined
}

/** At most a page; a place is not torn in two, because the next page begins after a place. */
function wholePlaces(rows: readonly HeldEvent[]): readonly HeldEvent[] {
  const next = rows[PAGE]
  if (next === undefined) return rows
  const page = rows.slice(0, PAGE)
  const whole = page.filter((row) => placeKey(row) !== placeKey(next))
  return whole.length === 0 ? page : whole
}

/** Names the events on which the two ends differ, and asks for what was lost. */
export async function compareHeld<T>(scope: PairScope<T>, returned: ReturnedHeld): Promise<void> {
  const { ports, tx, claims } = scope
  const { pairs } = ports.store
  const ask = await pairs.takeAsk(tx, claims.iss, returned.asked)
  if (!ask) return
  const unexplained = () => pairs.noteComparison(tx, claims.iss, ask.period, { outcome: 'differs' })
  if (!isAnswer(ask, returned) || !(await pairs.spend(tx, claims.iss, 1, ports.stamp().now))) return unexplained()

  const end = returned.more ? (returned.events.at(-1) ?? null) : null
  const part = { after: ask.after, last: end && { id: end.id, seq: end.seq }, limit: BESIDE, waiting: true }
  const ours = await pairs.held(tx, pairOf(scope), ask.writer, ask.scope, part)
  const cut = ours.length === BESIDE ? ours.at(-1) : undefined
  const last = cut ? { id: cut.id, seq: cut.seq } : part.last
  const theirs = cut ? returned.events.filter((event) => !isAfter(event, cut)) : returned.events
  const lists = { writer: ask.writer, theirs, ours, askedAt: ask.askedAt }
  const complete = 'case' in ask.scope ? await nameOfChain(scope, ask, lists) : await nameOfBucket(scope, ask, ask.scope, lists, last)

  if (returned.more && end && (await pairs.openDifferences(tx, claims.iss)) < OPEN_AT_MOST)
    await askHeld(scope, { period: ask.period, writer: ask.writer, scope: ask.scope, after: { id: end.id, seq: end.seq } })
  else if (!complete || returned.more || cut) await unexplained()
  await pairs.concludeComparison(tx, claims.iss, ask.period)
}

/** Returns whether all that differs was told, or is asked for. */
async function nameOfBucket<T>(
  scope: PairScope<T>,
  ask: Ask,
  { bucket }: { readonly bucket: string },
  lists: Lists,
  last: ChainPlace | null,
): Promise<boolean> {
  const { ports, tx, claims } = scope
  const { pairs } = ports.store
  const { writer, period } = ask
  const places = differingPlaces(lists)
  const known = await pairs.standing(tx, pairOf(scope), writer, places)
  const standing = new Map(known.map((one) => [placeKey(one), one]))
  const found = judge(lists, places, { standing, elsewhere: await repeated(scope, writer, places) })
  await tell(scope, ask, found.differences)
  const { now } = ports.stamp()
  const except = [...found.differences, ...found.waiting, ...found.doubtful]
  await resolveDifferences(ports, tx, { partner: claims.iss, writer, period, buckets: [bucket], after: ask.after, last, except })
  await pairs.dueAgain(tx, pairOf(scope), found.waiting, now)

  const lost = byChain(found.lost)
  for (const { id, first, last: until } of lost.slice(0, CHAINS)) {
    const data: EventData<'chain-asked'> = { of: 'again', writer: 'answerer', id, first, last: until }
    scope.send({ to: claims.iss, caseId: null, event: { type: 'chain-asked', data } })
  }
  const doubtful = byChain(found.doubtful)
  for (const { id, first } of doubtful.slice(0, CHAINS))
    await askHeld(scope, { period, writer, scope: { case: id }, after: first > 1 ? { id, seq: first - 1 } : null })
  return doubtful.length <= CHAINS
}

async function nameOfChain<T>(scope: PairScope<T>, ask: Ask, lists: Lists): Promise<boolean> {
  const places = differingPlaces(lists)
  await tell(scope, ask, judgeChain(lists, places, { elsewhere: await repeated(scope, ask.writer, places) }))
  return true
}

async function tell<T>({ ports, tx, claims }: PairScope<T>, { writer, period }: Ask, named: Judgement['differences']): Promise<void> {
  if (named.length === 0) return
  const found = named.map(({ id, seq, kind }) => ({ partner: claims.iss, writer, id, seq, kind }))
  await tellDifferences(ports, tx, found, period)
  await ports.store.pairs.noteComparison(tx, claims.iss, period, { outcome: 'differs' })
}

/** Of what one end has and the other has not, those that are another event of their chain once more. */
async function repeated<T>(
  scope: PairScope<T>,
  writer: Ask['writer'],
  places: ReturnType<typeof differingPlaces>,
): Promise<ReadonlySet<string>> {
  const { ports, tx } = scope
  const alone = places.flatMap(({ id, seq, theirs, ours }) => {
    if (theirs.length > 0 && ours.length > 0) return []
    return [...theirs, ...ours.map(({ hash }) => hash)].map((hash) => ({ id, seq, hash }))
  })
  const found = await ports.store.pairs.elsewhere(tx, pairOf(scope), writer, alone)
  return new Set(found.map((event) => `${placeKey(event)} ${event.hash}`))
}

/** First and last place of each chain among these. */
function byChain(places: readonly ChainPlace[]): readonly { readonly id: string; readonly first: number; readonly last: number }[] {
  const chains = new Map<string, { id: string; first: number; last: number }>()
  for (const { id, seq } of places) {
    const chain = chains.get(id)
    chains.set(id, chain ? { id, first: Math.min(chain.first, seq), last: Math.max(chain.last, seq) } : { id, first: seq, last: seq })
  }
  return [...chains.values()]
}

const isAfter = (a: ChainPlace, b: ChainPlace): boolean => a.id > b.id || (a.id === b.id && a.seq > b.seq)

/** Whether a list is what was asked for: of that direction and part, in order, and further when there is more. */
function isAnswer({ writer, scope, after }: Ask, { direction, events, more }: ReturnedHeld): boolean {
  if (direction !== (writer === 'here' ? 'received' : 'sent') || (more && events.length === 0)) return false
  return events.every((event, index) => {
    const before = events[index - 1] ?? after
    const inPart = 'case' in scope ? event.id === scope.case : event.id.startsWith(scope.bucket)
    return inPart && (before === null || !isAfter(before, event)) && (after === null || isAfter(event, after))
  })
}
