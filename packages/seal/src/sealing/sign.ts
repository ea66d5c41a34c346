import { ENVELOPE, type Grant, type ReceiptClaims, type RegistryList, type RegistryStatement } from '@ihala/contract'
import { toBase64url } from '../format/base64url.ts'
import type { SignedTyp } from '../format/typ.ts'
import type { Keyring } from '../keyring/keyring.ts'

/** What signing needs of a keyring. */
export type SigningKeys = Pick<Keyring, 'signing' | 'sign'>

/**
 * Signs bytes as compact JWS (RFC 7515, RFC 8037) with the header exactly `{"alg":"Ed25519","typ":…,"kid":…}`, by the
 * keyring's current signing key. The payload is taken as it is.
 */
export function signCompact(typ: SignedTyp, payload: Uint8Array, keyring: SigningKeys): string {
  const header = `{"alg":"${ENVELOPE.jwsAlg}","typ":"${typ}","kid":"${keyring.signing.kid}"}`
  const input = `${toBase64url(Buffer.from(header))}.${toBase64url(payload)}`
  return `${input}.${toBase64url(keyring.sign(Buffer.from(input, 'latin1')))}`
}

const bytesOf = (value: object): Buffer => Buffer.from(JSON.stringify(value))

/** Signs an event's claims, given as the JSON bytes to be signed (so that a reissue can repeat its data bytes): the inner JWS. */
export function signEvent(claims: Uint8Array, keyring: SigningKeys): string {
  return signCompact(ENVELOPE.typ.event, claims, keyring)
}

/** Signs a receipt: an inner JWS that is sealed like an event. */
export function signReceipt(receipt: ReceiptClaims, keyring: SigningKeys): string {
  return signCompact(ENVELOPE.typ.receipt, bytesOf(receipt), keyring)
}

/** Signs a grant for one recipient (DESIGN §7). */
export function signGrant(grant: Grant, keyring: SigningKeys): string {
  return signCompact(ENVELOPE.typ.grant, bytesOf(grant), keyring)
}

/** One body's signature over a payload that another's JWS will carry: a JWS without its payload (RFC 7515 appendix F). */
export function cosign(typ: SignedTyp, payload: Uint8Array, keyring: SigningKeys): string {
  const [header, , signature] = signCompact(typ, payload, keyring).split('.')
  return `${header}..${signature}`
}

/**
 * Signs bytes as one body after others did: their signatures (`cosign`, over the same payload) travel in the header, so that
 * what is passed on stays one compact JWS (ADR 0006).
 */
export function signAfter(typ: SignedTyp, payload: Uint8Array, cosignatures: readonly string[], keyring: SigningKeys): string {
  if (cosignatures.length === 0) return signCompact(typ, payload, keyring)
  const header = { alg: ENVELOPE.jwsAlg, typ, kid: keyring.signing.kid, cosignatures }
  const input = `${toBase64url(bytesOf(header))}.${toBase64url(payload)}`
  return `${input}.${toBase64url(keyring.sign(Buffer.from(input, 'latin1')))}`
}

/** Several bodies sign the same bytes at once; the first's JWS carries the others' signatures. Throws TypeError without any. */
export function signTogether(typ: SignedTyp, content: object, keyrings: readonly SigningKeys[]): string {
  const [first, ...others] = keyrings
  if (first === undefined) throw new TypeError('nobody signs')
  const payload = bytesOf(content)
  return signAfter(
    typ,
    payload,
    others.map((one) => cosign(typ, payload, one)),
    first,
  )
}

/** Signs a statement about a member with keys of the anchor, which different bodies keep (DESIGN §6). */
export function signStatement(statement: RegistryStatement, anchor: readonly SigningKeys[]): string {
  return signTogether(ENVELOPE.typ.statement, statement, anchor)
}

/** Signs the list of all members with keys of the anchor. Its schema and a statement's have no value in common. */
export function signList(list: RegistryList, anchor: readonly SigningKeys[]): string {
  return signTogether(ENVELOPE.typ.statement, list, anchor)
}
