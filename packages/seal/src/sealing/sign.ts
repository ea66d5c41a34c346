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

/** Signs a statement about a member with an anchor key (DESIGN §6). */
export function signStatement(statement: RegistryStatement, anchor: SigningKeys): string {
  return signCompact(ENVELOPE.typ.statement, bytesOf(statement), anchor)
}

/** Signs the list of all members with an anchor key. Its schema and a statement's have no value in common. */
export function signList(list: RegistryList, anchor: SigningKeys): string {
  return signCompact(ENVELOPE.typ.statement, bytesOf(list), anchor)
}
