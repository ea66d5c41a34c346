import { isEventType, Refusal, type RefusalCode } from '@ihala/contract'
import { makeLeaf, type Tx } from '@ihala/ledger'
import type { Life } from '@ihala/policy'
import { type OpenedEvent, type OpenedReceipts, type Opening, openEnvelope, type RefusedEnvelope } from '@ihala/seal'
import { type Bus, BusAway, type Delivery } from './bus.ts'
import type { BusWord } from './bus-word.ts'
import { claimsOf } from './inner.ts'
import type { Observer } from './observer.ts'
import { receiptAgain, receiptFor, type SignedReceipt } from './receipts.ts'
import { reconsider } from './reconsider.ts'
import { publishAll } from './relay.ts'
import type { OpenedReceipt, Settled } from './store/settled.ts'
import type { Quarantined } from './store/store.ts'
import { newUnit } from './store/unit.ts'
import { knownReceipt, type Stored } from './store-event.ts'
import type { StorePorts } from './store-ports.ts'

/** What receiving needs beside storing. */
export interface ReceivePorts<T = Tx> extends StorePorts<T> {
  readonly bus: Bus
  readonly transaction: <R>(work: (tx: T) => Promise<R>) => Promise<R>
  readonly now: () => Date
  /** Told that a member that was away receipted an event written then. */
  readonly isBack: (recipient: string, writtenAt: string) => void
  /** Stores an event; throws Refusal. */
  readonly storeOpened: (opened: OpenedEvent) => Promise<Stored>
  /** Puts what nobody signed into quarantine, as far as there is room. */
  readonly keepUnsigned: (what: Quarantined) => Promise<void>
  /** Settles a receipt of what was stored. */
  readonly settleStored: (receipt: OpenedReceipt) => Promise<Settled>
  /** Gives a receipt; rejects with BusAway. */
  readonly give: (receipt: SignedReceipt) => Promise<void>
  /** Told of a receipt that the bus could not be given now. */
  readonly owe: (receipt: SignedReceipt) => void
  /** Told that a member receipted: its inbox has room for so much more. */
  readonly hasRoom: (recipient: string) => void
  /** Told that nothing more fits into the inbox of a member. */
  readonly isFull: (recipient: string) => void
  readonly observer: Observer
  /** Holds the bus to its word; nobody does when it is left out. */
  readonly busWord?: BusWord
  /** Told, in the same transaction, that the other end quarantined one of our events. */
  readonly refused: (tx: T, what: RefusedByOther) => Promise<void>
}

/** An event of ours that the other end quarantined. */
export interface RefusedByOther {
  readonly caseId: string | null
  readonly evt: string
  /** Why, in the other end's words. */
  readonly code: string
  /** What the referral is now, as if the event had not been written; null for what is not of a referral. */
  readonly life: Life | null
}

/** A refused envelope, whether it failed while opening or while storing. */
type Refused = Omit<RefusedEnvelope, 'code'> & { readonly code: RefusalCode }

/** What became of an envelope. */
export type Received = 'stored' | 'known' | 'ahead' | 'settled' | 'quarantined' | 'waiting' | 'dropped'

/** How long an envelope rests after a fault of ours, before the bus delivers it again, milliseconds; it doubles. */
const AFTER_FAULT = 2_000
const AFTER_FAULT_AT_MOST = 10 * 60_000
/** Deliveries after which an envelope that faults is parked in the waiting room, where the admin sees it (DESIGN §12). */
const TRIES = 8
/** How long nothing is taken while our own registry statement has expired. */
const UNTIL_ADMITTED = 10_000

/**
 * Takes one delivery from the bus: effect, receipt, then acknowledgement. After a fault it comes again, later each time,
 * and is parked when it keeps faulting.
 */
export async function receive<T>(ports: ReceivePorts<T>, delivery: Delivery): Promise<void> {
  if (!ports.registry.find(ports.self.entityId)) return delivery.later(UNTIL_ADMITTED)
  try {
    const became = await takeEnvelope(ports, delivery.senderTag, delivery.bytes)
    ports.observer.received(became)
    await delivery.ack()
  } catch (error) {
    ports.observer.fault('receive', error)
    if (delivery.attempt >= TRIES && (await parked(ports, delivery))) return
    delivery.later(Math.min(AFTER_FAULT * 2 ** (delivery.attempt - 1), AFTER_FAULT_AT_MOST))
  }
}

const instant = ({ now }: { readonly now: () => Date }): string => now().toISOString()

/** Puts an envelope that keeps faulting where it is tried every minute and seen; false when not even that can be done now. */
async function parked<T>(ports: ReceivePorts<T>, delivery: Delivery): Promise<boolean> {
  try {
    if (!(await ports.store.letWait({ senderTag: delivery.senderTag, reason: 'fault', sealed: delivery.bytes }, instant(ports))))
      return false
    ports.observer.received('parked')
    await delivery.ack()
    return true
  } catch {
    return false
  }
}

/** The receipt given before, for exactly this content. */
async function receiptGiven<T>(
  ports: StorePorts<T>,
  tx: T,
  claims: { readonly iss: string; readonly jti: string },
  hash: string,
): Promise<string | undefined> {
  try {
    return await knownReceipt(ports, tx, claims, hash)
  } catch (error) {
    if (error instanceof Refusal) return undefined
    throw error
  }
}

/** Opens an envelope and does what it says. Throws only faults; then nothing has happened. */
export async function takeEnvelope<T>(ports: ReceivePorts<T>, senderTag: string, sealed: Uint8Array): Promise<Received> {
  const opening = await openWithRefresh(ports, senderTag, sealed)
  switch (opening.outcome) {
    case 'waiting':
      return (await ports.store.letWait({ senderTag, reason: opening.reason, sealed }, instant(ports))) ? 'waiting' : 'dropped'
    case 'refused':
      return refuse(ports, senderTag, sealed, opening)
    case 'opened': {
      if (opening.kind === 'receipts') return settleAll(ports, opening.receipts)
      try {
        return await store(ports, opening)
      } catch (error) {
        if (!(error instanceof Refusal)) throw error
        const { claims, innerJws, hash } = opening
        return refuse(ports, senderTag, sealed, {
          outcome: 'refused',
          code: error.code,
          authenticated: true,
          iss: claims.iss,
          jti: claims.jti,
          innerJws,
          hash,
          ...(claims.case === undefined ? {} : { case: claims.case }),
          ...(claims.seq === undefined ? {} : { seq: claims.seq }),
        })
      }
    }
    default:
      return opening satisfies never
  }
}

/** A key or member we have not heard of is asked for once before anything waits. */
async function openWithRefresh<T>(ports: ReceivePorts<T>, senderTag: string, sealed: Uint8Array): Promise<Opening> {
  const open = () =>
    openEnvelope(sealed, {
      self: ports.self.entityId,
      keyring: ports.keyring,
      keyOf: ports.registry.keyOf(),
      senderTag,
      ownsTag: ports.registry.ownsTag,
      now: Math.floor(ports.now().getTime() / 1000),
    })
  const first = open()
  if (first.outcome !== 'waiting' || first.reason === 'clock-ahead') return first
  return (await ports.registry.refresh(first.iss).catch(() => false)) ? open() : first
}

async function store<T>(ports: ReceivePorts<T>, opened: OpenedEvent): Promise<Received> {
  const stored = await ports.storeOpened(opened)
  switch (stored.outcome) {
    case 'ahead':
      return 'ahead'
    case 'known':
      await answer(ports, receiptAgain(ports, { to: opened.claims.iss, jws: stored.receipt }, ports.now()))
      return 'known'
    case 'stored':
      await answer(ports, stored.receipt)
      void publishAll(ports, stored.dispatch)
      return 'stored'
    default:
      return stored satisfies never
  }
}

/** If the bus is away now the receipt goes when it is back; if we end before that it is lost, and the sender asks again. */
async function answer<T>(ports: ReceivePorts<T>, receipt: SignedReceipt): Promise<void> {
  try {
    await ports.give(receipt)
  } catch (error) {
    if (!(error instanceof BusAway)) throw error
    ports.owe(receipt)
  }
}

/** Receipts that came in one envelope. After a fault all come again: what is settled stays so. */
async function settleAll<T>(ports: ReceivePorts<T>, receipts: OpenedReceipts['receipts']): Promise<Received> {
  const became = await Promise.all(receipts.map(({ claims, innerJws }) => settleReceipt(ports, { claims, jws: innerJws })))
  return became.includes('settled') ? 'settled' : 'dropped'
}

async function settleReceipt<T>(ports: ReceivePorts<T>, receipt: OpenedReceipt): Promise<Received> {
  const { outcome, code = 'claims-invalid' } = receipt.claims
  const settled =
    outcome === 'stored' ? await ports.settleStored(receipt) : await ports.transaction((tx) => settleRefused(ports, tx, receipt, code))
  if (settled?.closed && settled.caseId !== null) ports.busWord?.receipted(settled.caseId, receipt.claims, receipt.claims.iat)
  else ports.busWord?.receiptedAgain(receipt.claims)
  void publishAll(ports, settled?.next ?? [])
  if (settled?.closed) ports.hasRoom(receipt.claims.iss)
  if (settled?.lateSince) ports.isBack(receipt.claims.iss, settled.lateSince)
  return settled?.closed ? 'settled' : 'dropped'
}

/** The other end quarantined an event of ours: what it meant here hears of it in the same transaction. */
async function settleRefused<T>(ports: ReceivePorts<T>, tx: T, receipt: OpenedReceipt, code: string): Promise<Settled | undefined> {
  const [settled] = await ports.store.settle([receipt], instant(ports), tx)
  if (!settled?.closed || settled.evt === null) return settled
  const { caseId, evt } = settled
  await ports.refused(tx, { caseId, evt, code, life: caseId === null ? null : await reconsider(ports, tx, caseId) })
  return settled
}

/** When it says it was signed, and what it says it is. It may be refused because its claims are not in order. */
function saidBy(innerJws: string | undefined): { readonly iat?: number; readonly evt?: string } {
  if (innerJws === undefined) return {}
  const { iat, evt }: { iat?: unknown; evt?: unknown } = claimsOf(innerJws)
  return {
    ...(Number.isInteger(iat) && Number(iat) >= 0 && Number(iat) < 2 ** 31 ? { iat: Number(iat) } : {}),
    ...(typeof evt === 'string' && isEventType(evt) ? { evt } : {}),
  }
}

/**
 * Quarantine: ciphertext and code. Only an authenticated sender is answered; then the event has consumed its place in
 * its chain, and a leaf says so.
 */
async function refuse<T>(ports: ReceivePorts<T>, senderTag: string, sealed: Uint8Array, refused: Refused): Promise<Received> {
  const { iss, jti, hash } = refused
  const { id, now } = ports.stamp()
  const kept: Quarantined = {
    id,
    senderTag,
    code: refused.code,
    at: now,
    sealed,
    receipt: null,
    ...(iss === undefined ? {} : { iss }),
    ...(jti === undefined ? {} : { jti }),
    ...(refused.case === undefined ? {} : { case: refused.case }),
    ...(refused.seq === undefined ? {} : { seq: refused.seq }),
    ...(hash === undefined ? {} : { hash }),
    ...saidBy(refused.innerJws),
  }
  if (!refused.authenticated || iss === undefined || jti === undefined || hash === undefined) {
    await ports.keepUnsigned(kept)
    ports.observer.quarantined(refused.code)
    return 'quarantined'
  }
  const [became, receipt] = await ports.transaction(async (tx): Promise<readonly ['known' | 'quarantined', SignedReceipt?]> => {
    const givenBefore = async () => {
      const jws = await receiptGiven(ports, tx, { iss, jti }, hash)
      return jws === undefined ? undefined : (['known', receiptAgain(ports, { to: iss, jws }, ports.now())] as const)
    }
    // A known event is answered with the stored receipt, even after its end.
    const known = await givenBefore()
    if (known !== undefined) return known
    // Too late is not refused: its sender knows that its time is over, and may sign it again for the same place.
    if (refused.code === 'event-expired') {
      await ports.store.quarantine(tx, kept)
      return ['quarantined']
    }
    const unit = newUnit()
    const leaf = makeLeaf(ports.stamp().id, { act: 'quarantined', event: hash, code: refused.code })
    unit.leaves.push(leaf)
    const signed = receiptFor(ports, { claims: { iss, jti }, hash, outcome: 'quarantined', code: refused.code, leaf, now })
    const conversation = refused.case === undefined ? undefined : await ports.store.lockConversation(tx, refused.case)
    if (conversation && conversation.partner === iss && refused.seq === conversation.theirSeq + 1) {
      conversation.theirSeq += 1
      conversation.theirHead = hash
      unit.conversations.set(conversation.caseId, conversation)
    }
    if ((await ports.store.quarantine(tx, { ...kept, receipt: signed.jws })) === 'left') {
      // Another copy was refused meanwhile, perhaps by another replica: one event has one receipt.
      return (await givenBefore()) ?? ['quarantined']
    }
    await ports.store.writeUnit(tx, unit)
    return ['quarantined', signed]
  })
  if (became === 'quarantined') ports.observer.quarantined(refused.code)
  if (receipt) await answer(ports, receipt)
  return became
}
