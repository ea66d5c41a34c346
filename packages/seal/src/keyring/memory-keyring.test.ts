import { createPublicKey, verify } from 'node:crypto'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { seed } from '../../test/seed.ts'
import { decryptUnder, encryptUnder, memoryKeyring, newCaseKey, newEncryptionKey, newSigningKey, newWrappingKey } from '../index.ts'

const parts = () => ({
  signing: newSigningKey().jwk,
  encryption: [newEncryptionKey().jwk, newEncryptionKey().jwk],
  wrapping: [newWrappingKey()],
})

describe('a keyring in memory', () => {
  it('signs with its signing key and shows no private half', () => {
    const given = parts()
    const keyring = memoryKeyring(given)
    expect(
      verify(null, Buffer.from('x'), createPublicKey({ format: 'jwk', key: { ...keyring.signing.jwk } }), keyring.sign(Buffer.from('x'))),
    ).toBe(true)
    const shown = JSON.stringify(keyring)
    for (const secret of [given.signing.d, ...given.encryption.map((key) => key.d)]) expect(shown).not.toContain(secret)
  })

  it('agrees on the same secret from both sides, with each of its keys', () => {
    const [one, other] = [memoryKeyring(parts()), memoryKeyring(parts())]
    for (const a of one.encryption) for (const b of other.encryption) expect(one.agree(a.kid, b.jwk)).toEqual(other.agree(b.kid, a.jwk))
  })

  it('refuses unknown keys, points of small order and signing keys', () => {
    const keyring = memoryKeyring(parts())
    const kid = keyring.encryption[0]?.kid ?? ''
    expect(() => keyring.agree('A'.repeat(43), newEncryptionKey().jwk)).toThrow('no such')
    expect(() => keyring.agree(kid, { kty: 'OKP', crv: 'X25519', x: 'A'.repeat(43) })).toThrow('not a usable')
    expect(() => keyring.agree(kid, keyring.signing.jwk)).toThrow('not a usable')
  })

  it('is not built from keys of the wrong kind, or from none', () => {
    const good = parts()
    expect(() => memoryKeyring({ ...good, signing: newEncryptionKey().jwk })).toThrow(TypeError)
    expect(() => memoryKeyring({ ...good, encryption: [newSigningKey().jwk] })).toThrow(TypeError)
    expect(() => memoryKeyring({ ...good, encryption: [] })).toThrow(TypeError)
    expect(() => memoryKeyring({ ...good, wrapping: [] })).toThrow(TypeError)
  })

  it('unwraps what it wrapped, also after a new wrapping key came, and nobody else does', () => {
    const good = parts()
    const caseKey = newCaseKey()
    const wrapped = memoryKeyring(good).wrap(caseKey)
    expect(wrapped.includes(caseKey)).toBe(false)
    const rotated = memoryKeyring({ ...good, wrapping: [newWrappingKey(), ...good.wrapping] })
    expect(rotated.unwrap(wrapped)).toEqual(caseKey)
    expect(rotated.unwrap(rotated.wrap(caseKey))).toEqual(caseKey)
    expect(() => memoryKeyring(parts()).unwrap(wrapped)).toThrow()
    expect(() => memoryKeyring(good).unwrap(rotated.wrap(caseKey))).toThrow()
  })

  it('notices any changed byte of a wrapped key', () => {
    const keyring = memoryKeyring(parts())
    const wrapped = keyring.wrap(newCaseKey())
    for (const at of wrapped.keys()) expect(() => keyring.unwrap(wrapped.with(at, (wrapped[at] ?? 0) ^ 1))).toThrow()
    for (const length of wrapped.keys()) expect(() => keyring.unwrap(wrapped.subarray(0, length))).toThrow()
  })
})

describe('bytes at rest', () => {
  it('open under their key and their name, and no other', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 2000 }), fc.string(), fc.string(), (bytes, name, other) => {
        const key = newCaseKey()
        const kept = encryptUnder(key, bytes, name)
        expect(decryptUnder(key, kept, name)).toEqual(Buffer.from(bytes))
        expect(encryptUnder(key, bytes, name)).not.toEqual(kept)
        expect(() => decryptUnder(newCaseKey(), kept, name)).toThrow('do not open')
        if (other !== name) expect(() => decryptUnder(key, kept, other)).toThrow('do not open')
      }),
      { seed, numRuns: 200 },
    )
  })

  it('notice any change, another version and a cut', () => {
    const key = newCaseKey()
    const kept = encryptUnder(key, Buffer.from('the need'), 'case')
    for (const at of kept.keys()) expect(() => decryptUnder(key, kept.with(at, (kept[at] ?? 0) ^ 0x80), 'case')).toThrow()
    for (const length of kept.keys()) expect(() => decryptUnder(key, kept.subarray(0, length), 'case')).toThrow()
  })

  it('need a key of 32 bytes', () => {
    expect(() => encryptUnder(Buffer.alloc(16), Buffer.of(1), '')).toThrow()
  })
})
