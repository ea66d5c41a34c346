import { createHash } from 'node:crypto'
import { PORTAL_ENVELOPE } from '@ihala/contract'
import { compactDecrypt, exportJWK, generateKeyPair } from 'jose'
import { afterEach, expect, test, vi } from 'vitest'
import { seal, solve } from './seal.ts'

afterEach(() => vi.restoreAllMocks())

async function recipient() {
  const { publicKey, privateKey } = await generateKeyPair('ECDH-ES+A256KW', { crv: 'X25519', extractable: true })
  const { x = '' } = await exportJWK(publicKey)
  return { to: { kid: 'k'.repeat(43), jwk: { kty: 'OKP', crv: 'X25519', x } as const }, privateKey }
}

test('A4: what the browser seals has the exact header and one size, and only the key opens it', async () => {
  const { to, privateKey } = await recipient()
  const sealed = await seal({ message: 'The building behind the mosque. العمارة.' }, to)
  const other = await seal({ message: 'x' }, to)
  expect(other?.length).toBe(sealed?.length)
  const { plaintext, protectedHeader } = await compactDecrypt(sealed ?? '', privateKey)
  const { epk, ...header } = protectedHeader
  expect(header).toEqual({ alg: 'ECDH-ES+A256KW', enc: 'A256GCM', typ: PORTAL_ENVELOPE.typ, kid: to.kid })
  expect(Object.keys(protectedHeader)).toEqual(['alg', 'enc', 'typ', 'kid', 'epk'])
  expect(Object.keys(epk ?? {}).sort()).toEqual(['crv', 'kty', 'x'])
  expect(plaintext).toHaveLength(PORTAL_ENVELOPE.size)
  const length = Buffer.from(plaintext).readUInt32BE(0)
  const text = Buffer.from(plaintext).subarray(PORTAL_ENVELOPE.lengthBytes, PORTAL_ENVELOPE.lengthBytes + length)
  expect(JSON.parse(text.toString())).toEqual({ message: 'The building behind the mosque. العمارة.' })
  expect(plaintext.subarray(PORTAL_ENVELOPE.lengthBytes + length).every((byte) => byte === 0)).toBe(true)
  await expect(compactDecrypt(sealed ?? '', (await recipient()).privateKey)).rejects.toThrow()
})

test('the longest report in a script of three bytes a letter still fits', async () => {
  const { to } = await recipient()
  const report = {
    language: 'tam',
    wrongs: ['papers-kept'] as ['papers-kept'],
    about: 'me' as const,
    answers: [],
    place: 'த'.repeat(300),
    since: 'த'.repeat(100),
    story: 'த'.repeat(3000),
  }
  expect(await seal({ report }, to)).toBeTypeOf('string')
  await expect(seal({ message: 'x'.repeat(PORTAL_ENVELOPE.size) }, to)).rejects.toThrow('does not fit')
})

test('a browser that knows no X25519 says so instead of sending in clear by itself', async () => {
  const { to } = await recipient()
  vi.spyOn(crypto.subtle, 'generateKey').mockRejectedValue(new DOMException('', 'NotSupportedError'))
  expect(await seal({ message: 'x' }, to)).toBeUndefined()
})

test('A8: the puzzle is solved in turns, and whoever made it can check it', async () => {
  const told: number[] = []
  const solution = await solve('a-puzzle', 12, (share) => told.push(share))
  expect(solution).toMatch(/^\d{1,20}$/)
  expect(createHash('sha256').update(`a-puzzle.${solution}`).digest().readUInt32BE(0) >>> 20).toBe(0)
  expect(told.every((share) => share >= 0 && share < 1)).toBe(true)
})
