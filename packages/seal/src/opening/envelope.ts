import {
  CONFORMANCE_TYP,
  check,
  checkEventClaims,
  checkReceiptClaims,
  ENVELOPE,
  type EventClaims,
  FEDERATION_TYP,
  FILING_TYP,
  RandomId,
  type ReceiptClaims,
} from '@ihala/contract'
import { hashOf } from '../format/hash.ts'
import { type PaddedSize, paddedSizeOf } from '../format/typ.ts'
import { spendAsIfVerifying } from './decoy.ts'
import { type Decrypted, decrypt, type OpeningKeys } from './decrypt.ts'
import { ambiguityIn } from './raw-json.ts'
import { type OpeningCode, Tamper } from './tamper.ts'
import { type Unpadded, unpad } from './unpad.ts'
import { type KeyLookup, type Unknown, type Verified, verifySigned } from './verify.ts'

/** What the receiver knows when an envelope arrives. */
export interface Arrival {
  /** Own entity id. */
  readonly self: string
  readonly keyring: OpeningKeys
  readonly keyOf: KeyLookup
  /** The sender's tag, as the bus wrote it. */
  readonly senderTag: string
  /** Says whether a tag of the bus belongs to a member, by the registry statements held now. */
  readonly ownsTag: (iss: string, tag: string) => boolean
  /** Seconds since 1970. */
  readonly now: number
}

interface Opened {
  /** The inner JWS, as received: what is kept, hashed and proved. */
  readonly innerJws: string
  /** `hashOf(innerJws)`. */
  readonly hash: string
  /** Key that signed it. */
  readonly kid: string
}

/** An event of a member, meant for this body; `evt`, `v`, data, role, grant and chain are still to be checked. */
export interface OpenedEvent extends Opened {
  readonly outcome: 'opened'
  readonly kind: 'event'
  readonly claims: EventClaims
}

/** A receipt of a member, meant for this body. */
export interface OpenedReceipt extends Opened {
  readonly claims: ReceiptClaims
}

/** One receipt, or several that were given at about the same time: each signed for itself, and good only if all are. */
export interface OpenedReceipts {
  readonly outcome: 'opened'
  readonly kind: 'receipts'
  readonly receipts: readonly OpenedReceipt[]
}

/** The first failure. */
export interface RefusedEnvelope {
  readonly outcome: 'refused'
  /** For the own admin. Outside, everything that is not `authenticated` looks alike. */
  readonly code: OpeningCode
  /** The signature is by `iss` and it came from the place of `iss` on the bus: only then is it answered. */
  readonly authenticated: boolean
  /** Who signed it: there when the signature was verified, also when somebody else passed it on (evidence). */
  readonly iss?: string
  readonly innerJws?: string
  readonly hash?: string
  /** From the signed claims, each only when well-formed; a receipt's name is left out, it is never answered. */
  readonly jti?: string
  readonly case?: string
  readonly seq?: number
}

/** Nothing can be said yet: keep the ciphertext, try again (DESIGN §4). `iss` is verified only for `clock-ahead`. */
export interface WaitingEnvelope {
  readonly outcome: 'waiting'
  readonly reason: Unknown['reason'] | 'clock-ahead'
  readonly iss: string
  readonly kid: string
}

/** The three outcomes of opening. */
export type Opening = OpenedEvent | OpenedReceipts | WaitingEnvelope | RefusedEnvelope

const isRandomId = check(RandomId)

function decryptOrSpend(sealed: Uint8Array, keyring: OpeningKeys): Decrypted {
  try {
    return decrypt(sealed, keyring)
  } catch (error) {
    if (error instanceof Tamper && error.code === 'envelope-undecryptable') spendAsIfVerifying()
    throw error
  }
}

/** The claims of either kind, or what is wrong with them. */
type Claims = { readonly kind: 'event'; readonly claims: EventClaims } | { readonly kind: 'receipt'; readonly claims: ReceiptClaims }

function readClaims(signed: Verified, size: PaddedSize): Claims | OpeningCode {
  if (ambiguityIn(signed.text) !== undefined) return 'payload-malformed'
  const { value } = signed
  switch (signed.typ) {
    case ENVELOPE.typ.event:
      if (!checkEventClaims(value)) return 'claims-invalid'
      // The large size is for chunks of files only: another event in it would show what it is.
      return size === paddedSizeOf(value.evt) ? { kind: 'event', claims: value } : 'envelope-bad-padding'
    case ENVELOPE.typ.receipt:
      if (!checkReceiptClaims(value)) return 'claims-invalid'
      return size === ENVELOPE.eventSize ? { kind: 'receipt', claims: value } : 'envelope-bad-padding'
    case ENVELOPE.typ.grant:
    case ENVELOPE.typ.statement:
    case FEDERATION_TYP.resolved:
    case FEDERATION_TYP.trustMark:
    case FEDERATION_TYP.trustMarkStatus:
    case FEDERATION_TYP.keySet:
    case FILING_TYP.statement:
    case FILING_TYP.list:
    case CONFORMANCE_TYP:
      return 'inner-header-invalid'
    default:
      return signed.typ satisfies never
  }
}

/** `iss aud enc_to iat exp`, in this order; the lifetime belongs to `exp`. A receipt has no `exp`. */
function addressing(read: Claims, sealedTo: string, arrival: Arrival): OpeningCode | 'clock-ahead' | undefined {
  const { claims } = read
  // Nobody writes to itself: what comes under our own name was made with our own key by somebody else.
  if (claims.iss === arrival.self) return 'claims-invalid'
  if (claims.aud !== arrival.self) return 'audience-wrong'
  if (claims.enc_to !== sealedTo) return 'sealed-to-other-key'
  if (claims.iat > arrival.now + ENVELOPE.clockSkew) return 'clock-ahead'
  if (read.kind === 'receipt') return undefined
  const { iat, exp } = read.claims
  if (exp <= iat || exp > iat + ENVELOPE.lifetime) return 'claims-invalid'
  return arrival.now > exp + ENVELOPE.clockSkew ? 'event-expired' : undefined
}

function refuseSigned(code: OpeningCode, signed: Verified, innerJws: string, arrival: Arrival): RefusedEnvelope {
  const { jti, case: referral, seq } = signed.value
  return {
    outcome: 'refused',
    code,
    authenticated: signed.iss !== arrival.self && arrival.ownsTag(signed.iss, arrival.senderTag),
    iss: signed.iss,
    innerJws,
    hash: hashOf(innerJws),
    // A receipt is never receipted (DESIGN §4): two bodies that misread each other's would answer for ever. What has no name is not answered.
    ...(signed.typ === ENVELOPE.typ.event && isRandomId(jti) ? { jti } : {}),
    ...(isRandomId(referral) ? { case: referral } : {}),
    ...(Number.isSafeInteger(seq) ? { seq: Number(seq) } : {}),
  }
}

function judge(signed: Verified, inner: Unpadded, sealedTo: string, arrival: Arrival): Opening {
  const { innerJws, size } = inner
  const read = readClaims(signed, size)
  if (typeof read === 'string') return refuseSigned(read, signed, innerJws, arrival)
  const wrong = addressing(read, sealedTo, arrival)
  if (wrong === 'clock-ahead') return { outcome: 'waiting', reason: wrong, iss: signed.iss, kid: signed.kid }
  if (wrong !== undefined) return refuseSigned(wrong, signed, innerJws, arrival)
  if (!arrival.ownsTag(signed.iss, arrival.senderTag)) return refuseSigned('sender-tag-wrong', signed, innerJws, arrival)
  const opened = { innerJws, hash: hashOf(innerJws), kid: signed.kid }
  return read.kind === 'event'
    ? { outcome: 'opened', ...read, ...opened }
    : { outcome: 'opened', kind: 'receipts', receipts: [{ claims: read.claims, ...opened }] }
}

/** Each for itself, in their order; the first that is not a good receipt decides over all. */
function openReceipts(lines: readonly string[], { size }: Unpadded, sealedTo: string, arrival: Arrival): Opening {
  if (lines.length > ENVELOPE.receiptsAtMost) throw new Tamper('inner-header-invalid')
  const receipts: OpenedReceipt[] = []
  for (const innerJws of lines) {
    const signed = verifySigned(innerJws, [ENVELOPE.typ.receipt], arrival.keyOf)
    const opening = signed.outcome === 'waiting' ? signed : judge(signed, { innerJws, size }, sealedTo, arrival)
    if (opening.outcome !== 'opened' || opening.kind !== 'receipts') return opening
    receipts.push(...opening.receipts)
  }
  return { outcome: 'opened', kind: 'receipts', receipts }
}

/**
 * Opens what came from the bus, in the receiver's fixed order up to the sender's tag; the first failure wins (DESIGN §4).
 * Never throws for anything in `sealed`; what `arrival`'s functions throw (a fault) passes through.
 */
export function openEnvelope(sealed: Uint8Array, arrival: Arrival): Opening {
  try {
    const { kid, padded } = decryptOrSpend(sealed, arrival.keyring)
    const inner = unpad(padded)
    const lines = inner.innerJws.split('\n')
    if (lines.length > 1) return openReceipts(lines, inner, kid, arrival)
    const signed = verifySigned(inner.innerJws, [ENVELOPE.typ.event, ENVELOPE.typ.receipt], arrival.keyOf)
    return signed.outcome === 'waiting' ? signed : judge(signed, inner, kid, arrival)
  } catch (error) {
    if (error instanceof Tamper) return { outcome: 'refused', code: error.code, authenticated: false }
    throw error
  }
}
