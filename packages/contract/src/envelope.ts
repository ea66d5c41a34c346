import Type, { type Static } from 'typebox'
import { EntityId, Hash, NumericDate, RandomId, Thumbprint } from './identifiers.ts'
import { check, closed, codes } from './schema.ts'

/** Sizes, lifetimes and headers of the envelope (DESIGN §4). Bytes and seconds. */
export const ENVELOPE = {
  /** Plaintext size of every event. */
  eventSize: 16_384,
  /** Receipts in one envelope at most, each a JWS of its own on a line of its own. */
  receiptsAtMost: 20,
  /** Plaintext size of `file-chunk` only. */
  chunkSize: 262_144,
  /** Ciphertext of a file in one chunk: encoded twice (in JSON, then in the JWS) it still fits `chunkSize`. */
  chunkBytes: 128 * 1024,
  /** Whatever is larger is refused unread. */
  maximumSize: 512 * 1024,
  /** Longest life of an event. */
  lifetime: 14 * 24 * 3600,
  /** Tolerated difference of clocks. */
  clockSkew: 300,
  jwsAlg: 'Ed25519',
  jweAlg: 'ECDH-ES+A256KW',
  jweEnc: 'A256GCM',
  typ: {
    envelope: 'ihala-env+jwe',
    event: 'ihala-event+jwt',
    receipt: 'ihala-receipt+jwt',
    grant: 'ihala-grant+jwt',
    statement: 'entity-statement+jwt',
  },
} as const

/** A compact JWS as text; verified as bytes, never re-serialised. */
export const CompactJws = Type.String({ pattern: '^[A-Za-z0-9_-]+\\.[A-Za-z0-9_-]+\\.[A-Za-z0-9_-]{86}$', maxLength: 10_000 })

/** Claims of every event, all inside the encryption. `data` is checked apart, by `evt` and `v`. */
export const EventClaims = closed({
  iss: EntityId,
  aud: EntityId,
  jti: RandomId,
  iat: NumericDate,
  exp: NumericDate,
  evt: Type.String({ pattern: '^[a-z][a-z-]{2,40}$' }),
  v: Type.Integer({ minimum: 1, maximum: 99 }),
  enc_to: Thumbprint,
  /** Chain-level kinds only: the referral. */
  case: Type.Optional(RandomId),
  /** Place in the chain of (case, iss), from 1. */
  seq: Type.Optional(Type.Integer({ minimum: 1, maximum: 1_000_000 })),
  /** Hash of the previous inner JWS of this chain; absent at seq 1. */
  prev: Type.Optional(Hash),
  /** Last seq of the other side's chain when composing; 0 when none. */
  seen: Type.Optional(Type.Integer({ minimum: 0, maximum: 1_000_000 })),
  /** `jti` under which the same content was signed first, when it is signed again (DESIGN §4, reissue). */
  reissues: Type.Optional(RandomId),
  /** The grant that covers it: whole once, its hash later. */
  grant: Type.Optional(Type.Union([CompactJws, Hash])),
  data: Type.Object({}, { additionalProperties: true }),
})
export type EventClaims = Static<typeof EventClaims>
export const checkEventClaims = check(EventClaims)

/** A recipient's signed word that an event is stored (with its effect) or quarantined. Nothing else closes an outbox row. */
export const ReceiptClaims = closed({
  iss: EntityId,
  aud: EntityId,
  jti: RandomId,
  iat: NumericDate,
  enc_to: Thumbprint,
  /** `jti` of the event. */
  of: RandomId,
  /** Of an event signed again: the `jti` of the first, which this receipt closes too. */
  reissues: Type.Optional(RandomId),
  /** Hash of the event's inner JWS. */
  hash: Hash,
  outcome: codes(['stored', 'quarantined'], 'DESIGN §4'),
  /** Why it was quarantined: a refusal code. */
  code: Type.Optional(Type.String({ pattern: '^[a-z][a-z-]{2,60}$' })),
  /** Hash of the recipient's leaf: a promise of inclusion, never an index. */
  leaf: Hash,
})
export type ReceiptClaims = Static<typeof ReceiptClaims>
export const checkReceiptClaims = check(ReceiptClaims)
