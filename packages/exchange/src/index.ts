export { type Bus, BusAway, type Delivery, REGISTRY_LIST_KEY, type RegistryChannel } from './bus.ts'
export { type CaseKeys, heldGrantOf } from './case-secrets.ts'
export { type Dispatch, type GrantDraft, type Outgoing, type OutgoingMessage, randomId } from './compose.ts'
export { lockCase } from './conversation.ts'
export { createExchange, type Exchange, type ExchangePorts } from './exchange.ts'
export { type MemoryHub, memoryHub } from './memory-bus.ts'
export { type NatsBusOptions, natsBus } from './nats-bus.ts'
export { noObserver, type Observer } from './observer.ts'
export type { Received } from './receive.ts'
export { type Member, type RegistryCache, registryCache, registryKey } from './registry-cache.ts'
export type { Handler, IncomingEvent } from './store-event.ts'
export { type ConversationEvent, deliveriesOf, eventsOfCase, exchangeFigures } from './timeline.ts'

/** Folder with this package's migrations. */
export const exchangeMigrations: URL = new URL('../migrations/', import.meta.url)
