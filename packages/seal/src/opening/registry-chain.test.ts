import { type AnchorKey, ENVELOPE, type MemberKey, type RegistryStatement, STATEMENT_LIFETIME } from '@ihala/contract'
import { describe, expect, it } from 'vitest'
import { encryptionKey, forgeJws, innerHeader, json, type Member, member, NOW } from '../../test/two-members.ts'
import {
  cosign,
  encryptionKeyOf,
  keyLookup,
  newEncryptionKey,
  signAfter,
  signList,
  signStatement,
  signTogether,
  verifyList,
  verifyStatement,
} from '../index.ts'

const committee = member('committee')
const shelter = member('care-house')
const stranger = member('stranger')
const union = member('itf')
const bar = member('lawyers-association')
const second = member('second-of-committee')
const keyOf = (of: Member, holder: string, government: boolean): AnchorKey => ({
  kty: 'OKP',
  crv: 'Ed25519',
  x: of.signing.x,
  holder,
  government,
})
const anchorKeys = [
  keyOf(committee, 'national-committee', true),
  keyOf(union, 'itf', false),
  keyOf(bar, 'lawyers-association', false),
  keyOf(second, 'national-committee', true),
]
const anchors = [{ iss: committee.id, keys: anchorKeys }]
const quorum = [committee.keyring, union.keyring]

const signing: MemberKey = {
  ...shelter.keyring.signing.jwk,
  kid: shelter.keyring.signing.kid,
  use: 'sig',
  nbf: NOW - 1000,
  exp: NOW + 1_000_000,
}
const sealing: MemberKey = {
  ...encryptionKey(shelter).jwk,
  kid: encryptionKey(shelter).kid,
  use: 'enc',
  nbf: NOW - 1000,
  exp: NOW + 1_000_000,
}
const statement = (change: Partial<RegistryStatement> = {}, keys: MemberKey[] = [signing, sealing]): RegistryStatement => ({
  iss: committee.id,
  sub: shelter.id,
  iat: NOW,
  exp: NOW + STATEMENT_LIFETIME,
  jwks: { keys },
  metadata: {
    ihala_member: {
      kind: 'shelter',
      names: { ar: 'دار الرعاية', en: 'Care House' },
      status: 'live',
      bus_tag: `A${'B'.repeat(55)}`,
      sends: ['referral-opened'],
      accepts: { 'referral-opened': [1] },
      serves: [],
      takes: [],
    },
  },
  ...change,
})
const verdict = (jws: string, now = NOW) => verifyStatement(jws, anchors, now)
const signed = (change: Partial<RegistryStatement> = {}, keys?: MemberKey[]) => signStatement(statement(change, keys), quorum)
const signBytes = (payload: Buffer) =>
  signAfter(ENVELOPE.typ.statement, payload, [cosign(ENVELOPE.typ.statement, payload, union.keyring)], committee.keyring)
const invalid = { outcome: 'refused', code: 'statement-invalid' }

describe('registry statements', () => {
  it('are trusted when a pinned anchor signed them', () => {
    expect(verdict(signed())).toEqual({ outcome: 'trusted', content: statement() })
  })

  it('T26: are refused when anybody else did, in whatever name', () => {
    expect(verdict(signStatement(statement(), [stranger.keyring, union.keyring]))).toEqual(invalid)
    expect(verdict(signStatement(statement({ iss: stranger.id }), [stranger.keyring, union.keyring]))).toEqual(invalid)
    expect(verdict(signed({ iss: stranger.id }))).toEqual(invalid)
    expect(verdict(forgeJws(innerHeader(committee, ENVELOPE.typ.statement), json(statement()), stranger.signing))).toEqual(invalid)
    expect(verifyStatement(signed(), [], NOW)).toEqual(invalid)
    expect(verifyStatement(signed(), [{ iss: stranger.id, keys: anchors[0]?.keys ?? [] }], NOW)).toEqual(invalid)
  })

  it('T26: one body of three is nobody, whichever; two of one body are one; two of government are not enough', () => {
    const by = (...members: Member[]) =>
      verdict(
        signStatement(
          statement(),
          members.map(({ keyring }) => keyring),
        ),
      )
    for (const alone of [committee, union, bar]) expect(by(alone)).toEqual(invalid)
    expect(by(union, union)).toEqual(invalid)
    expect(by(committee, second)).toEqual(invalid)
    for (const two of [
      [committee, union],
      [union, committee],
      [bar, committee],
      [union, bar],
      [committee, second, bar],
    ])
      expect(by(...two)).toMatchObject({ outcome: 'trusted' })
    const allOfGovernment = anchorKeys.map((key) => ({ ...key, government: true }))
    expect(verifyStatement(signed(), [{ iss: committee.id, keys: allOfGovernment }], NOW)).toEqual(invalid)
  })

  it('T26: a cosignature counts under its own payload only, and a bad one spoils the good ones', () => {
    const typ = ENVELOPE.typ.statement
    const payload = json(statement())
    const other = cosign(typ, json(statement({ exp: NOW + 60 })), union.keyring)
    const good = cosign(typ, payload, bar.keyring)
    expect(verdict(signAfter(typ, payload, [other], committee.keyring))).toEqual(invalid)
    expect(verdict(signAfter(typ, payload, [good, other], committee.keyring))).toEqual(invalid)
    expect(verdict(signAfter(typ, payload, [good, cosign(typ, payload, stranger.keyring)], committee.keyring))).toEqual(invalid)
    expect(verdict(signAfter(typ, payload, [cosign(ENVELOPE.typ.event, payload, union.keyring)], committee.keyring))).toEqual(invalid)
    for (const junk of ['', 'a..b', '..', `${good}.`, signed()])
      expect(verdict(signAfter(typ, payload, [good, junk], committee.keyring))).toEqual(invalid)
    expect(
      verdict(
        signAfter(
          typ,
          payload,
          Array.from({ length: 10 }, () => good),
          committee.keyring,
        ),
      ),
    ).toEqual(invalid)
    const header = (more: object) => JSON.stringify({ alg: 'Ed25519', typ, kid: committee.keyring.signing.kid, ...more })
    const forged = (more: object) => verdict(forgeJws(header(more), payload, committee.signing))
    expect(forged({ cosignatures: [good] })).toMatchObject({ outcome: 'trusted' })
    for (const more of [{ cosignatures: [good], crit: ['b64'] }, { cosignatures: good }, { cosignatures: [7] }, { cosignatures: null }])
      expect(forged(more)).toEqual(invalid)
  })

  it('are refused under another type, with a key twice, or with an unknown member', () => {
    expect(verdict(signTogether(ENVELOPE.typ.event, statement(), quorum))).toEqual(invalid)
    expect(verdict(signBytes(Buffer.from(JSON.stringify(statement()).replace('"sub"', '"sub":"https://a.example","sub"'))))).toEqual(
      invalid,
    )
    expect(verdict(signBytes(json({ ...statement(), extra: 1 })))).toEqual(invalid)
    for (const junk of ['', '..', 'a.b.c', signed().slice(0, -1)]) expect(verdict(junk)).toEqual(invalid)
  })

  it('live 24 hours and no longer', () => {
    expect(verdict(signed(), NOW + STATEMENT_LIFETIME + 300)).toMatchObject({ outcome: 'trusted' })
    expect(verdict(signed(), NOW + STATEMENT_LIFETIME + 301)).toEqual({ outcome: 'refused', code: 'statement-expired' })
    expect(verdict(signed({ exp: NOW + STATEMENT_LIFETIME + 301 }))).toEqual(invalid)
    expect(verdict(signed({ exp: NOW }))).toEqual(invalid)
    expect(verdict(signed(), NOW - 300)).toMatchObject({ outcome: 'trusted' })
    expect(verdict(signed(), NOW - 301)).toEqual(invalid)
  })

  it('hold only sound keys: own thumbprint, curve of the use, no small order, none twice', () => {
    const x = 'A'.repeat(43)
    for (const bad of [
      [{ ...signing, kid: sealing.kid }],
      [{ ...signing, use: 'enc' as const }],
      [{ ...sealing, crv: 'Ed25519' as const }],
      [{ ...sealing, x }],
      [signing, signing],
      [{ ...signing, nbf: signing.exp }],
    ])
      expect(verdict(signed({}, bad))).toEqual(invalid)
  })

  it('have a list beside them that is not taken for one', () => {
    const list = { iss: committee.id, iat: NOW, exp: NOW + 60, members: [shelter.id] }
    const jws = signList(list, quorum)
    expect(verifyList(jws, anchors, NOW)).toEqual({ outcome: 'trusted', content: list })
    expect(verdict(jws)).toEqual(invalid)
    expect(verifyList(signed(), anchors, NOW)).toEqual(invalid)
    expect(verifyList(signList(list, [stranger.keyring, union.keyring]), anchors, NOW)).toEqual(invalid)
    expect(verifyList(jws, anchors, NOW + 361)).toEqual({ outcome: 'refused', code: 'statement-expired' })
  })
})

describe('looking up a key', () => {
  const find = (held: RegistryStatement | undefined, kid: string, now = NOW) =>
    keyLookup((iss) => (iss === shelter.id ? held : undefined), now)(shelter.id, kid)

  it('knows owner, use and status', () => {
    expect(find(statement(), signing.kid)).toEqual({ owner: shelter.id, jwk: shelter.keyring.signing.jwk, use: 'sig', status: 'active' })
    expect(find(statement(), sealing.kid)).toMatchObject({ use: 'enc' })
    expect(find(statement({}, [{ ...signing, revokedAt: NOW - 1 }]), signing.kid)).toMatchObject({ status: 'revoked' })
    expect(find(statement({}, [{ ...signing, nbf: NOW + 301 }]), signing.kid)).toMatchObject({ status: 'not-yet' })
    expect(find(statement({}, [{ ...signing, exp: NOW - 301 }]), signing.kid)).toMatchObject({ status: 'retired' })
    const { ihala_member } = statement().metadata
    expect(find(statement({ metadata: { ihala_member: { ...ihala_member, status: 'suspended' } } }), signing.kid)).toMatchObject({
      status: 'suspended',
    })
  })

  it('does not know who has no living statement', () => {
    expect(find(undefined, signing.kid)).toBe('unknown-issuer')
    expect(find(statement(), stranger.keyring.signing.kid)).toBe('unknown-key')
    expect(find(statement(), signing.kid, NOW + STATEMENT_LIFETIME + 301)).toBe('unknown-issuer')
  })

  it('seals to the newest encryption key in use', () => {
    const next = newEncryptionKey()
    const newer: MemberKey = { kty: 'OKP', crv: 'X25519', x: next.jwk.x, kid: next.kid, use: 'enc', nbf: NOW - 10, exp: NOW + 1000 }
    expect(encryptionKeyOf(statement({}, [signing, sealing, newer]), NOW)).toEqual({ kty: 'OKP', crv: 'X25519', x: next.jwk.x })
    expect(encryptionKeyOf(statement({}, [signing, sealing, { ...newer, nbf: NOW + 10 }]), NOW)).toEqual(encryptionKey(shelter).jwk)
    expect(encryptionKeyOf(statement({}, [signing, sealing, { ...newer, revokedAt: NOW }]), NOW)).toEqual(encryptionKey(shelter).jwk)
    expect(encryptionKeyOf(statement({}, [signing]), NOW)).toBeUndefined()
  })
})
