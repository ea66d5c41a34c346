import { createDecipheriv, createSecretKey, randomBytes } from 'node:crypto'
import { ENVELOPE } from '@ihala/contract'
import { fromBase64url } from '../format/base64url.ts'
import { isSmallOrder, type PublicJwk } from '../format/jwk.ts'
import { KEY_WRAP_IV, keyEncryptionKey } from '../format/key-derivation.ts'
import type { Keyring } from '../keyring/keyring.ts'
import { isObject, parseStrictObject } from './raw-json.ts'
import { Tamper } from './tamper.ts'

/** What opening needs of a keyring. */
export type OpeningKeys = Pick<Keyring, 'encryption' | 'agree'>

interface OuterHeader {
  readonly kid: string
  readonly epk: PublicJwk
}

const hasExactly = (value: Record<string, unknown>, members: readonly string[]): boolean =>
  Object.keys(value).length === members.length && members.every((member) => Object.hasOwn(value, member))

/** DESIGN §4: exactly these members with exactly these values, in any order, none twice: no `zip`, `jku`, `crit`, `apu`. */
function readOuterHeader(bytes: Buffer): OuterHeader | undefined {
  const header = parseStrictObject(bytes)
  if (typeof header === 'string' || !hasExactly(header, ['alg', 'enc', 'typ', 'cty', 'kid', 'epk'])) return undefined
  const { alg, enc, typ, cty, kid, epk } = header
  if (alg !== ENVELOPE.jweAlg || enc !== ENVELOPE.jweEnc || typ !== ENVELOPE.typ.envelope || cty !== ENVELOPE.typ.event) return undefined
  if (typeof kid !== 'string' || !isObject(epk) || !hasExactly(epk, ['kty', 'crv', 'x'])) return undefined
  if (epk.kty !== 'OKP' || epk.crv !== 'X25519' || typeof epk.x !== 'string') return undefined
  const x = fromBase64url(epk.x)
  if (x?.length !== 32 || isSmallOrder(x)) return undefined
  return { kid, epk: { kty: 'OKP', crv: 'X25519', x: epk.x } }
}

/** A decrypted envelope, still padded. */
export interface Decrypted {
  /** Own encryption key it was sealed to. */
  readonly kid: string
  readonly padded: Buffer
}

const ZERO_SECRET = Buffer.alloc(32)

/** Takes a content key out of its wrapping (RFC 3394); undefined when it was not wrapped under `kek`. */
export function unwrapContentKey(kek: Buffer, wrapped: Buffer): Buffer | undefined {
  const decipher = createDecipheriv('aes256-wrap', createSecretKey(kek), KEY_WRAP_IV)
  try {
    const key = decipher.update(wrapped)
    decipher.final()
    return key
  } catch {
    return undefined
  }
}

/** The authenticated parts of a compact JWE's text. */
interface EncryptedText {
  readonly nonce: Buffer
  readonly body: Buffer
  readonly tag: Buffer
  readonly aad: Buffer
}

/** Decrypts AES-256-GCM with a tag of 16 bytes; undefined when anything about it was changed. */
export function decryptText(key: Buffer, { nonce, body, tag, aad }: EncryptedText): Buffer | undefined {
  const decipher = createDecipheriv('aes-256-gcm', createSecretKey(key), nonce, { authTagLength: 16 })
  decipher.setAAD(aad)
  decipher.setAuthTag(tag)
  const text = decipher.update(body)
  try {
    decipher.final()
  } catch {
    return undefined
  }
  return text
}

/**
 * Does the work of decrypting under a key that is none, and throws it away. Nothing is asked of the tag: that the key did not unwrap has
 * thrown once already, and what fails in one place must not take longer than what fails in the other (T15).
 */
function spendAsIfDecrypting({ nonce, body, tag, aad }: EncryptedText): undefined {
  const decipher = createDecipheriv('aes-256-gcm', createSecretKey(randomBytes(32)), nonce, { authTagLength: 16 })
  decipher.setAAD(aad)
  decipher.setAuthTag(tag)
  decipher.update(body)
}

/**
 * Opens the outer half of an envelope: size, strict base64url, outer header, own key, decryption, in this order.
 * Throws Tamper `envelope-too-large`, `envelope-malformed`, `envelope-wrong-key` or `envelope-undecryptable`.
 */
export function decrypt(sealed: Uint8Array, keyring: OpeningKeys): Decrypted {
  if (sealed.length > ENVELOPE.maximumSize) throw new Tamper('envelope-too-large')
  const text = Buffer.from(sealed.buffer, sealed.byteOffset, sealed.byteLength).toString('latin1')
  // A sixth part, if any, shows that there are too many; more need not be cut.
  const parts = text.split('.', 6)
  if (parts.length !== 5) throw new Tamper('envelope-malformed')
  const [protectedHeader, wrappedKey, nonce, body, tag] = parts.map(fromBase64url)
  if (protectedHeader === undefined || wrappedKey?.length !== 40 || nonce?.length !== 12 || body === undefined || tag?.length !== 16)
    throw new Tamper('envelope-malformed')

  const header = readOuterHeader(protectedHeader)
  if (header === undefined) throw new Tamper('envelope-malformed')
  if (!keyring.encryption.some((own) => own.kid === header.kid)) throw new Tamper('envelope-wrong-key')

  const z = keyring.agree(header.kid, header.epk)
  if (z.equals(ZERO_SECRET)) throw new Tamper('envelope-malformed')
  const contentKey = unwrapContentKey(keyEncryptionKey(z), wrappedKey)
  const encrypted = { nonce, body, tag, aad: Buffer.from(parts[0] ?? '', 'latin1') }
  // RFC 7516 §11.5: a key that does not unwrap is replaced by a random one, so that the failure shows in one place only.
  const padded = contentKey === undefined ? spendAsIfDecrypting(encrypted) : decryptText(contentKey, encrypted)
  if (padded === undefined) throw new Tamper('envelope-undecryptable')
  return { kid: header.kid, padded }
}
