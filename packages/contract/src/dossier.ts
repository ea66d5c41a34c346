import Type, { type Static } from 'typebox'
import { ErasablePart } from './codes/erasure.ts'
import { EntityId, Hash, Instant, RandomId } from './identifiers.ts'
import { Anchors, Statements } from './log-files.ts'
import { check, closed } from './schema.ts'

const Jws = Type.String({ pattern: '^[A-Za-z0-9_-]+\\.[A-Za-z0-9_-]+\\.[A-Za-z0-9_-]{86}$', maxLength: 2_000_000 })

/** A leaf of the organisation's log with its way to the root of one of the checkpoints (RFC 6962 §2.1.1). */
export const DossierLeaf = closed({
  /** base64url of 16 bytes. */
  salt: Type.String({ pattern: '^[A-Za-z0-9_-]{21}[AQgw]$' }),
  /** Canonical JSON (RFC 8785) of what the leaf records: the bytes that were hashed. */
  event: Type.String({ maxLength: 4_000 }),
  /** Number of the leaf in the log, from 0. */
  index: Type.Integer({ minimum: 0 }),
  /** Which of the checkpoints, from 0. */
  checkpoint: Type.Integer({ minimum: 0, maximum: 10_000 }),
  proof: Type.Array(Hash, { maxItems: 64 }),
})
export type DossierLeaf = Static<typeof DossierLeaf>

/**
 * The place of an event whose content was erased: its hash stands in the log, in receipts and in the event after it, all signed. Its
 * type and part are the word of whoever wrote the file.
 */
export const ErasedEvent = closed({
  iss: EntityId,
  seq: Type.Integer({ minimum: 1, maximum: 1_000_000 }),
  hash: Hash,
  evt: Type.String({ pattern: '^[a-z][a-z-]{2,40}$' }),
  part: ErasablePart,
})
export type ErasedEvent = Static<typeof ErasedEvent>

/**
 * All that one organisation holds of one referral and can prove to somebody who believes nobody: offline, years later. It holds
 * personal data: whoever has the file can read it.
 */
export const Dossier = closed({
  /** 2 when something of the case was erased and `erased` says what; else 1, which every reader knows. */
  format: Type.Enum(['ihala-dossier/1', 'ihala-dossier/2'], { description: 'versions of this file' }),
  /** Who wrote it, of which referral, and when. */
  organisation: EntityId,
  case: RandomId,
  writtenAt: Instant,
  /** Trust anchors as the organisation pins them; whoever checks compares them with what they know of the anchor. */
  anchors: Anchors,
  /** Signed statements of the anchor that name the keys used here. */
  statements: Statements,
  /** Inner JWS of every event of both sides, oldest first, every issue of one that was signed again. */
  events: Type.Array(Jws, { minItems: 1, maxItems: 20_000 }),
  /** Format 2: events whose content was erased since, by writer and place. */
  erased: Type.Optional(Type.Array(ErasedEvent, { minItems: 1, maxItems: 20_000 })),
  /** Receipts of these events, given and received. */
  receipts: Type.Array(Jws, { maxItems: 40_000 }),
  grants: Type.Array(Jws, { maxItems: 1_000 }),
  leaves: Type.Array(DossierLeaf, { maxItems: 60_000 }),
  /** Signed heads of the organisation's log with their cosignatures (C2SP signed notes). */
  checkpoints: Type.Array(Type.String({ maxLength: 20_000 }), { maxItems: 10_000 }),
})
export type Dossier = Static<typeof Dossier>
export const checkDossier = check(Dossier)
