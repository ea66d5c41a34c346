import { type CrossCertificate, ENVELOPE, type RegistryStatement, STATEMENT_LIFETIME } from '@ihala/contract'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type TestAnchor, testAnchor } from '../../../../test/kit/anchor.ts'
import { newEncryptionKey, newSigningKey, signTogether, verifyCrossedStatement, verifyCrossing } from '../index.ts'

const NOW = 1_772_352_000
const ours = testAnchor('https://trust-anchor.ihala.example')
const abroad = testAnchor('https://registry.hijra.example')
const third = testAnchor('https://registry.safar.example')
const pinned = [ours.anchor]
const invalid = { outcome: 'refused', code: 'statement-invalid' }
const expired = { outcome: 'refused', code: 'statement-expired' }

const permitting = (...permitted: string[]): CrossCertificate['constraints'] => ({
  max_path_length: 1,
  naming_constraints: { permitted },
})
function certificate(by: TestAnchor, about: TestAnchor, change: Partial<CrossCertificate> = {}): CrossCertificate {
  return {
    iss: by.anchor.iss,
    sub: about.anchor.iss,
    iat: NOW,
    exp: NOW + STATEMENT_LIFETIME,
    jwks: { keys: about.keys },
    metadata: { ihala_network: { names: { ar: 'شبكة', en: 'Network' }, status: 'live', until: NOW + 90 * 86_400 } },
    constraints: permitting('.hijra.example'),
    metadata_policy: {
      ihala_member: {
        kind: { one_of: ['shelter'] },
        sends: { subset_of: ['referral-accepted'] },
        accepts: { subset_of: ['referral-requested'] },
        takes: { subset_of: ['need'] },
      },
    },
    ...change,
  }
}
const [signing, sealing] = [newSigningKey(), newEncryptionKey()]
const dates = { nbf: NOW - 60, exp: NOW + 86_400 }
const open = (jwk: { readonly crv: 'Ed25519' | 'X25519'; readonly x: string }) => ({ kty: 'OKP' as const, crv: jwk.crv, x: jwk.x })
function statement(by: TestAnchor, sub: string, exp = NOW + STATEMENT_LIFETIME): RegistryStatement {
  return {
    iss: by.anchor.iss,
    sub,
    iat: NOW,
    exp,
    jwks: {
      keys: [
        { ...open(signing.jwk), kid: signing.kid, use: 'sig', ...dates },
        { ...open(sealing.jwk), kid: sealing.kid, use: 'enc', ...dates },
      ],
    },
    metadata: {
      ihala_member: {
        kind: 'shelter',
        names: { ar: 'دار', en: 'House' },
        status: 'live',
        bus_tag: `A${'B'.repeat(55)}`,
        sends: ['referral-accepted'],
        accepts: {},
        serves: [],
        takes: [],
      },
    },
  }
}
const says = (by: TestAnchor, word: object): string => signTogether(ENVELOPE.typ.statement, word, by.signers)
/** The verdict about a member's statement, over a path. */
function verdict(path: readonly string[], jws: string, now = NOW, counts?: Parameters<typeof verifyCrossing>[3]) {
  const way = verifyCrossing(path, pinned, now, counts)
  return way.outcome === 'trusted' ? verifyCrossedStatement(jws, way.content, pinned, now) : way
}
const hostel = 'https://hostel.hijra.example'
const word = says(abroad, statement(abroad, hostel))
const crossing = (change: Partial<CrossCertificate> = {}) => says(ours, certificate(ours, abroad, change))

describe('K6: a member of another network', () => {
  it('is trusted by its anchor’s word when ours cross-certified that anchor, and by nothing else', () => {
    expect(verdict([crossing()], word)).toEqual({ outcome: 'trusted', content: statement(abroad, hostel) })
    expect(verdict([], word)).toEqual(invalid)
    expect(verdict([crossing()], says(third, statement(abroad, hostel)))).toEqual(invalid)
    expect(verdict([crossing()], says(ours, statement(abroad, hostel)))).toEqual(invalid)
    expect(verdict([crossing()], says(ours, statement(ours, hostel)))).toEqual(invalid)
    expect(verdict([says(abroad, certificate(ours, abroad))], word)).toEqual(invalid)
    expect(verdict([says(abroad, certificate(abroad, abroad))], word)).toEqual(invalid)
  })

  it('T26: two bodies must have signed the certificate and the statement, one of each two outside government', () => {
    const alone = signTogether(ENVELOPE.typ.statement, certificate(ours, abroad), ours.bodies.slice(0, 1))
    expect(verdict([alone], word)).toEqual(invalid)
    const one = signTogether(ENVELOPE.typ.statement, statement(abroad, hostel), abroad.bodies.slice(0, 1))
    expect(verdict([crossing()], one)).toEqual(invalid)
  })

  it.each<[string, Partial<CrossCertificate>]>([
    ['keys of one body', { jwks: { keys: abroad.keys.map((key) => ({ ...key, holder: 'one' })) } }],
    ['keys of the government alone', { jwks: { keys: abroad.keys.map((key) => ({ ...key, government: true })) } }],
    ['a key twice', { jwks: { keys: [...abroad.keys, ...abroad.keys.slice(0, 1).map((key) => ({ ...key, holder: 'another' }))] } }],
    ['a key under another name', { jwks: { keys: abroad.keys.map((key, at) => (at === 0 ? { ...key, kid: signing.kid } : key)) } }],
    ['a key of our own anchor', { jwks: { keys: [...abroad.keys, ...ours.keys.slice(0, 1)] } }],
    ['our own names', { constraints: permitting('.hijra.example', '.ihala.example') }],
    ['one of our own names', { constraints: permitting('.hijra.example', 'care-house.ihala.example') }],
    ['names below ours', { constraints: permitting('.hijra.example', '.part.ihala.example') }],
    ['an end before its own', { metadata: { ihala_network: { names: { ar: 'ش', en: 'N' }, status: 'live', until: NOW + 60 } } }],
    ['more than a day', { exp: NOW + 2 * STATEMENT_LIFETIME }],
    ['a time to come', { iat: NOW + 3600, exp: NOW + 7200 }],
    ['no path at all', { constraints: { ...permitting('.hijra.example'), max_path_length: 0 } }],
  ])('is not trusted over a certificate that has %s', (_what, change) => {
    expect(verdict([crossing(change)], word)).toEqual(invalid)
    expect(verifyCrossing([crossing(change)], pinned, NOW)).toEqual(invalid)
  })

  it('is not trusted over a certificate with anything in it that is not known, critical or not', () => {
    const said = certificate(ours, abroad)
    const { naming_constraints: _, ...unnamed } = said.constraints
    for (const odd of [
      { ...said, crit: ['border'], border: 1 },
      { ...said, border: 1 },
      { ...said, metadata_policy_crit: ['regexp'] },
      { ...said, constraints: { ...said.constraints, allowed_entity_types: ['ihala_member'] } },
      { ...said, constraints: unnamed },
      { ...said, constraints: { naming_constraints: said.constraints.naming_constraints } },
      { ...said, metadata_policy: { ihala_member: { ...said.metadata_policy.ihala_member, kind: { value: 'shelter' } } } },
      { ...said, metadata_policy: { ihala_member: { ...said.metadata_policy.ihala_member, kind: { one_of: ['national-committee'] } } } },
      { ...said, metadata_policy: { ihala_member: { ...said.metadata_policy.ihala_member, kind: { one_of: ['test'] } } } },
    ])
      expect(verdict([says(ours, odd)], word)).toEqual(invalid)
  })

  it('has a name that the certificate permits and does not exclude, and never one of ours or of an anchor', () => {
    const named = (sub: string, constraints = permitting('.hijra.example')) =>
      verdict([crossing({ constraints })], says(abroad, statement(abroad, sub))).outcome
    expect(named('https://hostel.south.hijra.example')).toBe('trusted')
    expect(named('https://hostel.evil-hijra.example')).toBe('refused')
    expect(named('https://hostel.hijra.example.evil.example')).toBe('refused')
    expect(named('https://care-house.ihala.example')).toBe('refused')
    expect(named(abroad.anchor.iss)).toBe('refused')
    expect(named(hostel, permitting('hostel.hijra.example'))).toBe('trusted')
    expect(named(hostel, permitting('hijra.example'))).toBe('refused')
    const naming_constraints = { permitted: ['.hijra.example'], excluded: ['.south.hijra.example'] }
    expect(named('https://hostel.south.hijra.example', { max_path_length: 1, naming_constraints })).toBe('refused')
  })

  it('ends with the first that ends', () => {
    const short = NOW + 3600
    const ends = (path: string, jws: string) => {
      const heard = verdict([path], jws)
      return heard.outcome === 'trusted' ? heard.content.exp : heard.code
    }
    expect(ends(crossing({ exp: short }), word)).toBe(short)
    expect(ends(crossing(), says(abroad, statement(abroad, hostel, short)))).toBe(short)
    expect(verdict([crossing({ exp: short })], word, short + ENVELOPE.clockSkew + 1)).toEqual(expired)
    expect(verdict([crossing()], says(abroad, statement(abroad, hostel, short)), short + ENVELOPE.clockSkew + 1)).toEqual(expired)
  })

  it('is suspended when the agreement has ended', () => {
    const metadata = { ihala_network: { names: { ar: 'ش', en: 'N' }, status: 'ended' as const, until: NOW - 1 } }
    const heard = verdict([crossing({ metadata })], word)
    expect(heard.outcome === 'trusted' && heard.content.metadata.ihala_member.status).toBe('suspended')
  })

  it('T26: is not trusted by keys of its anchor that do not count yet', () => {
    const [first, ...others] = abroad.keys
    expect(verdict([crossing()], word, NOW, (_id, kid) => kid !== first?.kid)).toEqual(invalid)
    expect(verdict([crossing()], word, NOW, (_id, kid) => kid !== others.at(-1)?.kid).outcome).toBe('trusted')
  })
})

describe('K6: a third network that the other one cross-certified', () => {
  const permitted = permitting('.hijra.example', '.safar.example')
  const beyond = says(abroad, certificate(abroad, third, { constraints: permitting('.safar.example') }))
  const traveller = says(third, statement(third, 'https://hostel.safar.example'))

  it('is trusted only as far as ours lets it: as many authorities as it says, and the names it permits', () => {
    expect(verdict([crossing({ constraints: { ...permitted, max_path_length: 2 } }), beyond], traveller).outcome).toBe('trusted')
    expect(verdict([crossing({ constraints: { ...permitted, max_path_length: 1 } }), beyond], traveller)).toEqual(invalid)
    expect(verdict([crossing({ constraints: { ...permitting('.hijra.example'), max_path_length: 2 } }), beyond], traveller)).toEqual(
      invalid,
    )
    expect(verdict([beyond], traveller)).toEqual(invalid)
    expect(verdict([crossing({ constraints: { ...permitted, max_path_length: 2 } })], traveller)).toEqual(invalid)
  })

  it('has an anchor whose own name is permitted', () => {
    const south = permitting('.hijra.example', '.south.safar.example')
    const hidden = says(third, statement(third, 'https://hostel.south.safar.example'))
    expect(verdict([crossing({ constraints: { ...south, max_path_length: 2 } }), beyond], hidden)).toEqual(invalid)
    const seen = permitting(...south.naming_constraints.permitted, 'registry.safar.example')
    expect(verdict([crossing({ constraints: { ...seen, max_path_length: 2 } }), beyond], hidden).outcome).toBe('trusted')
  })

  it('never leads back to an anchor that is on the way already', () => {
    const fourth = testAnchor('https://registry.rihla.example')
    const permits = permitting('.hijra.example', '.safar.example', '.rihla.example')
    const wide = crossing({ constraints: { ...permits, max_path_length: 3 } })
    const on = (by: TestAnchor, to: TestAnchor, ...names: string[]) =>
      says(by, certificate(by, to, { constraints: { ...permitting(...names), max_path_length: 3 } }))
    const toThird = on(abroad, third, '.safar.example', '.rihla.example')
    const visitor = says(fourth, statement(fourth, 'https://hostel.rihla.example'))
    expect(verdict([wide, toThird, on(third, fourth, '.rihla.example')], visitor).outcome).toBe('trusted')
    // A certificate about itself by another name of its keys leads nowhere, nor does one about who certified it.
    const again = { ...third, anchor: { ...third.anchor, iss: abroad.anchor.iss } }
    expect(verifyCrossing([wide, toThird, on(third, again, '.rihla.example')], pinned, NOW)).toEqual(invalid)
    expect(verifyCrossing([wide, on(abroad, ours, '.safar.example')], pinned, NOW)).toEqual(invalid)
    const pinnedThird = [...pinned, third.anchor]
    expect(verifyCrossing([wide, toThird], pinned, NOW).outcome).toBe('trusted')
    expect(verifyCrossing([wide, toThird], pinnedThird, NOW)).toEqual(invalid)
  })

  it('never speaks of a name below any anchor that is pinned here', () => {
    const way = verifyCrossing([crossing({ constraints: permitted })], pinned, NOW)
    const foreign = says(abroad, statement(abroad, 'https://hostel.safar.example'))
    if (way.outcome !== 'trusted') throw new Error('no way')
    expect(verifyCrossedStatement(foreign, way.content, pinned, NOW).outcome).toBe('trusted')
    expect(verifyCrossedStatement(foreign, way.content, [...pinned, third.anchor], NOW)).toEqual(invalid)
  })
})

it('K6: no path longer than any certificate on it allows, and no name that one of them does not permit, is ever trusted', () => {
  const domains = ['hijra.example', 'safar.example', 'rihla.example']
  const anchors = domains.map((domain) => testAnchor(`https://registry.${domain}`))
  const Link = fc.record({
    max: fc.integer({ min: 0, max: 3 }),
    permitted: fc.subarray([...domains.map((domain) => `.${domain}`), 'hostel.safar.example', '.south.hijra.example'], { minLength: 1 }),
    excluded: fc.subarray(['hostel.hijra.example', '.safar.example', '.north.rihla.example']),
  })
  const names = domains.flatMap((domain) => [`hostel.${domain}`, `hostel.south.${domain}`, `hostel.north.${domain}`])
  let trusted = 0
  fc.assert(
    fc.property(fc.array(Link, { minLength: 1, maxLength: 3 }), fc.constantFrom(...names, 'care-house.ihala.example'), (links, name) => {
      const path = links.map(({ max, permitted, excluded }, at) => {
        const [by, about] = [at === 0 ? ours : anchors[at - 1], anchors[at]]
        if (!by || !about) throw new Error('no such anchor')
        const constraints = { max_path_length: max, naming_constraints: { permitted, excluded } }
        return says(by, certificate(by, about, { constraints }))
      })
      const last = anchors[links.length - 1]
      if (!last) throw new Error('no such anchor')
      const heard = verdict(path, says(last, statement(last, `https://${name}`)))
      const under = (host: string, one: string) => (one.startsWith('.') ? host.endsWith(one) : host === one)
      const lengthFits = links.every(({ max }, at) => links.length - at <= max)
      const nameFits = links.every(
        ({ permitted, excluded }) => permitted.some((one) => under(name, one)) && !excluded.some((one) => under(name, one)),
      )
      if (heard.outcome === 'trusted') trusted += 1
      if (!lengthFits || !nameFits) expect(heard).toEqual(invalid)
    }),
    {
      numRuns: 400,
      examples: [
        [
          [
            { max: 2, permitted: ['.hijra.example', '.safar.example'], excluded: [] },
            { max: 1, permitted: ['.safar.example'], excluded: [] },
          ],
          'hostel.safar.example',
        ],
      ],
    },
  )
  expect(trusted).toBeGreaterThan(0)
})
