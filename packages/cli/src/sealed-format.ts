import { hash, hkdfSync } from 'node:crypto'
import { check, closed, EntityId, Thumbprint } from '@ihala/contract'
import Type, { type Static } from 'typebox'
import { CommandProblem } from './problem.ts'

/** First line of a sealed file. */
export const MAGIC = Buffer.from('ihala-sealed/1\n')
/** Plain bytes of every chunk but the last. */
export const CHUNK_BYTES = 64 * 1024
export const TAG_BYTES = 16
/** A header names at most this much. */
export const HEADER_LIMIT = 64 * 1024

const octets32 = Type.String({ pattern: '^[A-Za-z0-9_-]{42}[AEIMQUYcgkosw048]$' })

/** What anybody may read of a sealed file: what it is, whose and for whom; all of it is authenticated by every chunk. */
export const SealedHeader = closed({
  kind: Type.Enum(['backup', 'escrow']),
  entityId: EntityId,
  at: Type.String({ format: 'date-time' }),
  /** Of an escrow: grows with each one; 0 in a backup. */
  version: Type.Integer({ minimum: 0 }),
  recipients: Type.Array(closed({ kid: Thumbprint, epk: octets32, sealed: Type.String({ maxLength: 200 }) }), {
    minItems: 1,
    maxItems: 10,
  }),
})
export type SealedHeader = Static<typeof SealedHeader>
export const checkHeader = check(SealedHeader)

/** The file cannot be used: cut short, changed, in another order, or sealed to somebody else. */
export class SealedProblem extends CommandProblem {
  constructor(file: string, problem: string) {
    super(`${file}: ${problem}`)
    this.name = 'SealedProblem'
  }
}

/** The key of the chunks: bound to every byte of the header, so that a changed header opens nothing. */
export function chunkKey(contentKey: Uint8Array, header: Uint8Array): Buffer {
  return Buffer.from(hkdfSync('sha256', contentKey, hash('sha256', Buffer.concat([MAGIC, header]), 'buffer'), 'ihala-sealed/1 chunks', 32))
}

/** The key under which the content key lies for one recipient: of the agreed secret and both public keys. */
export function recipientKey(secret: Uint8Array, epk: string, recipient: string): Buffer {
  const salt = Buffer.concat([Buffer.from(epk, 'base64url'), Buffer.from(recipient, 'base64url')])
  return Buffer.from(hkdfSync('sha256', secret, salt, 'ihala-sealed/1 recipient', 32))
}

/** What the content key is bound to in a recipient's entry. */
export function recipientAad(kid: string): string {
  return `ihala-sealed/1 ${kid}`
}

/**
 * The nonce of a chunk: whether it is the last, and its number. A chunk in another place, or a file that ends early, does
 * not open (the STREAM construction of Hoang, Reyhanitabar, Rogaway and Vizár).
 */
export function chunkNonce(index: number, last: boolean): Buffer {
  const nonce = Buffer.alloc(12)
  nonce.writeUInt8(last ? 1 : 0, 0)
  nonce.writeBigUInt64BE(BigInt(index), 4)
  return nonce
}
