import {
  checkEventClaims,
  checkGrant,
  checkReceiptClaims,
  ENVELOPE,
  type EventClaims,
  type Grant,
  type ReceiptClaims,
} from '@ihala/contract'
import { hashOf } from '../format/hash.ts'
import type { SignedTyp } from '../format/typ.ts'
import { ambiguityIn } from './raw-json.ts'
import { type OpeningCode, Tamper } from './tamper.ts'
import { type KeyLookup, type Unknown, verifySigned } from './verify.ts'

/** A signed object that is not one: the first failure. `iss` is there when the signature was verified. */
export interface RefusedObject {
  readonly outcome: 'refused'
  readonly code: OpeningCode
  readonly iss?: string
}

/** A verified object: its content, who signed it, with which key, and its hash. */
export interface OpenedObject<T> {
  readonly outcome: 'opened'
  readonly content: T
  readonly iss: string
  readonly kid: string
  /** `hashOf` of the JWS. */
  readonly hash: string
}

/** The outcomes of opening a signed object that stands alone. */
export type OpeningObject<T> = OpenedObject<T> | RefusedObject | Unknown

function openObject<T>(jws: string, typ: SignedTyp, fits: (value: unknown) => value is T, keyOf: KeyLookup): OpeningObject<T> {
  try {
    const signed = verifySigned(jws, [typ], keyOf)
    if (signed.outcome === 'waiting') return signed
    const { iss, kid, value } = signed
    if (ambiguityIn(signed.text) !== undefined) return { outcome: 'refused', code: 'payload-malformed', iss }
    if (!fits(value)) return { outcome: 'refused', code: 'claims-invalid', iss }
    return { outcome: 'opened', content: value, iss, kid, hash: hashOf(jws) }
  } catch (error) {
    if (error instanceof Tamper) return { outcome: 'refused', code: error.code }
    throw error
  }
}

const isGrant = (value: unknown): value is Grant => checkGrant(value)
const isEvent = (value: unknown): value is EventClaims => checkEventClaims(value)
const isReceipt = (value: unknown): value is ReceiptClaims => checkReceiptClaims(value)

/**
 * Opens a grant: signature by a registered key of `grant.iss`, unambiguous, in its schema. Whether it fits the event, the
 * recipient and the moment is `policy`'s to say.
 */
export function openGrant(jws: string, keyOf: KeyLookup): OpeningObject<Grant> {
  return openObject(jws, ENVELOPE.typ.grant, isGrant, keyOf)
}

/** Opens an event that stands alone: given back by whoever received it, or carried in a dossier. Its time and place are the caller's to judge. */
export function openEvent(jws: string, keyOf: KeyLookup): OpeningObject<EventClaims> {
  return openObject(jws, ENVELOPE.typ.event, isEvent, keyOf)
}

/** Opens a receipt that stands alone (kept as evidence, or carried in a dossier); one from the bus comes through `openEnvelope`. */
export function openReceipt(jws: string, keyOf: KeyLookup): OpeningObject<ReceiptClaims> {
  return openObject(jws, ENVELOPE.typ.receipt, isReceipt, keyOf)
}
