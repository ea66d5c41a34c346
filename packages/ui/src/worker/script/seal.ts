import { PORTAL_ENVELOPE, type PortalContent } from '@ihala/contract'
import { sha256 } from '@noble/hashes/sha2.js'
import { CompactEncrypt } from 'jose'

/** Hashes of one turn, after which the page may draw and be pressed. */
const TURN = 4_000

/** To whom something is sealed. */
interface Recipient {
  readonly kid: string
  readonly jwk: { readonly kty: 'OKP'; readonly crv: 'X25519'; readonly x: string }
}

/**
 * Seals to the portal's key (A4) as `PORTAL_ENVELOPE` says: length ‖ JSON ‖ zeros to one size, in a compact JWE.
 * Undefined where this browser knows no X25519, or has no cryptography on this address.
 */
export async function seal(content: PortalContent, { kid, jwk }: Recipient): Promise<string | undefined> {
  if (!(await canSeal())) return undefined
  const { typ, size, lengthBytes } = PORTAL_ENVELOPE
  const json = new TextEncoder().encode(JSON.stringify(content))
  if (json.length > size - lengthBytes) throw new RangeError('a report does not fit its envelope')
  const padded = new Uint8Array(size)
  new DataView(padded.buffer).setUint32(0, json.length)
  padded.set(json, lengthBytes)
  return new CompactEncrypt(padded).setProtectedHeader({ alg: 'ECDH-ES+A256KW', enc: 'A256GCM', typ, kid }).encrypt(jwk)
}

async function canSeal(): Promise<boolean> {
  try {
    await crypto.subtle.generateKey('X25519', false, ['deriveBits'])
    return true
  } catch {
    return false
  }
}

/**
 * Solves a puzzle (A8): the number with which SHA-256 of `<puzzle>.<number>` begins with `bits` zero bits. In small turns, so that the
 * page stays alive. The browser's own SHA-256 answers each hash by a promise, which made it thirty times as long.
 * @param told how far it is, 0 to 1: the chance that it would have been found by now
 */
export async function solve(puzzle: string, bits: number, told: (share: number) => void): Promise<string> {
  const text = new TextEncoder()
  const begun = sha256.create().update(text.encode(`${puzzle}.`))
  for (let tried = 0; ; ) {
    for (const end = tried + TURN; tried < end; tried += 1) {
      if (
        zeroBits(
          begun
            .clone()
            .update(text.encode(String(tried)))
            .digest(),
        ) >= bits
      )
        return String(tried)
    }
    told(1 - Math.exp(-tried / 2 ** bits))
    await new Promise((resolve) => setTimeout(resolve))
  }
}

function zeroBits(digest: Uint8Array): number {
  const full = digest.findIndex((byte) => byte !== 0)
  return full < 0 ? digest.length * 8 : full * 8 + Math.clz32(digest[full] ?? 0) - 24
}
