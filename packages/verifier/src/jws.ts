import { createHash, createPublicKey, verify } from 'node:crypto'
import { readJson } from './strict-json.ts'
import { Wrong } from './wrong.ts'

/** A compact JWS (RFC 7515) taken apart. Nothing about it is verified. */
export interface Parts {
  readonly header: Readonly<Record<string, unknown>>
  readonly claims: unknown
  /** What the signature is over: ASCII(header . payload). */
  readonly signed: Buffer
  readonly signature: Buffer
  /** SHA-256 of the whole JWS, base64url: its name in chains, receipts and leaves. */
  readonly hash: string
}

/** A public key of the registry: base64url of 32 bytes, RFC 8037. */
export interface Ed25519Key {
  readonly x: string
}

// RFC 8410 §4: what stands before the 32 bytes of an Ed25519 key.
const SPKI = Buffer.from('302a300506032b6570032100', 'hex')

/** base64url without padding, in its one spelling (RFC 4648 §5, §3.5); undefined for any other. */
export function fromBase64url(text: string): Buffer | undefined {
  const bytes = Buffer.from(text, 'base64url')
  return bytes.toString('base64url') === text ? bytes : undefined
}

/** SHA-256, base64url. */
export function sha256(bytes: string | Uint8Array): string {
  return createHash('sha256').update(bytes).digest('base64url')
}

/** RFC 7638 thumbprint of an Ed25519 public key. */
export function thumbprint({ x }: Ed25519Key): string {
  return sha256(`{"crv":"Ed25519","kty":"OKP","x":"${x}"}`)
}

/** Whether this key signed these bytes (RFC 8032, pure Ed25519). */
export function isSigned({ x }: Ed25519Key, bytes: Uint8Array, signature: Uint8Array): boolean {
  const key = fromBase64url(x)
  if (key?.length !== 32 || signature.length !== 64) return false
  return verify(null, bytes, createPublicKey({ format: 'der', type: 'spki', key: Buffer.concat([SPKI, key]) }), signature)
}

/** Takes a JWS apart. Throws Wrong. */
export function readJws(jws: string, where: string): Parts {
  const [header = '', payload = '', last = '', ...more] = jws.split('.')
  const bytes = [header, payload, last].map(fromBase64url)
  const [head, body, signature] = bytes
  if (more.length > 0 || head === undefined || body === undefined || signature?.length !== 64) throw new Wrong('jws-malformed', where)
  const said = readJson(text(head, where), where)
  if (typeof said !== 'object' || said === null || Array.isArray(said)) throw new Wrong('jws-header', where)
  return {
    header: { ...said },
    claims: readJson(text(body, where), where),
    signed: Buffer.from(`${header}.${payload}`),
    signature,
    hash: sha256(jws),
  }
}

/** UTF-8 that is UTF-8: two spellings of one text would be two texts with one meaning. */
function text(bytes: Buffer, where: string): string {
  const read = bytes.toString('utf8')
  if (!Buffer.from(read).equals(bytes)) throw new Wrong('jws-malformed', where)
  return read
}
