import { ENVELOPE } from '@ihala/contract'
import fc from 'fast-check'
import { CompactEncrypt, CompactSign, compactDecrypt, compactVerify, decodeProtectedHeader, importJWK } from 'jose'
import { describe, expect, it } from 'vitest'
import { seed } from '../../test/seed.ts'
import { arrival, claims, encryptionKey, innerHeader, json, member, padded } from '../../test/two-members.ts'
import { memoryKeyring, newEncryptionKey, newWrappingKey, openEnvelope, sealTo, signCompact, signEvent } from '../index.ts'

const union = member('itf')
const ministry = member('ministry')

describe('signing', () => {
  it('makes the signature of RFC 8037 appendix A.4', () => {
    const rfc = memoryKeyring({
      signing: {
        kty: 'OKP',
        crv: 'Ed25519',
        x: '11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo',
        d: 'nWGxne_9WmC6hEr0kuwsxERJxWl7MmkZcDusAxyuf2A',
      },
      encryption: [newEncryptionKey().jwk],
      wrapping: [newWrappingKey()],
    })
    expect(rfc.sign(Buffer.from('eyJhbGciOiJFZERTQSJ9.RXhhbXBsZSBvZiBFZDI1NTE5IHNpZ25pbmc')).toString('base64url')).toBe(
      'hgyY0il_MGCjP0JzlnLWG1PPOt7-09PGcvMg3AIbQR6dWbhijcNR4ki4iylGjg5BhVsPt9g7sVvpAr_MuM0KAg',
    )
  })

  it('writes the header to the letter and the payload byte for byte', () => {
    const payload = Buffer.from('{ "b":1,  "a":"é" }')
    const [header, body] = signEvent(payload, union.keyring).split('.')
    expect(Buffer.from(header ?? '', 'base64url').toString()).toBe(innerHeader(union))
    expect(Buffer.from(body ?? '', 'base64url')).toEqual(payload)
  })

  it('is verified by jose', async () => {
    const jws = signEvent(json(claims(union, ministry)), union.keyring)
    const { protectedHeader } = await compactVerify(jws, await importJWK({ ...union.keyring.signing.jwk, alg: 'Ed25519' }), {
      algorithms: ['Ed25519'],
    })
    expect(protectedHeader.typ).toBe(ENVELOPE.typ.event)
  })
})

describe('sealing', () => {
  it('makes envelopes of one length for every content of a size', () => {
    const lengths = new Map<number, Set<number>>()
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 16_380 }), fc.constantFrom(ENVELOPE.eventSize, ENVELOPE.chunkSize), (length, size) => {
        const to = length % 7 === 0 ? newEncryptionKey().jwk : encryptionKey(ministry).jwk
        const seen = lengths.get(size) ?? new Set()
        lengths.set(size, seen.add(sealTo(to, 'x'.repeat(length), size).length))
      }),
      {
        seed,
        numRuns: 300,
        examples: [
          [0, ENVELOPE.eventSize],
          [16_380, ENVELOPE.eventSize],
          [0, ENVELOPE.chunkSize],
        ],
      },
    )
    expect([...lengths.values()].map((seen) => seen.size)).toEqual([1, 1])
    expect(Math.max(...[...lengths.values()].flatMap((seen) => [...seen]))).toBeLessThan(ENVELOPE.maximumSize)
  })

  it('refuses what does not fit', () => {
    expect(() => sealTo(encryptionKey(ministry).jwk, 'x'.repeat(16_381), ENVELOPE.eventSize)).toThrow(
      expect.objectContaining({ code: 'event-too-large' }),
    )
  })

  it('refuses to seal to a signing key or to a point of small order', () => {
    expect(() => sealTo(union.keyring.signing.jwk, 'x', ENVELOPE.eventSize)).toThrow(TypeError)
    expect(() => sealTo({ kty: 'OKP', crv: 'X25519', x: 'A'.repeat(43) }, 'x', ENVELOPE.eventSize)).toThrow(TypeError)
  })

  it('is decrypted by jose, and its header is to the letter', async () => {
    const sealed = sealTo(encryptionKey(ministry).jwk, 'a.b.c', ENVELOPE.eventSize).toString()
    const { plaintext } = await compactDecrypt(sealed, await importJWK({ ...ministry.encryption }, 'ECDH-ES+A256KW'))
    expect(Buffer.from(plaintext)).toEqual(padded('a.b.c'))
    const header = decodeProtectedHeader(sealed)
    const epk = { kty: 'OKP', crv: 'X25519', x: Object(header.epk).x }
    const wanted = JSON.stringify({
      alg: 'ECDH-ES+A256KW',
      enc: 'A256GCM',
      typ: 'ihala-env+jwe',
      cty: 'ihala-event+jwt',
      kid: encryptionKey(ministry).kid,
      epk,
    })
    expect(Buffer.from(sealed.split('.')[0] ?? '', 'base64url').toString()).toBe(wanted)
  })

  it('opens what jose signed and sealed', async () => {
    const event = claims(union, ministry)
    const jws = await new CompactSign(json(event))
      .setProtectedHeader({ alg: 'Ed25519', typ: ENVELOPE.typ.event, kid: union.keyring.signing.kid })
      .sign(await importJWK({ ...union.signing }, 'Ed25519'))
    const sealed = await new CompactEncrypt(padded(jws))
      .setProtectedHeader({
        alg: 'ECDH-ES+A256KW',
        enc: 'A256GCM',
        typ: ENVELOPE.typ.envelope,
        cty: ENVELOPE.typ.event,
        kid: encryptionKey(ministry).kid,
      })
      .encrypt(await importJWK({ ...encryptionKey(ministry).jwk }, 'ECDH-ES+A256KW'))
    expect(openEnvelope(Buffer.from(sealed), arrival(ministry, union))).toMatchObject({ outcome: 'opened', claims: event, innerJws: jws })
  })

  it('never repeats a ciphertext', () => {
    const jws = signCompact(ENVELOPE.typ.event, json({}), union.keyring)
    const made = Array.from({ length: 20 }, () => sealTo(encryptionKey(ministry).jwk, jws, ENVELOPE.eventSize).toString())
    for (const part of [0, 1, 2, 3, 4]) expect(new Set(made.map((one) => one.split('.')[part])).size).toBe(20)
  })
})
