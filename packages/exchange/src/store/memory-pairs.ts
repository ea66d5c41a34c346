import type { ChainPlace } from '@ihala/contract'
import { hashOf } from '@ihala/seal'
import type { Difference } from './difference.ts'
import { boundsOf, FIRST, LAST, periodOf } from './digests.ts'
import type { MemoryTx, PairTables } from './memory-tables.ts'
import {
  type Ask,
  type Digests,
  EFFORT_AN_HOUR,
  type FoundDifference,
  type HeldEvent,
  OPEN_AT_MOST,
  type Pair,
  type PairStore,
  type Period,
  type Scope,
  type Standing,
  type Writer,
} from './pair-store.ts'
import type { EventRow } from './unit.ts'

type Counted = HeldEvent & { readonly iat: number }

const HOUR = 3_600_000
const order = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0)
const inOrder = (a: ChainPlace & { hash?: string }, b: ChainPlace & { hash?: string }): number =>
  order(a.id, b.id) || a.seq - b.seq || order(a.hash ?? '', b.hash ?? '')
const samePlace = (a: ChainPlace, b: ChainPlace): boolean => a.id === b.id && a.seq === b.seq
const placeOf = (row: Pick<EventRow, 'caseId' | 'jti' | 'seq'>): ChainPlace => ({
  id: row.caseId ?? row.jti,
  seq: row.caseId === null ? 0 : (row.seq ?? 0),
})
const counts = ({ caseId, evt }: { readonly caseId: string | null; readonly evt: string }): boolean =>
  caseId !== null || evt === 'file-chunk'
const isLater = (a: EventRow, b: EventRow): boolean => a.iat > b.iat || (a.iat === b.iat && a.at > b.at)

const isWithPartner = (tx: MemoryTx, partner: string, row: EventRow): boolean =>
  (row.caseId === null ? tx.get('outbox', row.jti)?.recipient : tx.get('conversations', row.caseId)?.partner) === partner

function sent(tx: MemoryTx, { self, partner }: Pair): Counted[] {
  return tx
    .all('events')
    .filter((row) => row.iss === self && counts(row) && isWithPartner(tx, partner, row))
    .map((row) => {
      const status = tx.get('outbox', row.jti)?.status
      return { ...placeOf(row), hash: row.hash, at: row.at, iat: row.iat, waits: status === 'waiting' || status === 'expired' }
    })
}

function received(tx: MemoryTx, { partner }: Pair): Counted[] {
  const latest = new Map<string, EventRow>()
  for (const row of [...tx.all('events'), ...tx.all('issues')]) {
    if (row.iss !== partner || !counts(row)) continue
    const { id, seq } = placeOf(row)
    const before = latest.get(`${id} ${seq}`)
    if (!before || isLater(row, before)) latest.set(`${id} ${seq}`, row)
  }
  return [
    ...[...latest.values()].map((row) => ({ ...placeOf(row), hash: row.hash, at: row.at, iat: row.iat, waits: false })),
    ...quarantined(tx, partner),
  ]
}

function quarantined(tx: MemoryTx, partner: string): Counted[] {
  return tx.all('quarantine').flatMap((row) => {
    const { iss, jti, hash, iat, at, receipt, evt = '', seq } = row
    const caseId = row.case ?? null
    if (iss !== partner || receipt === null || jti === undefined || hash === undefined || iat === undefined) return []
    return counts({ caseId, evt }) ? [{ ...placeOf({ caseId, jti, seq: seq ?? null }), hash, at, iat, waits: false }] : []
  })
}

function held(tx: MemoryTx, pair: Pair, writer: Writer, { from, until }: Period): Counted[] {
  return (writer === 'here' ? sent(tx, pair) : received(tx, pair)).filter(({ iat }) => iat >= from && iat < until).sort(inOrder)
}

function direction(events: readonly Counted[]): Digests['sent'] {
  const lines = new Map<string, string[]>()
  for (const { id, seq, hash } of events) lines.set(id.charAt(0), [...(lines.get(id.charAt(0)) ?? []), `${id}.${seq}.${hash}\n`])
  const buckets = [...lines]
    .sort(([a], [b]) => order(a, b))
    .map(([at, of]) => ({ at, events: of.length, digest: hashOf(of.sort(order).join('')) }))
  return { events: events.length, buckets }
}

function inScope(events: readonly Counted[], scope: Scope): Counted[] {
  const { lo, hi } = boundsOf(scope)
  return events.filter(({ id }) => id >= lo && id < hi)
}

function standing(tx: MemoryTx, pair: Pair, writer: Writer, place: ChainPlace): Standing[] {
  const iss = writer === 'here' ? pair.self : pair.partner
  const stands = (row: EventRow): boolean =>
    row.iss === iss && counts(row) && samePlace(placeOf(row), place) && (writer === 'there' || isWithPartner(tx, pair.partner, row))
  const events = tx.all('events').filter(stands)
  const others = writer === 'there' ? quarantined(tx, pair.partner).filter((row) => samePlace(row, place)) : []
  const hashes = [...events, ...tx.all('issues').filter(stands), ...others].map(({ hash }) => hash)
  if (hashes.length === 0) return []
  const outbox = writer === 'here' ? tx.get('outbox', events[0]?.jti ?? '') : undefined
  const waits = outbox?.status === 'waiting' || outbox?.status === 'expired'
  return [{ ...place, hashes, waits, receiptedAt: outbox?.closedAt ?? null }]
}

const comparisonKey = (partner: string, { from, until }: Period): string => `${partner} ${from} ${until}`
const ofPeriod = (ask: Ask, partner: string, { from, until }: Period): boolean =>
  ask.partner === partner && ask.period.from === from && ask.period.until === until
const isOpen = ({ resolvedAt }: PairTables['differences']): boolean => resolvedAt === null
const difference = ({ name, partner, kind, id, seq }: Difference): Difference => ({ name, partner, kind, id, seq })
const differenceKey = ({ partner, writer, kind, id, seq }: FoundDifference): string => `${partner} ${writer} ${kind} ${id} ${seq}`

/** The part of the store in memory that comparing with a partner uses; the same as in PostgreSQL. */
export function pairsOn(): PairStore<MemoryTx> {
  return {
    spend: (tx, partner, effort, now) =>
      tx.inOrder(async () => {
        await tx.lock(`effort ${partner}`)
        const before = tx.get('efforts', partner)
        const ms = Date.parse(now)
        const fresh = before === undefined || before.since <= ms - HOUR
        const row = fresh
          ? { since: ms, spent: effort }
          : { since: before.since, spent: Math.min(before.spent + effort, EFFORT_AN_HOUR * 10) }
        tx.put('efforts', partner, row)
        return row.spent <= EFFORT_AN_HOUR
      }),
    digestOf: (tx, pair, period) =>
      tx.inOrder(async () => ({ sent: direction(held(tx, pair, 'here', period)), received: direction(held(tx, pair, 'there', period)) })),
    held: (tx, pair, writer, scope, { after, last, limit, waiting }) =>
      tx.inOrder(async () =>
        inScope(held(tx, pair, writer, periodOf(scope)), scope)
          .filter((row) => inOrder({ ...row, hash: '' }, after ?? FIRST) > 0 && inOrder({ ...row, hash: '' }, last ?? LAST) <= 0)
          .filter(({ waits }) => waiting || !waits)
          .slice(0, limit),
      ),
    standing: (tx, pair, writer, places) => tx.inOrder(async () => places.flatMap((place) => standing(tx, pair, writer, place))),
    elsewhere: (tx, { self, partner }, writer, events) =>
      tx.inOrder(async () => {
        const iss = writer === 'here' ? self : partner
        return events.filter(({ id, seq, hash }) =>
          tx.all('events').some((row) => row.caseId === id && row.iss === iss && row.seq !== seq && row.hash === hash),
        )
      }),
    dueAgain: (tx, { partner }, places, now) =>
      tx.inOrder(async () => {
        const wanted = tx
          .all('outbox')
          .filter((row) => row.recipient === partner && row.status === 'waiting' && row.attempts > 0)
          .filter((row) => places.some((place) => samePlace(placeOf(row), place)) && tx.lockIfFree(`outbox ${row.jti}`))
        for (const row of wanted) tx.put('outbox', row.jti, { ...row, nextAt: Date.parse(now), attempts: 0 })
      }),
    leaseComparison: (tx, self, { from, until, everything, ours }, now) =>
      tx.inOrder(async () => {
        const partners = [...new Set(tx.all('conversations').map((one) => one.partner))].sort(order)
        for (const partner of partners.filter((one) => ours || one > self)) {
          await tx.lock(`comparison ${partner}`)
          const open = tx.all('differences').some((one) => one.partner === partner && isOpen(one))
          const period = { from: everything || open ? 0 : from, until }
          const covers = (one: PairTables['comparisons']) =>
            one.partner === partner && one.period.from <= period.from && one.period.until >= period.until
          if (tx.all('comparisons').some(covers)) continue
          tx.put('comparisons', comparisonKey(partner, period), { partner, period, statedAt: now, heardAt: null, outcome: null })
          return { partner, period }
        }
        return undefined
      }),
    noteComparison: (tx, partner, period, { statedAt, heardAt, outcome }) =>
      tx.inOrder(async () => {
        const key = comparisonKey(partner, period)
        await tx.lock(`comparison ${key}`)
        const before = tx.get('comparisons', key)
        tx.put('comparisons', key, {
          partner,
          period,
          statedAt: statedAt ?? before?.statedAt ?? null,
          heardAt: heardAt ?? before?.heardAt ?? null,
          outcome: outcome ?? before?.outcome ?? null,
        })
      }),
    concludeComparison: (tx, partner, period) =>
      tx.inOrder(async () => {
        const key = comparisonKey(partner, period)
        const before = tx.get('comparisons', key)
        if (before?.outcome !== 'asked' || tx.all('asks').some((ask) => ofPeriod(ask, partner, period))) return
        const open = tx.all('differences').some((one) => one.partner === partner && isOpen(one))
        tx.put('comparisons', key, { ...before, outcome: open ? 'differs' : 'agreed' })
      }),
    markDiffering: (tx, partner) =>
      tx.inOrder(async () => {
        const last = tx
          .all('comparisons')
          .filter((one) => one.partner === partner && one.heardAt !== null)
          .sort((a, b) => order(a.heardAt ?? '', b.heardAt ?? ''))
          .at(-1)
        if (last) tx.put('comparisons', comparisonKey(partner, last.period), { ...last, outcome: 'differs' })
      }),
    noteAsk: (tx, ask) => tx.inOrder(async () => tx.put('asks', ask.jti, ask)),
    takeAsk: (tx, partner, jti) =>
      tx.inOrder(async () => {
        await tx.lock(`ask ${jti}`)
        const ask = tx.get('asks', jti)
        if (ask?.partner !== partner) return undefined
        tx.put('asks', jti, undefined)
        return ask
      }),
    noteDifferences: (tx, found, period, now) =>
      tx.inOrder(async () => {
        const room = OPEN_AT_MOST - tx.all('differences').filter((one) => one.partner === found[0]?.partner && isOpen(one)).length
        const fresh = found.filter((one) => tx.get('differences', differenceKey(one))?.resolvedAt !== null).slice(0, Math.max(0, room))
        for (const one of fresh) tx.put('differences', differenceKey(one), { ...one, period, foundAt: now, resolvedAt: null })
        return fresh.map(difference)
      }),
    resolve: (tx, { partner, writer, period, buckets, after, last, except }, now) =>
      tx.inOrder(async () => {
        const resolved = tx.all('differences').filter((one) => {
          const covered = one.period.from >= period.from && one.period.until <= period.until && buckets.includes(one.id.charAt(0))
          const between =
            inOrder({ id: one.id, seq: one.seq }, after ?? FIRST) > 0 && inOrder({ id: one.id, seq: one.seq }, last ?? LAST) <= 0
          if (one.partner !== partner || one.writer !== writer || !isOpen(one) || !covered || !between) return false
          return !except.some((place) => samePlace(place, one))
        })
        for (const one of resolved) tx.put('differences', differenceKey(one), { ...one, resolvedAt: now })
        return resolved.map(difference)
      }),
    pieceSent: (tx, { self, partner }, jti) =>
      tx.inOrder(async () => {
        await tx.lock(`outbox ${jti}`)
        const sent = tx.get('outbox', jti)
        const went = sent?.recipient === partner && sent.evt === 'file-chunk' && (sent.status === 'closed' || sent.status === 'refused')
        return went ? tx.get('events', `${self} ${jti}`)?.innerJws : undefined
      }),
    forgetPiece: (tx, { self, partner }, jti) =>
      tx.inOrder(async () => {
        if (tx.get('outbox', jti)?.recipient !== partner) return
        tx.put('outbox', jti, undefined)
        tx.put('events', `${self} ${jti}`, undefined)
      }),
    answered: (tx, partner, place, now) =>
      tx.inOrder(async () => {
        await tx.lock(`answer ${partner} ${place}`)
        return tx.get('answers', `${partner} ${place}`) ?? { since: now, spent: 0, goesOn: null }
      }),
    noteAnswered: (tx, partner, place, row) => tx.inOrder(async () => tx.put('answers', `${partner} ${place}`, row)),
    openDifferences: (tx, partner) =>
      tx.inOrder(async () => tx.all('differences').filter((one) => one.partner === partner && isOpen(one)).length),
  }
}
