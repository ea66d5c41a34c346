import { ENVELOPE, type EventClaims } from '@ihala/contract'
import { describe, expect, it } from 'vitest'
import {
  arrival,
  claims,
  encryptionKey,
  forgeJwe,
  forgeJws,
  innerHeader,
  json,
  member,
  NOW,
  padded,
  receipt,
} from '../../test/two-members.ts'
import { hashOf, openEnvelope, sealTo, signCompact, signEvent, signReceipt } from '../index.ts'

const union = member('itf')
const ministry = member('ministry')
const charity = member('charity')
const box = encryptionKey(ministry)
const here = arrival(ministry, union, charity)

const sealed = (jws: string, size: 16_384 | 262_144 = ENVELOPE.eventSize) => sealTo(box.jwk, jws, size)
const signed = (change: Partial<EventClaims> = {}) => signEvent(json(claims(union, ministry, change)), union.keyring)
const open = (bytes: Uint8Array, change: Partial<typeof here> = {}) => openEnvelope(bytes, { ...here, ...change })
/** Sealed with another outer header. */
const outer = (header: (right: Record<string, unknown>) => object | string) => forgeJwe(box.jwk, box.kid, padded(signed()), header)
const tamper = (code: string) => ({ outcome: 'refused', code, authenticated: false })

describe('several in one envelope', () => {
  const good = () => signReceipt(receipt(union, ministry), union.keyring)
  const three = (second: string) => open(sealed([good(), second, good()].join('\n')))

  it.each([
    ['an event', () => signed(), 'inner-header-invalid'],
    ['nothing', () => '', 'inner-header-invalid'],
    ['a receipt that was altered', () => [...good().split('.').slice(0, 2), good().split('.')[2]].join('.'), 'signature-invalid'],
    [
      'a receipt signed by nobody’s key',
      () => forgeJws(innerHeader(union, 'ihala-receipt+jwt'), json(receipt(union, ministry)), charity.signing),
      'signature-invalid',
    ],
  ])('%s among them spoils all', (_what, second, code) => {
    expect(three(second())).toMatchObject({ outcome: 'refused', code })
  })
  it('a receipt for somebody else among them spoils all', () => {
    expect(three(signReceipt(receipt(union, charity), union.keyring))).toMatchObject({ outcome: 'refused', code: 'audience-wrong' })
  })
  it('a receipt by somebody else, passed on among them, spoils all', () => {
    expect(three(signReceipt(receipt(charity, ministry), charity.keyring))).toMatchObject({ outcome: 'refused', code: 'sender-tag-wrong' })
  })
  it('two events are never taken from one envelope', () => {
    expect(open(sealed([signed(), signed()].join('\n')))).toMatchObject(tamper('inner-header-invalid'))
  })
  it('more than are allowed are refused before any is verified', () => {
    const many = Array.from({ length: ENVELOPE.receiptsAtMost + 1 }, () => 'x.y.z').join('\n')
    expect(open(sealed(many))).toMatchObject(tamper('inner-header-invalid'))
  })
})

describe('an honest envelope', () => {
  it('opens to its claims, its inner JWS and its hash', () => {
    const event = claims(union, ministry)
    const jws = signEvent(json(event), union.keyring)
    expect(open(sealed(jws))).toEqual({
      outcome: 'opened',
      kind: 'event',
      claims: event,
      innerJws: jws,
      hash: hashOf(jws),
      kid: union.keyring.signing.kid,
    })
  })

  it('may be a receipt', () => {
    const word = receipt(union, ministry)
    expect(open(sealed(signReceipt(word, union.keyring)))).toMatchObject({
      outcome: 'opened',
      kind: 'receipts',
      receipts: [{ claims: word }],
    })
  })

  it('may be several receipts, each signed for itself, in their order', () => {
    const words = Array.from({ length: ENVELOPE.receiptsAtMost }, () => receipt(union, ministry))
    const texts = words.map((word) => signReceipt(word, union.keyring))
    expect(open(sealed(texts.join('\n')))).toEqual({
      outcome: 'opened',
      kind: 'receipts',
      receipts: words.map((claims, index) => ({
        claims,
        innerJws: texts[index],
        hash: hashOf(texts[index] ?? ''),
        kid: union.keyring.signing.kid,
      })),
    })
  })

  it('may have the members of its headers in any order', () => {
    const jws = forgeJws(
      `{ "kid":"${union.keyring.signing.kid}", "typ":"ihala-event+jwt", "alg":"Ed25519" }`,
      json(claims(union, ministry)),
      union.signing,
    )
    expect(open(forgeJwe(box.jwk, box.kid, padded(jws), (right) => Object.fromEntries(Object.entries(right).reverse())))).toMatchObject({
      outcome: 'opened',
    })
  })

  it('is kept and hashed as received, whatever its spacing', () => {
    const jws = forgeJws(innerHeader(union), ` ${JSON.stringify(claims(union, ministry), null, 2)}\n`, union.signing)
    expect(open(sealed(jws))).toMatchObject({ outcome: 'opened', innerJws: jws, hash: hashOf(jws) })
  })
})

describe('T14: the outer header is exact', () => {
  it.each<[string, (right: Record<string, unknown>) => object | string]>([
    ['zip', (right) => ({ ...right, zip: 'DEF' })],
    ['jku', (right) => ({ ...right, jku: 'https://evil.example/keys' })],
    ['jwk', (right) => ({ ...right, jwk: box.jwk })],
    ['crit', (right) => ({ ...right, crit: ['exp'], exp: 1 })],
    ['apu', (right) => ({ ...right, apu: 'QQ' })],
    ['p2c', (right) => ({ ...right, p2c: 2_000_000_000 })],
    ['alg dir', (right) => ({ ...right, alg: 'dir' })],
    ['alg ECDH-ES', (right) => ({ ...right, alg: 'ECDH-ES' })],
    ['alg PBES2', (right) => ({ ...right, alg: 'PBES2-HS256+A128KW' })],
    ['alg RSA1_5', (right) => ({ ...right, alg: 'RSA1_5' })],
    ['enc CBC', (right) => ({ ...right, enc: 'A256CBC-HS512' })],
    ['enc A128GCM', (right) => ({ ...right, enc: 'A128GCM' })],
    ['typ', (right) => ({ ...right, typ: 'JWT' })],
    ['typ case', (right) => ({ ...right, typ: 'IHALA-env+jwe' })],
    ['cty', (right) => ({ ...right, cty: 'ihala-receipt+jwt' })],
    ['no kid', ({ kid: _, ...rest }) => rest],
    ['kid list', (right) => ({ ...right, kid: [box.kid] })],
    ['no epk', ({ epk: _, ...rest }) => rest],
    ['epk null', (right) => ({ ...right, epk: null })],
    ['epk with d', (right) => ({ ...right, epk: { ...Object(right.epk), d: 'A'.repeat(43) } })],
    ['epk P-256', (right) => ({ ...right, epk: { kty: 'EC', crv: 'P-256', x: 'A'.repeat(43), y: 'A'.repeat(43) } })],
    ['epk Ed25519', (right) => ({ ...right, epk: { ...Object(right.epk), crv: 'Ed25519' } })],
    ['epk short', (right) => ({ ...right, epk: { ...Object(right.epk), x: 'AAAA' } })],
    ['kid twice', (right) => JSON.stringify(right).replace('"kid"', `"kid":"${box.kid}","kid"`)],
    ['alg twice, once escaped', (right) => JSON.stringify(right).replace('"alg"', '"\\u0061lg":"dir","alg"')],
    ['epk.x twice', (right) => JSON.stringify(right).replace('"crv"', '"x":"A","crv"')],
    ['__proto__', (right) => JSON.stringify(right).replace('"alg"', '"__proto__":{},"alg"')],
    ['an array', () => []],
    ['no JSON', () => 'alg=none'],
  ])('refuses %s', (_name, header) => expect(open(outer(header))).toEqual(tamper('envelope-malformed')))

  it.each(['0000', '0100', 'e0eb7a7c3b41b8ae1656e3faf19fc46ada098deb9c32b1fd866205165f49b800', `${'ec'.padEnd(62, 'f')}7f`])(
    'refuses an ephemeral point of small order %s',
    (hex) => {
      const x = Buffer.alloc(32)
      Buffer.from(hex, 'hex').copy(x)
      expect(open(outer((right) => ({ ...right, epk: { kty: 'OKP', crv: 'X25519', x: x.toString('base64url') } })))).toEqual(
        tamper('envelope-malformed'),
      )
    },
  )

  it('refuses a secret of zeros whatever the keyring says', () => {
    const keyring = { ...ministry.keyring, agree: () => Buffer.alloc(32) }
    expect(open(sealed(signed()), { keyring })).toEqual(tamper('envelope-malformed'))
  })

  it('refuses JSON serialisations, flattened, general and with several recipients', () => {
    const [head, key, iv, ciphertext, tag] = sealed(signed()).toString().split('.')
    const flat = { protected: head, encrypted_key: key, iv, ciphertext, tag }
    const general = { protected: head, recipients: [{ encrypted_key: key }, { encrypted_key: key }], iv, ciphertext, tag }
    for (const form of [flat, general, [flat]]) expect(open(json(form))).toEqual(tamper('envelope-malformed'))
  })

  it('refuses a bare inner JWS, nothing, and too much', () => {
    expect(open(Buffer.from(signed()))).toEqual(tamper('envelope-malformed'))
    expect(open(Buffer.alloc(0))).toEqual(tamper('envelope-malformed'))
    expect(open(Buffer.from('....'))).toEqual(tamper('envelope-malformed'))
    expect(open(Buffer.from('.'.repeat(ENVELOPE.maximumSize)))).toEqual(tamper('envelope-malformed'))
    expect(open(Buffer.alloc(ENVELOPE.maximumSize + 1))).toEqual(tamper('envelope-too-large'))
  })
})

describe('base64url of an envelope is strict', () => {
  it('refuses another last character, padding, white space and the other alphabet in every part', () => {
    const parts = sealed(signed()).toString().split('.')
    const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_'
    let respelt = 0
    for (const [place, part] of parts.entries()) {
      const spare = alphabet[alphabet.indexOf(part.at(-1) ?? '') + 1] ?? 'A'
      const sameBytes = Buffer.from(part.slice(0, -1) + spare, 'base64url').equals(Buffer.from(part, 'base64url'))
      if (sameBytes) respelt += 1
      for (const bad of [...(sameBytes ? [part.slice(0, -1) + spare] : []), `${part}=`, `${part}\n`, ` ${part}`, `${part}+`]) {
        expect(open(Buffer.from(parts.with(place, bad).join('.')))).toEqual(tamper('envelope-malformed'))
      }
    }
    expect(respelt).toBeGreaterThanOrEqual(2)
    expect(open(Buffer.from(`${parts.join('.')}.`))).toEqual(tamper('envelope-malformed'))
  })

  it('refuses a respelt signature inside', () => {
    const jws = signed()
    const last = jws.at(-1) === 'A' ? 'B' : String.fromCharCode((jws.at(-1) ?? 'A').charCodeAt(0) + 1)
    expect(Buffer.from(`${jws.slice(-86, -1)}${last}`, 'base64url').equals(Buffer.from(jws.slice(-86), 'base64url'))).toBe(true)
    expect(open(sealed(jws.slice(0, -1) + last))).toEqual(tamper('inner-header-invalid'))
  })
})

describe('decryption and padding', () => {
  it('refuses an envelope for another, and one whose bits were flipped', () => {
    expect(open(sealTo(encryptionKey(charity).jwk, signed(), ENVELOPE.eventSize))).toEqual(tamper('envelope-wrong-key'))
    const parts = sealed(signed()).toString().split('.')
    for (const place of [1, 2, 3, 4]) {
      const bytes = Buffer.from(parts[place] ?? '', 'base64url')
      bytes.writeUInt8((bytes[3] ?? 0) ^ 1, 3)
      expect(open(Buffer.from(parts.with(place, bytes.toString('base64url')).join('.')))).toEqual(tamper('envelope-undecryptable'))
    }
  })

  const jws = signed()
  const dirty = padded(jws)
  dirty[dirty.length - 1] = 1
  const dirtyAtOnce = padded(jws)
  dirtyAtOnce[4 + jws.length] = 1
  it.each<[string, Buffer]>([
    ['one byte short', padded(jws, 16_383)],
    ['one byte long', padded(jws, 16_385)],
    ['no padding', padded(jws, jws.length + 4)],
    ['nothing', Buffer.alloc(0)],
    ['three bytes', Buffer.alloc(3)],
    ['a length past the end', padded(jws, 16_384, 16_381)],
    ['the largest length', padded(jws, 16_384, 0xffffffff)],
    ['a length one too small', padded(jws, 16_384, jws.length - 1)],
    ['a last byte that is not zero', dirty],
    ['a first byte that is not zero', dirtyAtOnce],
  ])('refuses padding with %s', (_name, plaintext) =>
    expect(open(forgeJwe(box.jwk, box.kid, plaintext))).toEqual(tamper('envelope-bad-padding')),
  )

  it('refuses a length one too large: a zero is no character of a JWS', () => {
    expect(open(forgeJwe(box.jwk, box.kid, padded(jws, 16_384, jws.length + 1)))).toEqual(tamper('inner-header-invalid'))
  })

  it('takes the large size for chunks of files only, and chunks in the large size only', () => {
    const chunk = { evt: 'file-chunk', data: { file: 'A'.repeat(22), index: 0, of: 1, bytes: 'AAAA' } }
    expect(open(sealed(signed(chunk), ENVELOPE.chunkSize))).toMatchObject({ outcome: 'opened' })
    expect(open(sealed(signed(chunk)))).toMatchObject({ outcome: 'refused', code: 'envelope-bad-padding', authenticated: true })
    expect(open(sealed(signed(), ENVELOPE.chunkSize))).toMatchObject({
      outcome: 'refused',
      code: 'envelope-bad-padding',
      authenticated: true,
    })
  })
})

describe('T14: the inner header is exact', () => {
  const kid = union.keyring.signing.kid
  it.each([
    `{"alg":"none","typ":"ihala-event+jwt","kid":"${kid}"}`,
    `{"alg":"EdDSA","typ":"ihala-event+jwt","kid":"${kid}"}`,
    `{"alg":"HS256","typ":"ihala-event+jwt","kid":"${kid}"}`,
    `{"alg":"Ed25519","typ":"JWT","kid":"${kid}"}`,
    `{"alg":"Ed25519","typ":"ihala-grant+jwt","kid":"${kid}"}`,
    `{"alg":"Ed25519","typ":"entity-statement+jwt","kid":"${kid}"}`,
    `{"alg":"Ed25519","typ":"ihala-env+jwe","kid":"${kid}"}`,
    `{"alg":"Ed25519","kid":"${kid}"}`,
    `{"alg":"Ed25519","typ":"ihala-event+jwt"}`,
    `{"alg":"Ed25519","typ":"ihala-event+jwt","kid":["${kid}"]}`,
    `{"alg":"Ed25519","typ":"ihala-event+jwt","kid":"${kid}","kid":"${kid}"}`,
    `{"alg":"Ed25519","typ":"ihala-event+jwt","kid":"${kid}","jku":"https://evil.example"}`,
    `{"alg":"Ed25519","typ":"ihala-event+jwt","kid":"${kid}","b64":false,"crit":["b64"]}`,
    `{"alg":"Ed25519","typ":"ihala-event+jwt","__proto__":{"kid":"${kid}"}}`,
    '[]',
    '',
  ])('refuses %s', (header) =>
    expect(open(sealed(forgeJws(header, json(claims(union, ministry)), union.signing)))).toEqual(tamper('inner-header-invalid')),
  )
})

describe('who signed it', () => {
  it.each(['revoked', 'retired', 'not-yet', 'suspended'] as const)('refuses a key that is %s', (status) => {
    expect(open(sealed(signed()), { keyOf: () => ({ owner: union.id, jwk: union.keyring.signing.jwk, use: 'sig', status }) })).toEqual(
      tamper('key-not-valid-now'),
    )
  })

  it('refuses a key of another owner, of another use, of another curve, of another name', () => {
    const key = { owner: union.id, jwk: union.keyring.signing.jwk, use: 'sig', status: 'active' } as const
    expect(open(sealed(signed()), { keyOf: () => ({ ...key, owner: charity.id }) })).toEqual(tamper('key-not-of-issuer'))
    expect(open(sealed(signed()), { keyOf: () => ({ ...key, use: 'enc' }) })).toEqual(tamper('key-not-of-issuer'))
    expect(open(sealed(signed()), { keyOf: () => ({ ...key, jwk: encryptionKey(union).jwk }) })).toEqual(tamper('signature-invalid'))
    expect(open(sealed(signed()), { keyOf: () => ({ ...key, jwk: charity.keyring.signing.jwk }) })).toEqual(tamper('signature-invalid'))
  })

  it('refuses a good signature whose key the registry filed under another name', () => {
    const jws = forgeJws(innerHeader(union), json(claims(union, ministry)), charity.signing)
    const keyOf = () => ({ owner: union.id, jwk: charity.keyring.signing.jwk, use: 'sig', status: 'active' }) as const
    expect(open(sealed(jws), { keyOf })).toEqual(tamper('signature-invalid'))
  })

  it('waits for an unknown issuer or key, and says nothing of the claims', () => {
    const stranger = member('stranger')
    expect(open(sealed(signEvent(json(claims(stranger, ministry)), stranger.keyring)))).toEqual({
      outcome: 'waiting',
      reason: 'unknown-issuer',
      iss: stranger.id,
      kid: stranger.keyring.signing.kid,
    })
    expect(open(sealed(signEvent(json(claims(union, ministry)), stranger.keyring)))).toEqual({
      outcome: 'waiting',
      reason: 'unknown-key',
      iss: union.id,
      kid: stranger.keyring.signing.kid,
    })
  })

  it('refuses content changed under a signature', () => {
    const [head, , signature] = signed().split('.')
    expect(open(sealed(`${head}.${json(claims(union, ministry)).toString('base64url')}.${signature}`))).toEqual(tamper('signature-invalid'))
  })

  it('lets a fault of the registry through as a fault', () => {
    const keyOf = () => {
      throw new Error('registry is down')
    }
    expect(() => open(sealed(signed()), { keyOf })).toThrow('registry is down')
  })
})

describe('signed, and still refused', () => {
  const refusedAs = (code: string) => expect.objectContaining({ outcome: 'refused', code, authenticated: true, iss: union.id })
  const raw = (text: string) => sealed(forgeJws(innerHeader(union), text, union.signing))

  it.each([
    ['a key twice', '"seq":1', '"seq":1,"seq":1'],
    ['a key twice, once escaped', '"seq":1', '"seq":1,"s\\u0065q":2'],
    ['a key twice, deep', '"data":{}', '"data":{"a":[{"b":1,"b":2}]}'],
    ['the issuer twice', '{"iss"', '{"iss":"https://charity.ihala.example","iss"'],
    ['__proto__', '"data":{}', '"data":{"__proto__":{"a":1}}'],
    ['nesting', '"data":{}', `"data":{"a":${'['.repeat(40)}${']'.repeat(40)}}`],
  ])('refuses %s', (_name, from, to) => {
    const text = JSON.stringify(claims(union, ministry))
    expect(text).toContain(from)
    expect(open(raw(text.replace(from, to)))).toEqual(refusedAs('payload-malformed'))
  })

  it('refuses a payload that cannot be read at all, before anybody is known', () => {
    for (const payload of ['', '[]', 'null', '{"iss":1}', '{"a":1}', '{"iss":"x"', `{"iss":"${'x'.repeat(201)}"}`])
      expect(open(raw(payload))).toEqual(tamper('payload-malformed'))
    expect(open(sealed(forgeJws(innerHeader(union), Buffer.from([0x7b, 0xff, 0x7d]), union.signing)))).toEqual(tamper('payload-malformed'))
  })

  it('names the referral and place of what it refuses, when they are well-formed', () => {
    const event = claims(union, ministry, { v: 0, seq: 7 })
    expect(open(sealed(signEvent(json(event), union.keyring)))).toMatchObject({
      code: 'claims-invalid',
      jti: event.jti,
      case: event.case,
      seq: 7,
    })
    const opening = open(sealed(signEvent(json({ ...event, jti: 'Mohammed', case: 5, seq: '7' }), union.keyring)))
    expect(Object.keys(opening).sort()).toEqual(['authenticated', 'code', 'hash', 'innerJws', 'iss', 'outcome'])
  })

  it('refuses claims of one kind under the type of another', () => {
    expect(open(sealed(signCompact(ENVELOPE.typ.receipt, json(claims(union, ministry)), union.keyring)))).toEqual(
      refusedAs('claims-invalid'),
    )
    expect(open(sealed(signEvent(json(receipt(union, ministry)), union.keyring)))).toEqual(refusedAs('claims-invalid'))
    expect(open(sealed(signEvent(json({ ...claims(union, ministry), extra: 1 }), union.keyring)))).toEqual(refusedAs('claims-invalid'))
  })

  it('refuses what comes under our own name, and does not answer it', () => {
    const own = sealed(signEvent(json(claims(ministry, ministry)), ministry.keyring))
    expect(open(own, { senderTag: ministry.tag })).toMatchObject({ code: 'claims-invalid', authenticated: false, iss: ministry.id })
    const ownReceipt = sealed(signReceipt(receipt(ministry, ministry), ministry.keyring))
    expect(open(ownReceipt, { senderTag: ministry.tag })).toMatchObject({ code: 'claims-invalid', authenticated: false })
  })

  it('T17: refuses what was signed for another body or another key', () => {
    expect(open(sealed(signed({ aud: charity.id })))).toEqual(refusedAs('audience-wrong'))
    expect(open(sealed(signed({ enc_to: encryptionKey(charity).kid })))).toEqual(refusedAs('sealed-to-other-key'))
  })

  it('T17: does not answer the signer when somebody else passed it on', () => {
    expect(open(sealed(signed({ aud: charity.id })), { senderTag: charity.tag })).toMatchObject({
      code: 'audience-wrong',
      authenticated: false,
      iss: union.id,
    })
    expect(open(sealed(signed()), { senderTag: charity.tag })).toMatchObject({
      code: 'sender-tag-wrong',
      authenticated: false,
      iss: union.id,
    })
  })

  it('T27: tolerates five minutes, waits for a clock ahead, refuses the expired', () => {
    const lifetime = 3600
    const at = (iat: number) => open(sealed(signed({ iat, exp: iat + lifetime })))
    expect(at(NOW + 300)).toMatchObject({ outcome: 'opened' })
    expect(at(NOW + 301)).toMatchObject({ outcome: 'waiting', reason: 'clock-ahead', iss: union.id })
    expect(at(NOW - lifetime - 300)).toMatchObject({ outcome: 'opened' })
    expect(at(NOW - lifetime - 301)).toEqual(refusedAs('event-expired'))
  })

  it('refuses a life of more than 14 days, and none', () => {
    expect(open(sealed(signed({ exp: NOW + ENVELOPE.lifetime + 1 })))).toEqual(refusedAs('claims-invalid'))
    expect(open(sealed(signed({ exp: NOW })))).toEqual(refusedAs('claims-invalid'))
  })

  it('names an expired event, so that a known duplicate can still be answered', () => {
    const jws = signed({ iat: NOW - 9000, exp: NOW - 6000 })
    expect(open(sealed(jws))).toMatchObject({
      code: 'event-expired',
      authenticated: true,
      hash: hashOf(jws),
      jti: expect.stringMatching(/^[\w-]{22}$/),
    })
  })
})
