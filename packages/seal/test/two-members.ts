import { createCipheriv, createPrivateKey, createPublicKey, diffieHellman, generateKeyPairSync, randomBytes, sign } from 'node:crypto'
import { ENVELOPE, type EventClaims, type ReceiptClaims } from '@ihala/contract'
import { KEY_WRAP_IV, keyEncryptionKey } from '../src/format/key-derivation.ts'
import {
  type Arrival,
  type KeyLookup,
  type Keyring,
  memoryKeyring,
  newEncryptionKey,
  newSigningKey,
  newWrappingKey,
  type PrivateJwk,
  type PublicJwk,
  type RegistryKey,
} from '../src/index.ts'

/** Midday of an invented day, seconds since 1970. */
export const NOW = 1_790_000_000

/** A member of the test network, its private keys in the open. */
export interface Member {
  readonly id: string
  readonly tag: string
  readonly keyring: Keyring
  readonly signing: PrivateJwk
  readonly encryption: PrivateJwk
}

/** Makes a member with fresh keys. */
export function member(slug: string): Member {
  const signing = newSigningKey().jwk
  const encryption = newEncryptionKey().jwk
  const keyring = memoryKeyring({ signing, encryption: [encryption], wrapping: [newWrappingKey()] })
  return { id: `https://${slug}.ihala.example`, tag: `tag-of-${slug}`, keyring, signing, encryption }
}

/** 128 random bits as they cross a border. */
export const randomId = (): string => randomBytes(16).toString('base64url')

/** Looks up the members' keys; all active. */
export function registryOf(...members: readonly Member[]): KeyLookup {
  return (iss, kid) => {
    const found = members.find((one) => one.id === iss)
    if (found === undefined) return 'unknown-issuer'
    const use: RegistryKey['use'] | undefined =
      kid === found.keyring.signing.kid ? 'sig' : found.keyring.encryption.some((own) => own.kid === kid) ? 'enc' : undefined
    if (use === undefined) return 'unknown-key'
    const { kty, crv, x } = use === 'sig' ? found.signing : found.encryption
    return { owner: iss, jwk: { kty, crv, x }, use, status: 'active' }
  }
}

/** What `receiver` knows when something arrives with the tag of `sender`. */
export function arrival(receiver: Member, sender: Member, ...others: readonly Member[]): Arrival {
  const members = [receiver, sender, ...others]
  return {
    self: receiver.id,
    keyring: receiver.keyring,
    keyOf: registryOf(...members),
    senderTag: sender.tag,
    ownsTag: (iss, tag) => members.some((one) => one.id === iss && one.tag === tag),
    now: NOW,
  }
}

/** Claims of a small event from one member to another. */
export function claims(from: Member, to: Member, change: Partial<EventClaims> = {}): EventClaims {
  return {
    iss: from.id,
    aud: to.id,
    jti: randomId(),
    iat: NOW,
    exp: NOW + ENVELOPE.lifetime,
    evt: 'referral-opened',
    v: 1,
    enc_to: encryptionKey(to).kid,
    case: randomId(),
    seq: 1,
    seen: 0,
    data: {},
    ...change,
  }
}

/** Claims of a receipt from one member to another. */
export function receipt(from: Member, to: Member): ReceiptClaims {
  const hash = randomBytes(32).toString('base64url')
  return {
    iss: from.id,
    aud: to.id,
    jti: randomId(),
    iat: NOW,
    enc_to: encryptionKey(to).kid,
    of: randomId(),
    hash,
    outcome: 'stored',
    leaf: hash,
  }
}

/** The key others seal to. */
export function encryptionKey(of: Member): Keyring['encryption'][number] {
  const key = of.keyring.encryption[0]
  if (key === undefined) throw new Error('no encryption key')
  return key
}

/** JSON bytes. */
export const json = (value: object): Buffer => Buffer.from(JSON.stringify(value))

const encode = (bytes: Uint8Array | string): string => Buffer.from(bytes).toString('base64url')

/** A JWS with any header and payload, rightly signed. */
export function forgeJws(header: string, payload: Uint8Array | string, key: PrivateJwk): string {
  const input = `${encode(header)}.${encode(payload)}`
  return `${input}.${encode(sign(null, Buffer.from(input), createPrivateKey({ format: 'jwk', key: { ...key } })))}`
}

/** Header of an inner JWS of a member. */
export const innerHeader = (of: Member, typ: string = ENVELOPE.typ.event): string =>
  `{"alg":"Ed25519","typ":"${typ}","kid":"${of.keyring.signing.kid}"}`

/** Length ‖ JWS ‖ filling, whatever its size. */
export function padded(jws: string, size: number = ENVELOPE.eventSize, length: number = jws.length): Buffer {
  const bytes = Buffer.alloc(size)
  bytes.writeUInt32BE(length)
  bytes.write(jws, 4, 'latin1')
  return bytes
}

/** A JWE with any header and plaintext, rightly encrypted to `to`. `header` gets the right one, and its ephemeral key. */
export function forgeJwe(
  to: PublicJwk,
  kid: string,
  plaintext: Uint8Array,
  header: (right: Record<string, unknown>) => object | string = (right) => right,
): Buffer {
  const ephemeral = generateKeyPairSync('x25519')
  const { x } = ephemeral.publicKey.export({ format: 'jwk' })
  const right = {
    alg: 'ECDH-ES+A256KW',
    enc: 'A256GCM',
    typ: 'ihala-env+jwe',
    cty: 'ihala-event+jwt',
    kid,
    epk: { kty: 'OKP', crv: 'X25519', x },
  }
  const made = header(right)
  const protectedHeader = encode(typeof made === 'string' ? made : JSON.stringify(made))
  const other = createPublicKey({ format: 'jwk', key: { ...to } })
  const cek = randomBytes(32)
  const kw = createCipheriv(
    'aes256-wrap',
    keyEncryptionKey(diffieHellman({ privateKey: ephemeral.privateKey, publicKey: other })),
    KEY_WRAP_IV,
  )
  const wrapped = Buffer.concat([kw.update(cek), kw.final()])
  const nonce = randomBytes(12)
  const gcm = createCipheriv('aes-256-gcm', cek, nonce)
  gcm.setAAD(Buffer.from(protectedHeader))
  const body = Buffer.concat([gcm.update(plaintext), gcm.final()])
  return Buffer.from([protectedHeader, encode(wrapped), encode(nonce), encode(body), encode(gcm.getAuthTag())].join('.'))
}
