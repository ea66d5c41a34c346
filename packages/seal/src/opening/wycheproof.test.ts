import { createPrivateKey, createPublicKey } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { memoryKeyring, newSigningKey, newWrappingKey, type PublicJwk, thumbprint } from '../index.ts'
import { decryptText, unwrapContentKey } from './decrypt.ts'
import { isSignedBy } from './verify.ts'

interface Published {
  readonly tcId: number
  readonly comment: string
  readonly result: 'valid' | 'acceptable' | 'invalid'
}
type Vector<Name extends string> = Published & Readonly<Record<Name, string>>

/** The vectors of a group; every value is hexadecimal. */
function vectorsOf<T extends Published>(group: string): T[] {
  const lines = readFileSync(join(import.meta.dirname, '../../test/wycheproof', `${group}.jsonl`), 'utf8')
    .trim()
    .split('\n')
  return lines.map((line): T => JSON.parse(line))
}

const bytes = (hex: string): Buffer => Buffer.from(hex, 'hex')

/** Names the vectors that were judged otherwise than they were published: false accepts and false refusals. */
function judged<T extends Published>(vectors: readonly T[], isAccepted: (vector: T) => boolean): string[] {
  const wrong: string[] = []
  for (const vector of vectors) {
    const accepted = isAccepted(vector)
    if (vector.result === 'acceptable' || accepted === (vector.result === 'valid')) continue
    wrong.push(`${vector.tcId} ${vector.comment} ${accepted ? 'accepted' : 'refused'}`)
  }
  return wrong
}

test('T14: Ed25519 signatures, 151', () => {
  const vectors = vectorsOf<Vector<'pk' | 'msg' | 'sig'>>('ed25519')
  expect(vectors).toHaveLength(151)
  const wrong = judged(vectors, ({ pk, msg, sig }) => {
    const jwk: PublicJwk = { kty: 'OKP', crv: 'Ed25519', x: bytes(pk).toString('base64url') }
    const signed = { typ: 'ihala-event+jwt', kid: thumbprint(jwk), payload: Buffer.alloc(0) } as const
    return isSignedBy({ ...signed, signingInput: bytes(msg).toString('latin1'), signature: bytes(sig) }, jwk)
  })
  expect(wrong).toEqual([])
})

// RFC 8410 §7: what stands before the 32 bytes of a private X25519 key.
const PKCS8 = bytes('302e020100300506032b656e04220420')

test('T14: X25519 agreement, 518; a secret that anybody knows is refused', () => {
  const vectors = vectorsOf<Vector<'public' | 'private' | 'shared'> & { readonly zero: boolean }>('x25519')
  expect(vectors).toHaveLength(518)
  const wrong = vectors.flatMap(({ tcId, comment, zero, result, ...vector }) => {
    const secret = createPrivateKey({ key: Buffer.concat([PKCS8, bytes(vector.private)]), format: 'der', type: 'pkcs8' })
    const { x = '' } = createPublicKey(secret).export({ format: 'jwk' })
    const own = { kty: 'OKP', crv: 'X25519', x, d: bytes(vector.private).toString('base64url') } as const
    const ring = memoryKeyring({ signing: newSigningKey().jwk, encryption: [own], wrapping: [newWrappingKey()] })
    const other = { kty: 'OKP', crv: 'X25519', x: bytes(vector.public).toString('base64url') } as const
    let shared: string
    try {
      shared = ring.agree(ring.encryption[0]?.kid ?? '', other).toString('hex')
    } catch {
      return result === 'valid' ? [`${tcId} ${comment} refused`] : []
    }
    return !zero && shared === vector.shared ? [] : [`${tcId} ${comment} agreed`]
  })
  expect(wrong).toEqual([])
  expect(vectors.filter(({ zero }) => zero).length).toBe(31)
})

test('T14: AES-256-GCM, 105; what has not our lengths is refused unread', () => {
  const vectors = vectorsOf<Vector<'key' | 'iv' | 'aad' | 'msg' | 'ct' | 'tag'>>('aes-gcm')
  expect(vectors).toHaveLength(105)
  const ours = vectors.filter(({ iv, tag }) => bytes(iv).length === 12 && bytes(tag).length === 16)
  expect(ours).toHaveLength(66)
  const wrong = judged(ours, ({ key, iv, aad, msg, ct, tag }) => {
    const text = decryptText(bytes(key), { nonce: bytes(iv), aad: bytes(aad), body: bytes(ct), tag: bytes(tag) })
    return text?.toString('hex') === msg
  })
  expect(wrong).toEqual([])
})

test('T14: AES-256 key wrap, 68; a content key has 32 bytes', () => {
  const vectors = vectorsOf<Vector<'key' | 'msg' | 'ct'>>('aes-wrap')
  expect(vectors).toHaveLength(68)
  // What is not 40 bytes long is refused before it is unwrapped.
  const ours = vectors.filter(({ ct }) => bytes(ct).length === 40)
  expect(ours).toHaveLength(16)
  expect(judged(ours, ({ key, msg, ct }) => unwrapContentKey(bytes(key), bytes(ct))?.toString('hex') === msg)).toEqual([])
})
