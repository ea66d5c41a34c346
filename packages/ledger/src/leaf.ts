import { hash, randomBytes } from 'node:crypto'

/** Bytes of a leaf's salt. */
const SALT_BYTES = 16

/** Before what is hashed as a leaf (RFC 6962 §2.1). */
const LEAF = Buffer.of(0)

/** What a leaf records: codes, hashes, row ids and pseudonyms; never personal data. */
export type LeafEvent = Readonly<Record<string, string | number | boolean | null>>

/** A leaf before it has a number. `hash = SHA-256(0x00 ‖ SHA-256(salt ‖ canonical event))` (DESIGN §10, RFC 6962 §2.1). */
export interface Leaf {
  /** UUIDv7. */
  readonly id: string
  readonly hash: Buffer
  readonly salt: Buffer
  /** Canonical JSON: members sorted by name, no white space (RFC 8785 for this shape). */
  readonly event: string
  /** It is about the witnessing of logs itself: alone it calls for no checkpoint, which would only call for more of its kind. */
  readonly quiet?: boolean
}

/** Canonical JSON of a flat event (RFC 8785): the bytes that are hashed. Throws on a number that is not a whole one. */
export function canonical(event: LeafEvent): string {
  const names = Object.keys(event).sort()
  return `{${names
    .map((name) => {
      const value = event[name]
      if (typeof value === 'number' && !Number.isSafeInteger(value)) throw new RangeError(`leaf member ${name} is not a whole number`)
      return `${JSON.stringify(name)}:${JSON.stringify(value)}`
    })
    .join(',')}}`
}

/** Hash of a leaf from its salt and canonical event. */
export function leafHash(salt: Uint8Array, event: string): Buffer {
  const inner = hash('sha256', Buffer.concat([salt, Buffer.from(event)]), 'buffer')
  return hash('sha256', Buffer.concat([LEAF, inner]), 'buffer')
}

/** Makes a leaf with a fresh salt. */
export function makeLeaf(id: string, event: LeafEvent, quiet = false): Leaf {
  const salt = randomBytes(SALT_BYTES)
  const text = canonical(event)
  return { id, salt, event: text, hash: leafHash(salt, text), quiet }
}
