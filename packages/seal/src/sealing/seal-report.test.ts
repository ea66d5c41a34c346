import { PORTAL_ENVELOPE } from '@ihala/contract'
import { CompactEncrypt, compactDecrypt, decodeProtectedHeader, importJWK } from 'jose'
import { describe, expect, it } from 'vitest'
import { keyOfReport, newEncryptionKey, openingKeys, openReport, sealReport, sealTo } from '../index.ts'

const key = newEncryptionKey()
const portal = openingKeys([key.jwk])
const told = Buffer.from('{"message":"أخذوا جوازي"}')

describe('what is told to a portal', () => {
  it('opens again with the key of the portal, and with no other', () => {
    const sealed = sealReport(key.jwk, told)
    expect(openReport(sealed, portal)).toEqual(told)
    expect(keyOfReport(sealed)).toBe(key.kid)
    expect(openReport(sealed, openingKeys([newEncryptionKey().jwk]))).toBeUndefined()
  })

  it('has one length, whatever it says', () => {
    const lengths = new Set([0, 1, 3000, PORTAL_ENVELOPE.size - 4].map((length) => sealReport(key.jwk, Buffer.alloc(length, 'x')).length))
    expect(lengths.size).toBe(1)
    expect(() => sealReport(key.jwk, Buffer.alloc(PORTAL_ENVELOPE.size - 3))).toThrow(expect.objectContaining({ code: 'body-too-large' }))
  })

  it('is a compact JWE that others read and write', async () => {
    const sealed = sealReport(key.jwk, told)
    const { plaintext } = await compactDecrypt(sealed, await importJWK({ ...key.jwk }, 'ECDH-ES+A256KW'))
    expect(Buffer.from(plaintext).subarray(4, 4 + told.length)).toEqual(told)
    expect(Object.keys(decodeProtectedHeader(sealed))).toEqual(['alg', 'enc', 'typ', 'kid', 'epk'])
    const padded = Buffer.alloc(PORTAL_ENVELOPE.size)
    padded.writeUInt32BE(told.length)
    padded.set(told, 4)
    const { kty, crv, x } = key.jwk
    const theirs = await new CompactEncrypt(padded)
      .setProtectedHeader({ alg: 'ECDH-ES+A256KW', enc: 'A256GCM', typ: PORTAL_ENVELOPE.typ, kid: key.kid })
      .encrypt(await importJWK({ kty, crv, x }, 'ECDH-ES+A256KW'))
    expect(openReport(theirs, portal)).toEqual(told)
  })

  it('is not opened when anything of it was changed, and an event is no report', () => {
    const sealed = sealReport(key.jwk, told)
    for (const at of [10, sealed.indexOf('.') + 5, 600, sealed.length - 3]) {
      const changed = `${sealed.slice(0, at)}${sealed[at] === 'A' ? 'B' : 'A'}${sealed.slice(at + 1)}`
      expect(openReport(changed, portal)).toBeUndefined()
    }
    expect(openReport(sealTo(key.jwk, 'a.b.c', 16_384).toString(), portal)).toBeUndefined()
    expect(keyOfReport(sealTo(key.jwk, 'a.b.c', 16_384).toString())).toBeUndefined()
    for (const none of ['', '....', 'x'.repeat(100_000)]) expect(openReport(none, portal)).toBeUndefined()
  })
})
