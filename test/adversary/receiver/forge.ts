import { createCipheriv, createPrivateKey, createPublicKey, diffieHellman, generateKeyPairSync, hash, randomBytes, sign } from 'node:crypto'
import { ENVELOPE, EVENTS, type EventClaims, type Grant, type NeedSection, type ReceiptClaims } from '@ihala/contract'
import { type PrivateJwk, type PublicJwk, signGrant } from '@ihala/seal'
import { saidYes } from '../../kit/said-yes.ts'
import { CARE_HOUSE, NOON, type Party, UNION } from './world.ts'

/** 128 random bits as they cross a border. */
export const randomId = (): string => randomBytes(16).toString('base64url')
/** A SHA-256 value of nothing in particular. */
export const randomHash = (): string => randomBytes(32).toString('base64url')
const encode = (bytes: Uint8Array | string): string => Buffer.from(bytes).toString('base64url')

/** A coded need without a word of text. */
const NEED: NeedSection = {
  needs: ['shelter'],
  urgency: 'tonight',
  sex: 'female',
  ageBand: '25-34',
  children: [],
  languages: [{ code: 'amh', speaks: true, reads: true }],
  medical: [],
  access: [],
  staffSex: 'female',
  others: 0,
}

/** What one person decided about one recipient, from one party to another. */
export function grantFor(person: string, change: Partial<Grant> = {}, from: Party = UNION, to: Party = CARE_HOUSE): Grant {
  return {
    iss: from.entityId,
    aud: to.entityId,
    jti: randomId(),
    iat: NOON,
    exp: NOON + 30 * 86_400,
    person,
    basis: {
      kind: 'consent',
      evidence: saidYes(new Date(NOON * 1000).toISOString(), { takenBy: randomId() }),
    },
    purposes: ['shelter'],
    categories: ['need', 'identity', 'progress'],
    eraseAt: new Date((NOON + 60 * 86_400) * 1000).toISOString(),
    onward: { kinds: [], categories: [], depth: 0 },
    excluded: [],
    wayBack: true,
    ...change,
  }
}

/** Claims of an honest first event: a request under a grant that covers it. */
export function requestClaims(from: Party = UNION, to: Party = CARE_HOUSE): EventClaims {
  const person = randomId()
  return {
    iss: from.entityId,
    aud: to.entityId,
    jti: randomId(),
    iat: NOON,
    exp: NOON + ENVELOPE.lifetime,
    evt: 'referral-requested',
    v: EVENTS['referral-requested'].v,
    enc_to: boxOf(to),
    case: randomId(),
    seq: 1,
    seen: 0,
    grant: signGrant(grantFor(person, {}, from, to), from.keyring),
    data: { person, need: NEED, respondBy: new Date((NOON + 7200) * 1000).toISOString(), relatesTo: [] },
  }
}

/** Name of the key that others seal to. */
export function boxOf({ keyring }: Party): string {
  const [box] = keyring.encryption
  if (!box) throw new Error('a party has an encryption key')
  return box.kid
}

/** Claims of a receipt for an event of the Care House's. */
export function receiptClaims(of: string, hash: string, from: Party = UNION): ReceiptClaims {
  const leaf = randomHash()
  return {
    iss: from.entityId,
    aud: CARE_HOUSE.entityId,
    jti: randomId(),
    iat: NOON,
    enc_to: boxOf(CARE_HOUSE),
    of,
    hash,
    outcome: 'stored',
    leaf,
  }
}

/** Header of a signed object of a party. */
export const innerHeader = (of: Party, typ: string = ENVELOPE.typ.event): Record<string, unknown> => ({
  alg: ENVELOPE.jwsAlg,
  typ,
  kid: of.keyring.signing.kid,
})

/** A JWS with any header and payload, rightly signed by a key. */
export function forgeJws(header: object | string, payload: Uint8Array | string, key: PrivateJwk): string {
  const input = `${encode(typeof header === 'string' ? header : JSON.stringify(header))}.${encode(payload)}`
  return `${input}.${encode(sign(null, Buffer.from(input), createPrivateKey({ format: 'jwk', key: { ...key } })))}`
}

/** Length ‖ JWS ‖ zeros, whatever its size and whatever length it claims. */
export function padded(jws: string, size: number = ENVELOPE.eventSize, length: number = jws.length): Buffer {
  const bytes = Buffer.alloc(size)
  bytes.writeUInt32BE(length)
  bytes.write(jws, 4, 'latin1')
  return bytes
}

/** What is otherwise about an envelope than it should be. */
export interface OuterForgery {
  /** The outer header, from the right one. */
  readonly outer?: (right: Record<string, unknown>) => object | string
  readonly kid?: string
  readonly to?: PublicJwk
  readonly contentKey?: Buffer
  /** What stands in the place of the wrapped key. */
  readonly wrapped?: Buffer
  readonly nonceBytes?: number
  readonly tagBytes?: number
  /** The agreed secret, when the sender knows it without agreeing. */
  readonly secret?: Buffer
  /** The five parts at the end. */
  readonly parts?: (parts: string[]) => string[]
}

const uint32 = (value: number): Buffer => {
  const bytes = Buffer.alloc(4)
  bytes.writeUInt32BE(value)
  return bytes
}
// RFC 7518 §4.6.2, written here once more: an attack is not built with what it attacks.
const ALGORITHM = Buffer.from('ECDH-ES+A256KW')
const kekOf = (secret: Buffer): Buffer =>
  hash('sha256', Buffer.concat([uint32(1), secret, uint32(ALGORITHM.length), ALGORITHM, uint32(0), uint32(0), uint32(256)]), 'buffer')

/** A JWE of any plaintext, rightly encrypted but for what is forged. */
export function forgeJwe(plaintext: Uint8Array, forgery: OuterForgery = {}): Buffer {
  const [box] = CARE_HOUSE.keyring.encryption
  if (!box) throw new Error('a party has an encryption key')
  const { outer, kid = box.kid, to = box.jwk, contentKey = randomBytes(32), nonceBytes = 12, tagBytes = 16 } = forgery
  const ephemeral = generateKeyPairSync('x25519')
  const { x } = ephemeral.publicKey.export({ format: 'jwk' })
  const { jweAlg: alg, jweEnc: enc, typ } = ENVELOPE
  const right = { alg, enc, typ: typ.envelope, cty: typ.event, kid, epk: { kty: 'OKP', crv: 'X25519', x } }
  const made = outer?.(right) ?? right
  const head = encode(typeof made === 'string' ? made : JSON.stringify(made))
  const other = createPublicKey({ format: 'jwk', key: { ...to } })
  const secret = forgery.secret ?? diffieHellman({ privateKey: ephemeral.privateKey, publicKey: other })
  const wrapper = createCipheriv('aes256-wrap', kekOf(secret), Buffer.from('a6a6a6a6a6a6a6a6', 'hex'))
  const wrapped = forgery.wrapped ?? Buffer.concat([wrapper.update(contentKey), wrapper.final()])
  const nonce = randomBytes(nonceBytes)
  const cipher = createCipheriv('aes-256-gcm', contentKey.subarray(0, 32), nonce, { authTagLength: tagBytes })
  cipher.setAAD(Buffer.from(head))
  const body = Buffer.concat([cipher.update(plaintext), cipher.final()])
  const parts = [head, encode(wrapped), encode(nonce), encode(body), encode(cipher.getAuthTag())]
  return Buffer.from((forgery.parts?.(parts) ?? parts).join('.'), 'latin1')
}

/** What is otherwise about a whole event than it should be; nothing said is an honest one. */
export interface Forgery extends OuterForgery {
  readonly from?: Party
  readonly claims?: Record<string, unknown>
  /** The payload, from the honest one's text. */
  readonly text?: (honest: string) => string | Uint8Array
  /** The inner header, from the honest one. */
  readonly header?: (right: Record<string, unknown>) => object | string
  readonly signer?: PrivateJwk
  readonly jws?: (honest: string) => string
  readonly padded?: (jws: string) => Buffer
}

/** Text of an honest first event with other claims. */
export function claimsText(forgery: Forgery = {}): string {
  return JSON.stringify({ ...requestClaims(forgery.from), ...forgery.claims })
}

/** The inner JWS of a forgery. */
export function forgeInner(forgery: Forgery = {}): string {
  const { from = UNION, header, signer = from.signing } = forgery
  const honest = claimsText(forgery)
  const right = innerHeader(from)
  const jws = forgeJws(header?.(right) ?? right, forgery.text?.(honest) ?? honest, signer)
  return forgery.jws?.(jws) ?? jws
}

/** The envelope of a forgery. */
export function forge(forgery: Forgery = {}): Buffer {
  const jws = forgeInner(forgery)
  return forgeJwe(forgery.padded?.(jws) ?? padded(jws), forgery)
}
