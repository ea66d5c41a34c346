export { type AffectedCase, affectedCases, type StolenKey } from './affected-cases.ts'
export {
  type Bus,
  BusAway,
  type Delivery,
  REGISTRY_LIST_KEY,
  REGISTRY_LOG_KEY,
  type RegistryChannel,
  registryEntryKey,
  registryKey,
} from './bus.ts'
export { type CaseKeys, FIRST_PARTS, heldGrantOf, innerAad, openInner, type SealedInner, unlessErased } from './case-secrets.ts'
export type { Dispatch, GrantDraft, Outgoing, OutgoingMessage } from './compose-ports.ts'
export { type DossierPorts, writeDossier } from './dossier.ts'
export { createExchange, type Exchange, type ExchangePorts } from './exchange.ts'
export { type LogOutlook, logOutlook, type WitnessLine } from './log-outlook.ts'
export { type MembershipOutlook, type MembershipWitness, membershipOutlook } from './membership-outlook.ts'
export { entriesOnBus } from './membership-reading.ts'
export { type MembershipWatch, membershipWatch } from './membership-watch.ts'
export { type MemoryHub, memoryHub } from './memory-bus.ts'
export { type BusFacts, type InboxFacts, type NatsBus, type NatsBusOptions, natsBus } from './nats-bus.ts'
export { noObserver, type Observer } from './observer.ts'
export { comparedPairs, type DeliveryOfCase, deliveryOf, deliveryQuery, type HeldEnvelope, heldEnvelopes } from './outlook.ts'
export {
  askOwnLogCheck,
  type LogChecked,
  type OwnLogCheck,
  type OwnLogPorts,
  ownLogCheck,
  verifyOwnLog,
} from './own-log-check.ts'
export { type ProvenEvent, provenEvents } from './proven-events.ts'
export { randomId } from './random-id.ts'
export type { Received, RefusedByOther } from './receive.ts'
export { type Member, type NewKey, type RegistryCache, registryCache } from './registry-cache.ts'
export type { SeenKey } from './registry-keys.ts'
export { type SentEvent, type SentFilter, type SentState, sentEvents } from './sent-events.ts'
export { type BusDrops, busDrops } from './store/bus-drops.ts'
export { lockCase } from './store/conversation.ts'
export type { Difference, DifferenceKind } from './store/difference.ts'
export type { EntryKey, KeptEntry } from './store/membership.ts'
export { type MemoryRows, type MemoryStore, memoryRows } from './store/memory-store.ts'
export type { MemoryTx } from './store/memory-tables.ts'
export { sqlStore } from './store/sql-store.ts'
export { newUnit, type Unit } from './store/unit.ts'
export type { Handler, IncomingEvent, LogDoubt, LostPiece, RestoredEvent } from './store-ports.ts'
export type { Suspended } from './suspensions.ts'
export { BrokenReferral, type TestedReferral, testReferral } from './test-referral.ts'
export { type ConversationEvent, eventsOfCase, exchangeFigures } from './timeline.ts'
export { eraseHeld } from './withdrawal.ts'
export { keysToErase, wordsNow } from './words.ts'

/** Folder with this package's migrations. */
export const exchangeMigrations: URL = new URL('../migrations/', import.meta.url)
