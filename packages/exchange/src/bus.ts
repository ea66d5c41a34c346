import { createHash } from 'node:crypto'

/** The bus cannot be reached now; what was to be sent stays in the outbox. */
export class BusAway extends Error {
  constructor(cause?: unknown) {
    super('The bus cannot be reached.', { cause })
    this.name = 'BusAway'
  }
}

/** A sealed envelope as the bus hands it over. */
export interface Delivery {
  /** The sender's tag, as the bus wrote it. */
  readonly senderTag: string
  readonly bytes: Uint8Array
  /** Which delivery of it this is, from 1. */
  readonly attempt: number
  /** Done with it: after commit. Resolves when the bus has taken note. */
  readonly ack: () => Promise<void>
  /** Not now: deliver again after this many milliseconds. */
  readonly later: (delayMs: number) => void
}

/** The registry's place on the bus: signed statements, one per member, the signed list, and the membership log. */
export interface RegistryChannel {
  /** The newest statement under a key (`registryKey`), as compact JWS; undefined when there is none. */
  readonly fetch: (key: string) => Promise<string | undefined>
  /** Calls back with all that is published there from now on. */
  readonly watch: (heard: (jws: string) => void) => void
  /** Publishes a statement; only a national committee is allowed to by the bus. */
  readonly publish: (key: string, jws: string) => Promise<void>
}

/**
 * The bus as one organisation sees it. NATS and memory stand behind it under one compliance test. Its word counts for
 * nothing: `publish` resolving says only that a copy was taken, never that it was delivered.
 */
export interface Bus {
  /** Public key of this organisation's account. */
  readonly tag: string
  /** Connects, or throws BusAway. */
  readonly connect: () => Promise<void>
  /** Hands over a sealed envelope; `waiting` when the same bytes still wait there, `full` when nothing more fits. Throws BusAway. */
  readonly publish: (recipientTag: string, digest: string, sealed: Uint8Array) => Promise<'taken' | 'waiting' | 'full'>
  /** Calls `take` for every envelope, at most `concurrency` at once. */
  readonly receive: (take: (delivery: Delivery) => Promise<void>, concurrency: number) => void
  /** Calls back whenever the connection is back. */
  readonly onReturn: (returned: () => void) => void
  readonly registry: RegistryChannel
  readonly isUp: () => boolean
  readonly close: () => Promise<void>
}

/** Key of a member's statement, or of a cross-certificate, on the registry channel: an entity id cannot be a token of a subject. */
export function registryKey(entityId: string): string {
  return createHash('sha256').update(entityId).digest('base64url')
}

/** Key of the list of all members on the registry channel. */
export const REGISTRY_LIST_KEY = 'list'

/** Key of the newest head of the membership log on the registry channel: a C2SP checkpoint. */
export const REGISTRY_LOG_KEY = 'log'

/** Key of an entry of the membership log on the registry channel: its JSON. */
export function registryEntryKey(position: number): string {
  return `log-${position}`
}
