import { randomBytes, randomUUID } from 'node:crypto'
import type { ReceiptClaims } from '@ihala/contract'
import { makeLeaf } from '@ihala/ledger'
import type { Conversation } from '../src/store/conversation.ts'
import type { OpenedReceipt } from '../src/store/settled.ts'
import type { Quarantined, Store } from '../src/store/store.ts'
import { type EventRow, newUnit, type OutboxRow, type Unit } from '../src/store/unit.ts'

/** Empty rows of one organisation, and how transactions run on them. */
export interface StoreUnderTest<T> {
  readonly store: Store<T>
  readonly transaction: <R>(work: (tx: T) => Promise<R>) => Promise<R>
  /** Marks the organisation as rebuilt. */
  readonly rebuilt: (tx: T) => Promise<void>
}

/** Whose rows they are. */
export const SELF = 'https://self.test.example'
const BEGINNING = Date.parse('2026-11-22T08:00:00.000Z')
/** A new name: 128 random bits. */
export const name = (): string => randomBytes(16).toString('base64url')
/** The key that signs here. */
export const KEY = randomBytes(32).toString('base64url')
/** A hash of nothing in particular. */
export const hash = (): string => randomBytes(32).toString('base64url')
let day = 0
/** So many seconds after the beginning; every test has its own days, so that what others left is not due. */
export const newDays = (): ((seconds: number) => string) => {
  day += 400
  const from = BEGINNING - day * 86_400_000
  return (seconds) => new Date(from + seconds * 1000).toISOString()
}

/** A case of ours: so many events of our chain are written, none is receipted. */
interface Case {
  readonly caseId: string
  readonly partner: string
  readonly sent: OutboxRow[]
}

/** What the tests of a store do again and again. */
export type StoreGround<T> = ReturnType<typeof storeGround<T>>

/** Prepares it; nothing is asked of the store before a test runs. */
export function storeGround<T>(given: () => StoreUnderTest<T>) {
  const on = <R>(work: (tx: T, store: Store<T>) => Promise<R>): Promise<R> => given().transaction((tx) => work(tx, given().store))
  const held = (caseId: string) => on((tx, store) => store.lockConversation(tx, caseId))

  /** Adds one own event to a case that is locked, or begins it. */
  const adds = (unit: Unit, conversation: Conversation, at: string, lifetime = 86_400): OutboxRow => {
    const leaf = makeLeaf(randomUUID(), { act: 'sent' })
    const { caseId, partner } = conversation
    const place = { caseId, seq: conversation.mySeq + 1, evt: 'note-added', jti: name(), hash: hash() }
    const row: OutboxRow = {
      ...place,
      recipient: partner,
      digest: hash(),
      sealed: 'sealed',
      encTo: hash(),
      expiresAt: new Date(Date.parse(at) + lifetime * 1000).toISOString(),
      createdAt: at,
      head: conversation.myReceipted === conversation.mySeq,
    }
    const event: EventRow = {
      ...place,
      iss: SELF,
      at,
      iat: Date.parse(at) / 1000,
      leafId: leaf.id,
      part: '',
      innerJws: Buffer.from('x'),
      receipt: null,
      signedBy: KEY,
      encTo: hash(),
    }
    unit.leaves.push(leaf)
    unit.events.push(event)
    unit.outbox.push(row)
    conversation.life = { state: 'requested', cancelling: false, responsible: 'sender' }
    conversation.mySeq += 1
    conversation.myHead = place.hash
    unit.conversations.set(caseId, conversation)
    return row
  }
  const fresh = (caseId: string, partner: string): Conversation => ({
    caseId,
    partner,
    side: 'sender',
    life: null,
    mySeq: 0,
    myHead: null,
    myReceipted: 0,
    theirSeq: 0,
    theirHead: null,
    requestGrant: null,
    wayBackGrant: null,
  })
  const aCase = async (events: number, at: string, lifetime?: number): Promise<Case> => {
    const one: Case = { caseId: name(), partner: `https://${randomBytes(4).toString('hex')}.test.example`, sent: [] }
    for (let each = 0; each < events; each += 1)
      await on(async (tx, store) => {
        const unit = newUnit()
        one.sent.push(adds(unit, (await store.lockConversation(tx, one.caseId)) ?? fresh(one.caseId, one.partner), at, lifetime))
        await store.writeUnit(tx, unit)
      })
    return one
  }
  const receiptOf = (row: OutboxRow | undefined, changes: Partial<ReceiptClaims> = {}): OpenedReceipt => {
    const claims: ReceiptClaims = {
      iss: row?.recipient ?? '',
      aud: SELF,
      jti: name(),
      iat: 0,
      enc_to: hash(),
      of: row?.jti ?? '',
      hash: row?.hash ?? '',
      outcome: 'stored',
      leaf: hash(),
      ...changes,
    }
    return { claims, jws: `receipt ${claims.jti}` }
  }
  const leased = async (of: Case, at: string): Promise<number[]> => {
    const rows = await given().store.leaseOverdue(at)
    return of.sent.flatMap(({ digest, seq }) => (rows.some((row) => row.digest === digest) ? [seq ?? 0] : []))
  }
  const refused = (changes: Partial<Quarantined> = {}): Quarantined => ({
    id: randomUUID(),
    senderTag: name(),
    code: 'claims-invalid',
    at: new Date(BEGINNING).toISOString(),
    sealed: Buffer.from('ciphertext'),
    receipt: null,
    ...changes,
  })

  return { given, on, held, adds, fresh, aCase, receiptOf, leased, refused }
}
