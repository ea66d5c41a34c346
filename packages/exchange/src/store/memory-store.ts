import { hashOf } from '@ihala/seal'
import type { Conversation } from './conversation.ts'
import type { ReceivedIssue, Reissue } from './issues.ts'
import { eraseParts, withdrawGrants } from './memory-erasing.ts'
import { logOn } from './memory-log.ts'
import { membershipOn } from './memory-membership.ts'
import { pairsOn } from './memory-pairs.ts'
import { recoveryOn } from './memory-recovery.ts'
import type { MemoryTx, Rows, SentRow, Tables } from './memory-tables.ts'
import { type MemoryClient, memoryTransactions, PROMPT } from './memory-transactions.ts'
import { REPUBLISH_AT_MOST, SCAN } from './outbox.ts'
import { FIRST_WAIT, NEXT_WAIT, ROOM_FOR_ONE_SENDER, WAITING_SCAN } from './rooms.ts'
import { NOTHING_SETTLED, type OpenedReceipt, type Settled } from './settled.ts'
import { BACK_FOR, BELIEVED_FOR } from './stale-copies.ts'
import type { Expired, Leased, Quarantined, Store } from './store.ts'
import { type EventRow, REPUBLISH_AFTER, type Sealed, type Unit } from './unit.ts'

/** Rows in memory, with transactions that run at once and lock what the database would lock. */
export interface MemoryRows {
  /** The store as one process sees it; several may work on the same rows. */
  readonly client: (client?: MemoryClient) => MemoryStore
  /** The rows as they are committed now; treat as read-only. */
  readonly rows: () => Rows
  /** A copy of all rows: a backup. */
  readonly copy: () => Rows
  /** Puts a copy in the place of the rows while no transaction runs: a restored backup, or a disk that went back in time. */
  readonly replace: (rows: Rows) => void
}

/** The store of one process, and its transactions. */
export interface MemoryStore {
  readonly store: Store<MemoryTx>
  /** Runs work; when it throws, nothing of it stays. */
  readonly transaction: <R>(work: (tx: MemoryTx) => Promise<R>) => Promise<R>
}

const copied = (rows: Rows): Rows => ({
  conversations: new Map(rows.conversations),
  grants: new Map(rows.grants),
  events: new Map(rows.events),
  issues: new Map(rows.issues),
  outbox: new Map(rows.outbox),
  places: new Map(rows.places),
  quarantine: new Map(rows.quarantine),
  waiting: new Map(rows.waiting),
  statements: new Map(rows.statements),
  memberKeys: new Map(rows.memberKeys),
  busDrops: new Map(rows.busDrops),
  leaves: new Map(rows.leaves),
  checkpoints: new Map(rows.checkpoints),
  epochs: new Map(rows.epochs),
  witnesses: new Map(rows.witnesses),
  witnessed: new Map(rows.witnessed),
  heard: new Map(rows.heard),
  evidence: new Map(rows.evidence),
  membership: new Map(rows.membership),
  desk: new Map(rows.desk),
  recovery: new Map(rows.recovery),
  recoveringPartners: new Map(rows.recoveringPartners),
  recoveringCases: new Map(rows.recoveringCases),
  pieces: new Map(rows.pieces),
  comparisons: new Map(rows.comparisons),
  asks: new Map(rows.asks),
  answers: new Map(rows.answers),
  efforts: new Map(rows.efforts),
  differences: new Map(rows.differences),
})

const empty = (): Rows => ({
  conversations: new Map(),
  grants: new Map(),
  events: new Map(),
  issues: new Map(),
  outbox: new Map(),
  places: new Map(),
  quarantine: new Map(),
  waiting: new Map(),
  statements: new Map(),
  memberKeys: new Map(),
  busDrops: new Map(),
  leaves: new Map(),
  checkpoints: new Map(),
  epochs: new Map(),
  witnesses: new Map(),
  witnessed: new Map(),
  heard: new Map(),
  evidence: new Map(),
  membership: new Map(),
  desk: new Map(),
  recovery: new Map(),
  recoveringPartners: new Map(),
  recoveringCases: new Map(),
  pieces: new Map(),
  comparisons: new Map(),
  asks: new Map(),
  answers: new Map(),
  efforts: new Map(),
  differences: new Map(),
})

const HOUR = 3_600_000
const ms = (instant: string): number => Date.parse(instant)
const sealedOf = ({ jti, caseId, recipient, digest, sealed }: SentRow): Sealed => ({ jti, caseId, recipient, digest, sealed: sealed ?? '' })
const conversationLock = (caseId: string): string => `conversation ${caseId}`
const placeOf = ({ caseId, iss, seq }: Pick<EventRow, 'caseId' | 'iss' | 'seq'>): string => `${caseId} ${iss} ${seq}`
const outboxLock = (jti: string): string => `outbox ${jti}`

/** Makes empty rows. */
export function memoryRows(): MemoryRows {
  const { transaction, rows, replace } = memoryTransactions<Tables>(empty())
  return {
    client: (client = PROMPT) => {
      const own: MemoryStore['transaction'] = (work) => transaction(client, work)
      return { store: storeOn(own, rows), transaction: own }
    },
    rows,
    copy: () => copied(rows()),
    replace: (other) => replace(copied(other)),
  }
}

function storeOn(transaction: MemoryStore['transaction'], rows: () => Rows): Store<MemoryTx> {
  return {
    ...recoveryOn(transaction, write),
    log: logOn(),
    membership: membershipOn(),
    restoredAt: (tx) => tx.inOrder(async () => tx.get('recovery', 'open')?.startedAt ?? null),
    waitsFor: (tx, recipient, evt) =>
      tx.inOrder(async () => tx.all('outbox').some((row) => row.recipient === recipient && row.evt === evt && row.status === 'waiting')),
    pairs: pairsOn(),
    waitBriefly: (tx) => tx.inOrder(async () => tx.waitForNobody()),
    lockConversation: (tx, caseId) =>
      tx.inOrder(async () => {
        // As in the database: what is not there cannot be locked, and the second to write it is refused.
        if (tx.get('conversations', caseId) === undefined) return undefined
        await tx.lock(conversationLock(caseId))
        const kept = tx.get('conversations', caseId)
        return kept && { ...kept, life: kept.life && { ...kept.life } }
      }),
    receiptsGiven: (tx, iss, jti) =>
      tx.inOrder(async () => [
        ...receiptOf(tx.get('events', `${iss} ${jti}`)),
        ...receiptOf(tx.get('issues', `${iss} ${jti}`)),
        ...tx
          .all('quarantine')
          .filter((one) => one.iss === iss && one.jti === jti)
          .flatMap(receiptOf),
      ]),
    wasQuarantined: (tx, iss, caseId, seq) =>
      tx.inOrder(async () =>
        tx.all('quarantine').some((one) => one.iss === iss && one.case === caseId && one.seq === seq && one.receipt !== null),
      ),
    grantHeld: (tx, caseId, hash) =>
      tx.inOrder(async () => {
        await tx.lock(`grant ${caseId} ${hash}`)
        const row = tx.get('grants', `${caseId} ${hash}`)
        return row && { jws: row.sealedJws, withdrawn: row.withdrawn, words: row.words }
      }),
    withdrawGrants: (tx, caseId, withdrawn) => tx.inOrder(() => withdrawGrants(tx, caseId, withdrawn)),
    eventAt: (tx, caseId, iss, seq) => tx.inOrder(async () => chain(tx, caseId, iss).find((row) => row.seq === seq)),
    eventsFrom: (tx, caseId, iss, seq) => tx.inOrder(async () => chain(tx, caseId, iss).filter((row) => (row.seq ?? 0) >= seq)),
    eraseParts: (tx, caseId, parts) => tx.inOrder(() => eraseParts(tx, caseId, parts)),
    refusedPlaces: async (tx, caseId) =>
      tx
        .all('outbox')
        .filter((row) => row.caseId === caseId && row.status === 'refused')
        .map(({ seq }) => seq ?? 0),
    changeLife: (tx, caseId, life) => tx.inOrder(() => changeConversation(tx, caseId, { life: { ...life } })),
    writeReissue: (tx, reissue) => tx.inOrder(() => writeReissue(tx, reissue)),
    writeReceivedIssue: (tx, issue) => tx.inOrder(() => writeReceivedIssue(tx, issue)),
    writeUnit: (tx, unit) => tx.inOrder(() => write(tx, unit)),
    quarantine: (tx, what) => tx.inOrder(() => keepRefused(tx, what)),
    settle: (receipts, now, tx) => (tx ? tx.inOrder(() => settle(tx, receipts, now)) : transaction((own) => settle(own, receipts, now))),
    expireOverdue: (tx, now) => tx.inOrder(() => expire(tx, now)),
    numberLeaves: (tx) => tx.inOrder(() => numberLeaves(tx)),
    leaseOverdue: (now) => transaction((tx) => lease(tx, now)),
    noteHeldUp: (jti, heldUp) =>
      transaction(async (tx) => {
        await tx.lock(outboxLock(jti))
        const row = tx.get('outbox', jti)
        if (row?.status === 'waiting') tx.put('outbox', jti, { ...row, heldUp })
      }),
    noteBusDrop: (id, now) => transaction(async (tx) => tx.put('busDrops', id, now)),
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
    writeSealedAfresh: (tx, { jti, digest, sealed }, now) =>
      tx.inOrder(async () => {
        await tx.lock(outboxLock(jti))
        const row = tx.get('outbox', jti)
        if (row?.status !== 'waiting') return false
        tx.put('outbox', jti, { ...row, digest, sealed, sealedAt: now })
        return true
      }),
    signedWith: async (iss, jtis, kids) => jtis.filter((jti) => kids.includes(rows().events.get(`${iss} ${jti}`)?.signedBy ?? '')),
    endWaiting: (tx, { self, partner }, jti) =>
      tx.inOrder(async () => {
        await tx.lock(outboxLock(jti))
        const row = tx.get('outbox', jti)
        if (row?.status !== 'waiting' || row.recipient !== partner || row.caseId !== null) return undefined
        tx.put('outbox', jti, { ...row, status: 'expired' })
        if (row.evt === 'chain-asked') tx.put('recoveringPartners', partner, undefined)
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
    due: (now) =>
      transaction(async (tx) => {
        const open = tx.all('outbox').filter((row) => row.status === 'waiting')
        return {
          overdue: open.some((row) => row.nextAt <= ms(now)),
          expired: open.some((row) => ms(row.expiresAt) <= ms(now)),
          waiting: tx.all('waiting').some((row) => row.nextAt <= ms(now)),
          unnumbered: tx.all('leaves').some(({ place }) => place === null),
        }
      }),
    letWait: ({ senderTag, reason, sealed }, now) =>
      transaction(async (tx) => {
        const digest = hashOf(Buffer.from(sealed).toString('latin1'))
        await tx.lock(`waiting of ${senderTag}`)
        await tx.lock(`waiting ${digest}`)
        const held = tx.get('waiting', digest)
        const crowd = tx.all('waiting').filter((row) => row.senderTag === senderTag).length
        if (held === undefined && crowd >= ROOM_FOR_ONE_SENDER) return false
        tx.put('waiting', digest, { senderTag, sealed, nextAt: ms(now) + FIRST_WAIT * 1000, ...held, reason })
        return true
      }),
    leaseWaiting: (now) =>
      transaction(async (tx) => {
        const due = [...rows().waiting].filter(([, row]) => row.nextAt <= ms(now)).sort(([, a], [, b]) => a.nextAt - b.nextAt)
        const leased = due.slice(0, WAITING_SCAN).filter(([digest]) => tx.lockIfFree(`waiting ${digest}`))
        for (const [digest, row] of leased) tx.put('waiting', digest, { ...row, nextAt: ms(now) + NEXT_WAIT * 1000 })
        return leased.map(([digest, { senderTag, sealed }]) => ({ digest, senderTag, sealed }))
      }),
    leaveWaitingRoom: (digest) => transaction(async (tx) => tx.put('waiting', digest, undefined)),
    statements: async () => [...rows().statements.values()],
    keepStatement: (subject, jws, _now, keys) =>
      transaction(async (tx) => {
        tx.put('statements', subject, jws)
        for (const seen of keys) tx.put('memberKeys', `${seen.entityId} ${seen.key.kid}`, seen)
      }),
    seenKeys: async () => [...rows().memberKeys.values()],
  }
}

const receiptOf = (row: { readonly receipt: string | null; readonly hash?: string } | undefined): { receipt: string; hash: string }[] =>
  row?.receipt && row.hash !== undefined ? [{ receipt: row.receipt, hash: row.hash }] : []

async function write(tx: MemoryTx, unit: Unit): Promise<void> {
  // Whoever writes the same name waits for the other to commit or fail, as a unique index makes it.
  const assertNew = async (table: 'events' | 'outbox' | 'places', key: string): Promise<void> => {
    await tx.lock(`new ${table} ${key}`)
    if (tx.get(table, key) !== undefined) throw new Error('duplicate key')
  }
  for (const { id, hash, quiet = false } of unit.leaves) tx.put('leaves', id, { id, hash, quiet, place: null })
  for (const row of unit.grants) {
    const key = `${row.caseId} ${row.hash}`
    if (tx.get('grants', key) === undefined) tx.put('grants', key, { ...row, withdrawn: [], words: 1 })
  }
  for (const row of unit.events) {
    if (row.caseId !== null) {
      const place = placeOf(row)
      await assertNew('places', place)
      tx.put('places', place, row.jti)
    }
    await assertNew('events', `${row.iss} ${row.jti}`)
    tx.put('events', `${row.iss} ${row.jti}`, row)
  }
  for (const { head: _, ...row } of unit.outbox) {
    await assertNew('outbox', row.jti)
    const nextAt = ms(row.createdAt) + REPUBLISH_AFTER * 1000
    tx.put('outbox', row.jti, {
      ...row,
      status: 'waiting',
      attempts: 0,
      heldUp: null,
      sealedAt: null,
      nextAt,
      receipt: null,
      closedAt: null,
    })
  }
  for (const one of unit.conversations.values()) {
    if (!one.life) continue
    await tx.lock(conversationLock(one.caseId))
    const before = tx.get('conversations', one.caseId)
    if (before && before.mySeq + before.theirSeq >= one.mySeq + one.theirSeq)
      throw new Error('a conversation moved on while an event was being written')
    tx.put('conversations', one.caseId, { ...one, life: { ...one.life }, myReceipted: before?.myReceipted ?? 0 })
  }
}

/** Events of one chain, in order. */
function chain(tx: MemoryTx, caseId: string, iss: string): EventRow[] {
  return tx
    .all('events')
    .filter((row) => row.caseId === caseId && row.iss === iss)
    .sort((a, b) => (a.seq ?? 0) - (b.seq ?? 0))
}

async function writeReissue(tx: MemoryTx, { caseId, iss, replaced, myHead, myReceipted, unit }: Reissue): Promise<void> {
  for (const jti of replaced) {
    const key = `${iss} ${jti}`
    const earlier = tx.get('events', key)
    await tx.lock(outboxLock(jti))
    tx.put('outbox', jti, undefined)
    if (!earlier) continue
    tx.put('events', key, undefined)
    tx.put('places', placeOf(earlier), undefined)
    tx.put('issues', key, earlier)
  }
  await write(tx, unit)
  await changeConversation(tx, caseId, { myHead, myReceipted })
}

async function writeReceivedIssue(tx: MemoryTx, { caseId, row, theirHead, unit }: ReceivedIssue): Promise<void> {
  if (row !== null) {
    const key = `${row.iss} ${row.jti}`
    await tx.lock(`new issues ${key}`)
    if (tx.get('issues', key) !== undefined) throw new Error('duplicate key')
    tx.put('issues', key, row)
  }
  await write(tx, unit)
  if (theirHead !== null) await changeConversation(tx, caseId, { theirHead })
}

async function changeConversation(tx: MemoryTx, caseId: string, change: Partial<Conversation>): Promise<void> {
  await tx.lock(conversationLock(caseId))
  const kept = tx.get('conversations', caseId)
  if (kept) tx.put('conversations', caseId, { ...kept, ...change })
}

async function expire(tx: MemoryTx, now: string): Promise<Expired[]> {
  const late = tx.all('outbox').filter((row) => row.status === 'waiting' && ms(row.expiresAt) <= ms(now))
  const expired: Expired[] = []
  for (const { jti } of late) {
    await tx.lock(outboxLock(jti))
    const row = tx.get('outbox', jti)
    if (row?.status !== 'waiting') continue
    tx.put('outbox', jti, { ...row, status: 'expired' })
    expired.push({ caseId: row.caseId, evt: row.evt })
  }
  return expired
}

async function numberLeaves(tx: MemoryTx): Promise<number> {
  await tx.lock('sequencer')
  const leaves = tx.all('leaves')
  const fresh = leaves.filter(({ place }) => place === null).sort((a, b) => (a.id < b.id ? -1 : 1))
  for (const [index, leaf] of fresh.entries()) tx.put('leaves', leaf.id, { ...leaf, place: leaves.length - fresh.length + index })
  return fresh.length
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
  const isHead = (row: SentRow): boolean => row.caseId === null || row.seq === (tx.get('conversations', row.caseId)?.myReceipted ?? 0) + 1
  const due = tx
    .all('outbox')
    .filter((row) => row.status === 'waiting' && row.nextAt <= ms(now) && ms(row.expiresAt) > ms(now) && isHead(row))
    .sort((a, b) => a.nextAt - b.nextAt)
    .slice(0, SCAN)
    .filter(({ jti }) => tx.lockIfFree(outboxLock(jti)))
  for (const row of due) {
    const wait = Math.min(REPUBLISH_AFTER * 2 ** Math.min(row.attempts + 1, 10), REPUBLISH_AT_MOST)
    tx.put('outbox', row.jti, { ...row, attempts: row.attempts + 1, nextAt: ms(now) + wait * 1000 })
  }
  return due.map((row) => ({ ...sealedOf(row), jti: row.jti, encTo: row.encTo, heldUp: row.heldUp }))
}

async function keepRefused(tx: MemoryTx, what: Quarantined): Promise<boolean> {
  await tx.lock(`quarantine of ${what.senderTag}`)
  if (what.jti !== undefined) await tx.lock(`quarantine ${what.iss} ${what.jti} ${what.hash}`)
  const held = tx.all('quarantine')
  const isFree = held.filter((one) => one.senderTag === what.senderTag && one.sealed !== null).length < ROOM_FOR_ONE_SENDER
  if (!isFree && what.receipt === null) return false
  const kept = { ...what, sealed: isFree ? what.sealed : null }
  const same = held.find(({ iss, jti, hash }) => jti !== undefined && iss === what.iss && jti === what.jti && hash === what.hash)
  if (!same) tx.put('quarantine', what.id, kept)
  else if (same.receipt === null && what.receipt !== null) tx.put('quarantine', same.id, { ...same, ...kept, id: same.id })
  else return false
  return isFree
}
