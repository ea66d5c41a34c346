import { ENVELOPE } from '@ihala/contract'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { seed } from '../../test/seed.ts'
import { arrival, claims, encryptionKey, forgeJwe, forgeJws, json, member, NOW, padded } from '../../test/two-members.ts'
import { openEnvelope } from '../index.ts'

const union = member('itf')
const ministry = member('ministry')
const charity = member('charity')
const box = encryptionKey(ministry)
const here = arrival(ministry, union, charity)
const right = <T>(value: T) => ({ value, right: true })
const wrong = <T>(...values: T[]) => values.map((value) => ({ value, right: false }))

// The right value twice as often as all others together, so that single faults are common.
const mostly = <T>(good: T, ...bad: T[]) =>
  fc.oneof({ weight: 3, arbitrary: fc.constant(right(good)) }, { weight: 1, arbitrary: fc.constantFrom(...wrong(...bad)) })

const confusion = fc.record({
  alg: mostly('Ed25519', 'EdDSA', 'none', 'None', 'HS256', 'HS512', 'ES256', 'RS256', 'Ed448', 'ed25519', ''),
  typ: mostly<string>(
    ENVELOPE.typ.event,
    ENVELOPE.typ.receipt,
    ENVELOPE.typ.grant,
    ENVELOPE.typ.statement,
    ENVELOPE.typ.envelope,
    'JWT',
    '',
  ),
  kid: mostly(
    union.keyring.signing.kid,
    charity.keyring.signing.kid,
    ministry.keyring.signing.kid,
    encryptionKey(union).kid,
    box.kid,
    '',
    '../../etc/passwd',
    'A'.repeat(43),
  ),
  iss: mostly(
    union.id,
    charity.id,
    ministry.id,
    'https://nobody.ihala.example',
    '',
    `${union.id}/`,
    union.id.toUpperCase(),
    '__proto__',
    'constructor',
  ),
  aud: mostly<unknown>(ministry.id, charity.id, union.id, [ministry.id], '', null, `${ministry.id}.`),
  encTo: mostly<unknown>(box.kid, encryptionKey(charity).kid, union.keyring.signing.kid, '', null),
  iat: mostly<unknown>(NOW, NOW + 100_000, NOW - 2_000_000, -1, '1', NOW + 0.5),
  tag: mostly(union.tag, charity.tag, ministry.tag, '', '*'),
  signer: mostly(union.signing, charity.signing, ministry.signing),
  outerKid: mostly(box.kid, encryptionKey(charity).kid, union.keyring.signing.kid, ''),
  outerAlg: mostly('ECDH-ES+A256KW', 'ECDH-ES', 'dir', 'A256KW', 'RSA-OAEP', 'none'),
})

describe('T15: confusion', () => {
  it('accepts what is right in everything and nothing else, and never crashes (4,000 mixtures)', () => {
    const seen = { accepted: 0, refused: 0 }
    fc.assert(
      fc.property(confusion, (mix) => {
        const { alg, typ, kid, iss, aud, encTo, iat, tag, signer, outerKid, outerAlg } = mix
        const body = { ...claims(union, ministry), iss: iss.value, aud: aud.value, enc_to: encTo.value, iat: iat.value }
        const jws = forgeJws(JSON.stringify({ alg: alg.value, typ: typ.value, kid: kid.value }), json(body), signer.value)
        const sealed = forgeJwe(box.jwk, outerKid.value, padded(jws), (header) => ({ ...header, alg: outerAlg.value }))
        const opening = openEnvelope(sealed, { ...here, senderTag: tag.value })
        // Four wrong parts may by chance be all the charity's: then it is an event of the charity, and as good as the union's.
        const author = [union, charity].some(
          (one) => iss.value === one.id && kid.value === one.keyring.signing.kid && tag.value === one.tag && signer.value === one.signing,
        )
        const allRight = author && [alg, typ, aud, encTo, iat, outerKid, outerAlg].every((part) => part.right)
        expect(opening.outcome === 'opened').toBe(allRight)
        // Only the true author at its own place is ever answered.
        if (opening.outcome === 'refused' && opening.authenticated) expect(author && alg.right).toBe(true)
        seen[allRight ? 'accepted' : 'refused'] += 1
      }),
      { seed, numRuns: 4000 },
    )
    expect(seen.accepted).toBeGreaterThan(20)
    expect(seen.refused).toBeGreaterThan(3000)
  })

  it('accepts a consistent event of the other member: the mixtures are refused for being mixed', () => {
    const jws = forgeJws(
      JSON.stringify({ alg: 'Ed25519', typ: ENVELOPE.typ.event, kid: charity.keyring.signing.kid }),
      json(claims(charity, ministry)),
      charity.signing,
    )
    expect(openEnvelope(forgeJwe(box.jwk, box.kid, padded(jws)), { ...here, senderTag: charity.tag })).toMatchObject({ outcome: 'opened' })
  })
})

describe('T19: changed bytes', () => {
  const jws = forgeJws(
    JSON.stringify({ alg: 'Ed25519', typ: ENVELOPE.typ.event, kid: union.keyring.signing.kid }),
    json(claims(union, ministry)),
    union.signing,
  )

  it('refuses an envelope with any byte changed, cut or doubled (2,000 of them)', () => {
    const sealed = forgeJwe(box.jwk, box.kid, padded(jws))
    const header = sealed.indexOf('.')
    const place = fc.oneof(fc.nat(header + 80), fc.nat(sealed.length - 1))
    fc.assert(
      fc.property(place, fc.nat(255), fc.constantFrom('change', 'cut', 'double'), (at, byte, how) => {
        const end = how === 'double' ? at : at + 1
        const changed = Buffer.concat([sealed.subarray(0, at), how === 'cut' ? Buffer.alloc(0) : Buffer.of(byte), sealed.subarray(end)])
        if (changed.equals(sealed)) return
        expect(openEnvelope(changed, here)).toEqual({ outcome: 'refused', code: expect.any(String), authenticated: false })
      }),
      { seed, numRuns: 2000 },
    )
  })

  it('refuses an inner JWS with any character changed (1,000 of them)', () => {
    fc.assert(
      fc.property(fc.nat(jws.length - 1), fc.integer({ min: 1, max: 255 }), (at, byte) => {
        const changed = Buffer.from(jws, 'latin1')
        if (changed[at] === byte) return
        changed[at] = byte
        const opening = openEnvelope(forgeJwe(box.jwk, box.kid, padded(changed.toString('latin1'))), here)
        expect(opening.outcome === 'waiting' || (opening.outcome === 'refused' && !opening.authenticated)).toBe(true)
      }),
      { seed, numRuns: 1000 },
    )
  })
})
