import type { Conversation } from './conversation.ts'
import type { ReceivedIssue, Reissue } from './issues.ts'
import { eraseParts, withdrawGrants } from './memory-erasing.ts'
import { conversationLock, outboxLock } from './memory-locks.ts'
import { logOn } from './memory-log.ts'
import { membershipOn } from './memory-membership.ts'
import { outboxOn } from './memory-outbox.ts'
import { pairsOn } from './memory-pairs.ts'
import { recoveryOn } from './memory-recovery.ts'
import { roomsOn } from './memory-rooms.ts'
import { copyOf, emptyRows, type MemoryTx, type Rows, type Tables } from './memory-tables.ts'
import { type MemoryClient, memoryTransactions, PROMPT } from './memory-transactions.ts'
import type { Store } from './store.ts'
import { type EventRow, REPUBLISH_AFTER, type Unit } from './unit.ts'

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

const ms = (instant: string): number => Date.parse(instant)
const placeOf = ({ caseId, iss, seq }: Pick<EventRow, 'caseId' | 'iss' | 'seq'>): string => `${caseId} ${iss} ${seq}`

/** Makes empty rows. */
export function memoryRows(): MemoryRows {
  const { transaction, rows, replace } = memoryTransactions<Tables>(emptyRows())
  return {
    client: (client = PROMPT) => {
      const own: MemoryStore['transaction'] = (work) => transaction(client, work)
      return { store: storeOn(own, rows), transaction: own }
    },
    rows,
    copy: () => copyOf(rows()),
    replace: (other) => replace(copyOf(other)),
  }
}

function storeOn(transaction: MemoryStore['transaction'], rows: () => Rows): Store<MemoryTx> {
  const outbox = outboxOn(transaction)
  return {
    ...recoveryOn(transaction, { writeUnit: write, heldThere: outbox.heldThere }),
    ...outbox,
    ...roomsOn(transaction, rows),
    log: logOn(),
    membership: membershipOn(),
    restoredAt: (tx) => tx.inOrder(async () => tx.get('recovery', 'open')?.startedAt ?? null),
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
    changeLife: (tx, caseId, life) => tx.inOrder(() => changeConversation(tx, caseId, { life: { ...life } })),
    writeReissue: (tx, reissue) => tx.inOrder(() => writeReissue(tx, reissue)),
    writeReceivedIssue: (tx, issue) => tx.inOrder(() => writeReceivedIssue(tx, issue)),
    writeUnit: (tx, unit) => tx.inOrder(() => write(tx, unit)),
    numberLeaves: (tx) => tx.inOrder(() => numberLeaves(tx)),
    noteBusDrop: (id, now) => transaction(async (tx) => tx.put('busDrops', id, now)),
    signedWith: async (iss, jtis, kids) => jtis.filter((jti) => kids.includes(rows().events.get(`${iss} ${jti}`)?.signedBy ?? '')),
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
    const receipt = earlier?.receipt ?? tx.get('outbox', jti)?.receipt ?? null
    tx.put('outbox', jti, undefined)
    if (!earlier) continue
    tx.put('events', key, undefined)
    tx.put('places', placeOf(earlier), undefined)
    tx.put('issues', key, { ...earlier, receipt })
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

async function numberLeaves(tx: MemoryTx): Promise<number> {
  await tx.lock('sequencer')
  const leaves = tx.all('leaves')
  const fresh = leaves.filter(({ place }) => place === null).sort((a, b) => (a.id < b.id ? -1 : 1))
  for (const [index, leaf] of fresh.entries()) tx.put('leaves', leaf.id, { ...leaf, place: leaves.length - fresh.length + index })
  return fresh.length
}
