import { conversationLock, outboxLock } from './memory-locks.ts'
import type { MemoryTx, SentRow } from './memory-tables.ts'
import { REPUBLISH_AT_MOST, SCAN } from './outbox.ts'
import { NOTHING_SETTLED, type OpenedReceipt, type Settled } from './settled.ts'
import { BACK_FOR, BELIEVED_FOR } from './stale-copies.ts'
import type { Expired, Leased, Store } from './store.ts'
import { type EventRow, NEVER, REPUBLISH_AFTER, type Sealed } from './unit.ts'

type OutboxStore = Pick<
  Store<MemoryTx>,
  | 'waitsFor'
  | 'refusedPlaces'
  | 'settle'
  | 'expiredCases'
  | 'expireOverdue'
  | 'heldThere'
  | 'leaseOverdue'
  | 'leaseHeldUp'
  | 'noteHeldUp'
  | 'staleCopies'
  | 'writeSealedAfresh'
  | 'endWaiting'
  | 'makeDue'
  | 'hurry'
>

const HOUR = 3_600_000
const ms = (instant: string): number => Date.parse(instant)
const sealedOf = ({ jti, caseId, recipient, digest, sealed }: SentRow): Sealed => ({ jti, caseId, recipient, digest, sealed: sealed ?? '' })

/** The outbox of the store in memory; the same as in PostgreSQL. */
export function outboxOn(transaction: <R>(work: (tx: MemoryTx) => Promise<R>) => Promise<R>): OutboxStore {
  return {
    waitsFor: (tx, recipient, evt) =>
      tx.inOrder(async () => tx.all('outbox').some((row) => row.recipient === recipient && row.evt === evt && row.status === 'waiting')),
    refusedPlaces: async (tx, caseId) =>
      tx
        .all('outbox')
        .filter((row) => row.caseId === caseId && row.status === 'refused')
        .map(({ seq }) => seq ?? 0),
    settle: (receipts, now, tx) => (tx ? tx.inOrder(() => settle(tx, receipts, now)) : transaction((own) => settle(own, receipts, now))),
    expiredCases: (now) => transaction(async (tx) => [...new Set(overdueAt(tx, now).map(({ caseId }) => caseId))]),
    expireOverdue: (tx, caseId, now) => tx.inOrder(() => expire(tx, caseId, now)),
    heldThere: (tx, caseId, seq, now) => tx.inOrder(() => noteHeldThere(tx, caseId, seq, now)),
    leaseOverdue: (now) => transaction((tx) => lease(tx, now)),
    leaseHeldUp: (now, recipient, limit) =>
      transaction(async (tx) => {
        const held = tx
          .all('outbox')
          .filter((row) => row.recipient === recipient && row.heldUp === 'inbox-full' && isDueHead(tx, row, now))
          .sort((a, b) => ms(a.createdAt) - ms(b.createdAt))
          .slice(0, limit)
          .filter(({ jti }) => tx.lockIfFree(outboxLock(jti)))
        for (const row of held) tx.put('outbox', row.jti, { ...row, nextAt: ms(now) + REPUBLISH_AFTER * 1000 })
        return held.map(leasedOf)
      }),
    noteHeldUp: (jti, heldUp) =>
      transaction(async (tx) => {
        await tx.lock(outboxLock(jti))
        const row = tx.get('outbox', jti)
        if (row?.status === 'waiting') tx.put('outbox', jti, { ...row, heldUp })
      }),
    staleCopies: (jtis, now) =>
      transaction(async (tx) => {
        const stale = (row: SentRow): boolean => {
          const sealedAt = ms(row.sealedAt ?? row.createdAt)
          const wrote = ({ iss, iat, at }: EventRow): boolean =>
            iss === row.recipient && iat > Math.round(sealedAt / 1000) && ms(at) <= ms(now) - BACK_FOR * HOUR
          return row.status === 'waiting' && sealedAt <= ms(now) - BELIEVED_FOR * HOUR && tx.all('events').some(wrote)
        }
        return tx
          .all('outbox')
          .filter((row) => jtis.includes(row.jti) && stale(row))
          .map(({ jti }) => jti)
      }),
    writeSealedAfresh: (tx, { jti, digest, sealed, encTo }, now) =>
      tx.inOrder(async () => {
        await tx.lock(outboxLock(jti))
        const row = tx.get('outbox', jti)
        if (row?.status !== 'waiting') return false
        tx.put('outbox', jti, { ...row, digest, sealed, encTo, sealedAt: now })
        return true
      }),
    endWaiting: (tx, { self, partner }, jti) =>
      tx.inOrder(async () => {
        await tx.lock(outboxLock(jti))
        const row = tx.get('outbox', jti)
        if (row?.status !== 'waiting' || row.recipient !== partner || row.caseId !== null) return undefined
        tx.put('outbox', jti, { ...row, status: 'expired' })
        askAnew(tx, row)
        const event = tx.get('events', `${self} ${jti}`)
        return event && { evt: row.evt, address: event.innerJws }
      }),
    makeDue: (now) =>
      transaction(async (tx) => {
        for (const { jti } of tx.all('outbox').filter(({ status }) => status === 'waiting')) {
          await tx.lock(outboxLock(jti))
          const row = tx.get('outbox', jti)
          if (row?.status === 'waiting') tx.put('outbox', jti, { ...row, nextAt: ms(now), attempts: 0 })
        }
      }),
    hurry: (now, recipient, before) =>
      transaction(async (tx) => {
        const soon = ms(now) + REPUBLISH_AFTER * 1000
        const late = tx
          .all('outbox')
          .filter((row) => row.status === 'waiting' && row.recipient === recipient)
          .filter((row) => (ms(row.createdAt) < ms(before) && row.nextAt > soon) || (row.heldUp !== null && row.nextAt > ms(now)))
          .filter(({ jti }) => tx.lockIfFree(outboxLock(jti)))
        for (const row of late) tx.put('outbox', row.jti, { ...row, attempts: 0, nextAt: row.heldUp === null ? soon : ms(now) })
        return late.length
      }),
  }
}

async function settle(tx: MemoryTx, receipts: readonly OpenedReceipt[], now: string): Promise<Settled[]> {
  const closed = new Map<OpenedReceipt, SentRow>()
  for (const receipt of receipts) {
    const { claims, jws } = receipt
    if (tx.get('outbox', claims.of) === undefined) continue
    await tx.lock(outboxLock(claims.of))
    const row = tx.get('outbox', claims.of)
    const open = row?.status === 'waiting' || row?.status === 'expired'
    if (!row || !open || row.recipient !== claims.iss || row.hash !== claims.hash) continue
    const status = claims.outcome === 'stored' ? 'closed' : 'refused'
    tx.put('outbox', row.jti, { ...row, status, receipt: jws, sealed: null, closedAt: now })
    closed.set(receipt, row)
  }
  const heads = new Map<string, Sealed[]>()
  for (const { caseId, seq } of [...closed.values()].sort((a, b) => (a.seq ?? 0) - (b.seq ?? 0))) {
    if (caseId === null) continue
    await tx.lock(conversationLock(caseId))
    const conversation = tx.get('conversations', caseId)
    if (!conversation || conversation.myReceipted !== (seq ?? 0) - 1) continue
    tx.put('conversations', caseId, { ...conversation, myReceipted: conversation.myReceipted + 1 })
    heads.set(caseId, headOf(tx, caseId).map(sealedOf))
  }
  return receipts.map((receipt) => {
    const row = closed.get(receipt)
    if (!row) return NOTHING_SETTLED
    return {
      closed: true,
      caseId: row.caseId,
      evt: row.evt,
      lateSince: row.attempts > 0 ? row.createdAt : null,
      next: heads.get(row.caseId ?? '') ?? [],
    }
  })
}

/** The head of a chain, if it waits. */
function headOf(tx: MemoryTx, caseId: string): SentRow[] {
  const next = (tx.get('conversations', caseId)?.myReceipted ?? 0) + 1
  return tx.all('outbox').filter((row) => row.caseId === caseId && row.seq === next && row.status === 'waiting')
}

async function lease(tx: MemoryTx, now: string): Promise<Leased[]> {
  const due = tx
    .all('outbox')
    .filter((row) => row.nextAt <= ms(now) && isDueHead(tx, row, now))
    .sort((a, b) => a.nextAt - b.nextAt)
    .slice(0, SCAN)
    .filter(({ jti }) => tx.lockIfFree(outboxLock(jti)))
  for (const row of due) {
    const wait = Math.min(REPUBLISH_AFTER * 2 ** Math.min(row.attempts + 1, 10), REPUBLISH_AT_MOST)
    tx.put('outbox', row.jti, { ...row, attempts: row.attempts + 1, nextAt: ms(now) + wait * 1000 })
  }
  return due.map(leasedOf)
}

/** Whether it still waits, in its time, and may go now. */
function isDueHead(tx: MemoryTx, { status, expiresAt, caseId, seq }: SentRow, now: string): boolean {
  if (status !== 'waiting' || ms(expiresAt) <= ms(now)) return false
  return caseId === null || expiresAt === NEVER || seq === (tx.get('conversations', caseId)?.myReceipted ?? 0) + 1
}

const leasedOf = (row: SentRow): Leased => ({
  ...sealedOf(row),
  evt: row.evt,
  seq: row.seq,
  heldThere: row.expiresAt === NEVER,
  createdAt: row.createdAt,
  encTo: row.encTo,
  heldUp: row.heldUp,
})

const overdueAt = (tx: MemoryTx, now: string): SentRow[] =>
  tx.all('outbox').filter((row) => row.status === 'waiting' && ms(row.expiresAt) <= ms(now) && !mayHaveArrived(tx, row))

/** DESIGN §10: while a rebuilt organisation has not heard what a partner holds, nobody can say that something did not arrive there. */
function mayHaveArrived(tx: MemoryTx, { caseId, recipient }: SentRow): boolean {
  const partner = tx.get('recoveringPartners', recipient)
  return caseId !== null && tx.get('recovery', 'open')?.ended === false && !partner?.heard && !partner?.leftOut
}

/** As `heldThere` in PostgreSQL. */
async function noteHeldThere(tx: MemoryTx, caseId: string, until: number, now: string): Promise<void> {
  for (const { jti, seq } of tx.all('outbox').filter((row) => row.caseId === caseId)) {
    await tx.lock(outboxLock(jti))
    const row = tx.get('outbox', jti)
    const open = row?.status === 'waiting' || row?.status === 'expired'
    if (!open || (seq ?? 0) > until || row.expiresAt === NEVER) continue
    const erased = tx.all('events').some((event) => event.jti === jti && event.caseId === caseId && event.innerJws.length === 0)
    const sealed = erased ? null : row.sealed
    const status = erased ? 'closed' : 'waiting'
    tx.put('outbox', jti, { ...row, status, sealed, expiresAt: NEVER, closedAt: now, nextAt: ms(now), attempts: 0, heldUp: null })
  }
  const held = tx.get('conversations', caseId)
  const mark = Math.min(until, held?.mySeq ?? 0)
  if (held && held.myReceipted < mark) tx.put('conversations', caseId, { ...held, myReceipted: mark })
}

/** A partner that was to be asked what it holds, and was not reached, is asked anew. */
function askAnew(tx: MemoryTx, { evt, recipient }: SentRow): void {
  const row = tx.get('recoveringPartners', recipient)
  if (evt === 'chain-asked' && row && !row.done && !row.leftOut) tx.put('recoveringPartners', recipient, undefined)
}

async function expire(tx: MemoryTx, caseId: string | null, now: string): Promise<Expired | undefined> {
  const expired: SentRow[] = []
  for (const { jti } of overdueAt(tx, now).filter((row) => row.caseId === caseId)) {
    await tx.lock(outboxLock(jti))
    const row = tx.get('outbox', jti)
    if (row?.status !== 'waiting') continue
    tx.put('outbox', jti, { ...row, status: 'expired' })
    askAnew(tx, row)
    expired.push(row)
  }
  const [first] = expired.sort((a, b) => (a.seq ?? 0) - (b.seq ?? 0) || (a.evt < b.evt ? -1 : 1))
  return first && { caseId: first.caseId, evt: first.evt }
}
