import fc from 'fast-check'
import { calculateJwkThumbprint } from 'jose'
import { describe, expect, it } from 'vitest'
import { seed } from '../../test/seed.ts'
import { newEncryptionKey, newSigningKey } from '../keyring/new-keys.ts'
import { fromBase64url, toBase64url } from './base64url.ts'
import { hashOf, saltedHash } from './hash.ts'
import { isSmallOrder, knownPublicKey, parsePublicKey, thumbprint } from './jwk.ts'

const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_'

describe('base64url is strict', () => {
  it('takes back what it gives', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 300 }), (bytes) => {
        expect(fromBase64url(toBase64url(bytes))).toEqual(Buffer.from(bytes))
      }),
      { seed },
    )
  })

  it('refuses every other spelling of the last character', () => {
    for (const bytes of [Buffer.of(255), Buffer.of(1, 2), Buffer.of(9, 8, 7, 6), Buffer.alloc(32, 3)]) {
      const text = toBase64url(bytes)
      const accepted = [...ALPHABET].filter((last) => fromBase64url(text.slice(0, -1) + last)?.equals(bytes))
      expect(accepted).toEqual([text.at(-1)])
      const spare = ALPHABET.indexOf(text.at(-1) ?? '') + 1
      expect(fromBase64url(text.slice(0, -1) + ALPHABET[spare])).toBeUndefined()
    }
  })

  it.each(['QQ==', 'QQ=', 'Q', ' QQ', 'QQ\n', 'Q+8', 'Q/8', 'QQ.', 'QQé'])('refuses %j', (text) =>
    expect(fromBase64url(text)).toBeUndefined(),
  )
})

describe('keys', () => {
  it('has the thumbprint of RFC 8037 appendix A.3', () => {
    expect(thumbprint({ kty: 'OKP', crv: 'Ed25519', x: '11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo' })).toBe(
      'kPrK_qmxVWaYVA9wwBF6Iuo3vVzz7TxHCTwXBygrS4k',
    )
  })

  it('agrees with jose on thumbprints', async () => {
    for (const { jwk, kid } of [newSigningKey(), newEncryptionKey()]) expect(await calculateJwkThumbprint({ ...jwk })).toBe(kid)
  })

  it.each([
    '00'.repeat(32),
    `${'00'.repeat(31)}80`,
    `01${'00'.repeat(31)}`,
    'e0eb7a7c3b41b8ae1656e3faf19fc46ada098deb9c32b1fd866205165f49b800',
    '5f9c95bca3508c24b1d0b1559c83ef5b04445cc4581c8e86d8224eddd09f1157',
    `ec${'ff'.repeat(30)}7f`,
    `ed${'ff'.repeat(30)}7f`,
    `ee${'ff'.repeat(30)}7f`,
    `ee${'ff'.repeat(31)}`,
  ])('refuses the X25519 point of small order %s', (hex) => {
    expect(isSmallOrder(Buffer.from(hex, 'hex'))).toBe(true)
    expect(parsePublicKey({ kty: 'OKP', crv: 'X25519', x: Buffer.from(hex, 'hex').toString('base64url') })).toBeUndefined()
  })

  it('refuses short, long and misspelt keys', () => {
    const { x } = newSigningKey().jwk
    for (const bad of ['', 'AAAA', `${x}A`, `${x}=`, x.slice(0, -2)])
      expect(parsePublicKey({ kty: 'OKP', crv: 'Ed25519', x: bad })).toBeUndefined()
  })

  it('remembers a key under its own name only', () => {
    const { jwk, kid } = newSigningKey()
    expect(knownPublicKey(jwk)).toBe(knownPublicKey({ kty: 'OKP', crv: 'Ed25519', x: jwk.x }))
    expect(knownPublicKey(jwk)?.kid).toBe(kid)
    expect(knownPublicKey({ ...jwk, crv: 'X25519' })?.kid).not.toBe(kid)
  })
})

describe('hashes', () => {
  it('names a JWS by the SHA-256 of its characters', () => expect(hashOf('abc')).toBe('ungWv48Bz-pBQUDeXa4iI7ADYaOWF3qctBD_YfIAFa0'))

  it('salts with 16 bytes and nothing else', () => {
    const salt = Buffer.alloc(16, 1)
    expect(saltedHash(salt, 'x')).toMatch(/^[\w-]{43}$/)
    expect(saltedHash(salt, 'x')).not.toBe(saltedHash(Buffer.alloc(16, 2), 'x'))
    expect(() => saltedHash(Buffer.alloc(15), 'x')).toThrow(RangeError)
  })
})
