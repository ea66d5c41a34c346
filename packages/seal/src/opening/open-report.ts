import { ENVELOPE, PORTAL_ENVELOPE } from '@ihala/contract'
import { fromBase64url } from '../format/base64url.ts'
import { isSmallOrder, type PublicJwk } from '../format/jwk.ts'
import { keyEncryptionKey } from '../format/key-derivation.ts'
import { decryptText, type OpeningKeys, unwrapContentKey } from './decrypt.ts'
import { isObject, parseStrictObject } from './raw-json.ts'

const { typ, size, lengthBytes } = PORTAL_ENVELOPE
/** A header is at most so long, bytes; with it the text of an envelope. */
const LONGEST_HEADER = 400
const LONGEST = Math.ceil((4 * (LONGEST_HEADER + size + 80)) / 3)
const ZEROS = Buffer.alloc(size)
const ZERO_SECRET = Buffer.alloc(32)

/**
 * Key it is sealed to, by its header; undefined when it has not exactly the form of what is sealed to a portal. Nothing is opened: what was
 * reported stays closed until somebody reads it.
 */
export function keyOfReport(sealed: string): string | undefined {
  return read(sealed)?.kid
}

/**
 * Opens what was sealed to a portal's key: its text, as `sealReport` and a browser seal it. Undefined for anything else, whatever is wrong
 * with it: whoever filed it learns only that it cannot be read.
 */
export function openReport(sealed: string, keys: OpeningKeys): Buffer | undefined {
  const envelope = read(sealed)
  if (envelope === undefined || !keys.encryption.some(({ kid }) => kid === envelope.kid)) return undefined
  const z = keys.agree(envelope.kid, envelope.epk)
  if (z.equals(ZERO_SECRET)) return undefined
  const key = unwrapContentKey(keyEncryptionKey(z), envelope.wrapped)
  const padded = key && decryptText(key, envelope)
  return padded && unpadded(padded)
}

/** An envelope taken apart; undefined when a part has not its form or size. */
function read(sealed: string) {
  if (sealed.length > LONGEST) return undefined
  const parts = sealed.split('.', 6)
  const [head, wrapped, nonce, body, tag] = parts.map(fromBase64url)
  if (parts.length !== 5 || head === undefined || wrapped?.length !== 40 || nonce?.length !== 12 || tag?.length !== 16) return undefined
  const header = readHeader(head)
  if (header === undefined || body?.length !== size) return undefined
  return { ...header, wrapped, nonce, body, tag, aad: Buffer.from(parts[0] ?? '', 'latin1') }
}

const hasExactly = (value: Record<string, unknown>, members: readonly string[]): boolean =>
  Object.keys(value).length === members.length && members.every((member) => Object.hasOwn(value, member))

function readHeader(bytes: Buffer): { readonly kid: string; readonly epk: PublicJwk } | undefined {
  const header = parseStrictObject(bytes)
  if (typeof header === 'string' || !hasExactly(header, ['alg', 'enc', 'typ', 'kid', 'epk'])) return undefined
  const { alg, enc, typ: said, kid, epk } = header
  if (alg !== ENVELOPE.jweAlg || enc !== ENVELOPE.jweEnc || said !== typ || typeof kid !== 'string') return undefined
  if (!isObject(epk) || !hasExactly(epk, ['kty', 'crv', 'x']) || epk.kty !== 'OKP' || epk.crv !== 'X25519') return undefined
  const x = typeof epk.x === 'string' ? fromBase64url(epk.x) : undefined
  if (x?.length !== 32 || isSmallOrder(x)) return undefined
  return { kid, epk: { kty: 'OKP', crv: 'X25519', x: x.toString('base64url') } }
}

function unpadded(padded: Buffer): Buffer | undefined {
  const end = lengthBytes + padded.readUInt32BE(0)
  if (end > size || !padded.subarray(end).equals(ZEROS.subarray(0, size - end))) return undefined
  return padded.subarray(lengthBytes, end)
}
