import { createHash } from 'node:crypto'
import type { MemberKey, RegistryStatement } from '@ihala/contract'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { assertNotOlder, changesBy, leafOf, removedBy, standingOf, trusted } from './registry.ts'

const NOW = 1_772_352_000
const DAY = 24 * 3600
const key = (more: Partial<MemberKey> = {}): MemberKey => ({
  kty: 'OKP',
  crv: 'Ed25519',
  x: 'A'.repeat(43),
  kid: 'A'.repeat(43),
  use: 'sig',
  nbf: NOW - DAY,
  exp: NOW + 10 * DAY,
  ...more,
})
const encryption = key({ crv: 'X25519', use: 'enc', kid: `B${'A'.repeat(42)}`, exp: NOW + 3 * DAY - 1 })

function statement(
  more: Partial<RegistryStatement> = {},
  member: Partial<RegistryStatement['metadata']['ihala_member']> = {},
): RegistryStatement {
  return {
    iss: 'https://national-committee.ihala.test',
    sub: 'https://care-house.ihala.test',
    iat: NOW,
    exp: NOW + DAY,
    jwks: { keys: [key(), encryption] },
    metadata: {
      ihala_member: {
        kind: 'shelter',
        names: { ar: 'دار الرعاية', en: 'Care House' },
        status: 'live',
        bus_tag: `A${'A'.repeat(55)}`,
        sends: ['referral-requested', 'note-added'],
        accepts: { 'note-added': [1] },
        serves: ['shelter'],
        takes: [],
        ...member,
      },
    },
    ...more,
  }
}

test('K8: a renewal of the same standing is no change, also with its lists in another order', () => {
  const later = statement(
    { iat: NOW + 60, exp: NOW + DAY + 60, jwks: { keys: [encryption, key()] } },
    { sends: ['note-added', 'referral-requested'] },
  )
  expect(changesBy(statement(), later)).toEqual([])
})

test('K8: who was no member is admitted', () => {
  expect(changesBy(undefined, statement())).toEqual(['admitted'])
  expect(changesBy(undefined, statement({}, { status: 'suspended' }))).toEqual(['admitted', 'suspended'])
})

test('K4: suspension and its end are changes', () => {
  const suspended = statement({}, { status: 'suspended' })
  expect(changesBy(statement(), suspended)).toEqual(['suspended'])
  expect(changesBy(suspended, statement())).toEqual(['restored'])
})

test('K3: a new, a withdrawn and a revoked key are changes', () => {
  expect(changesBy(statement(), statement({ jwks: { keys: [key()] } }))).toEqual(['keys-changed'])
  expect(changesBy(statement(), statement({ jwks: { keys: [key({ revokedAt: NOW }), encryption] } }))).toEqual(['keys-changed'])
})

test.each([
  { names: { ar: 'دار', en: 'House' } },
  { kind: 'hospital' },
  { sends: ['note-added'] },
  { serves: [] },
  { accepts: {} },
  { bus_tag: `A${'B'.repeat(55)}` },
])('what a member is and may do is a change: %j', (member) => {
  expect(changesBy(statement(), statement({}, member))).toEqual(['details-changed'])
})

test('several changes at once are all told', () => {
  expect(changesBy(statement(), statement({ jwks: { keys: [key()] } }, { status: 'suspended', serves: [] }))).toEqual([
    'suspended',
    'keys-changed',
    'details-changed',
  ])
})

test('an old word may not undo a revocation; the same word may come again', () => {
  expect(() => assertNotOlder(NOW - 1, NOW, '/statements/0')).toThrow(
    expect.objectContaining({ code: 'statement-invalid', facts: { field: '/statements/0', rule: 'older' } }),
  )
  expect(() => assertNotOlder(NOW, NOW, '/statements/0')).not.toThrow()
  expect(() => assertNotOlder(NOW, undefined, '/statements/0')).not.toThrow()
})

test('K2: what is not trusted is refused with its place', () => {
  expect(() => trusted({ outcome: 'refused', code: 'statement-expired' }, '/list')).toThrow(
    expect.objectContaining({ code: 'statement-expired', facts: { field: '/list' } }),
  )
  expect(trusted({ outcome: 'trusted', content: 7 }, '/list')).toBe(7)
})

test('who is on the list no longer is removed; who was not a member is nobody’s loss', () => {
  const list = { iss: 'https://national-committee.ihala.test', iat: NOW, exp: NOW + DAY, members: ['https://a.b', 'https://new.b'] }
  expect(removedBy(list, ['https://a.b', 'https://c.b'])).toEqual(['https://c.b'])
})

test('the leaf is that of RFC 6962 over the canonical entry', () => {
  const entry = {
    position: 3,
    at: '2026-03-01T08:00:00.000Z',
    entityId: 'https://care-house.ihala.test',
    change: 'admitted',
    jws: 'a.b.c',
  } as const
  const bytes =
    '\0{"at":"2026-03-01T08:00:00.000Z","change":"admitted","entityId":"https://care-house.ihala.test","jws":"a.b.c","position":3}'
  expect(leafOf(entry)).toBe(createHash('sha256').update(bytes).digest('base64url'))
})

test('no two entries have one leaf', () => {
  const entry = fc.record({
    position: fc.nat(),
    at: fc.constant('2026-03-01T08:00:00.000Z'),
    entityId: fc.constantFrom('https://a.b', 'https://c.b'),
    change: fc.constantFrom('admitted' as const, 'removed' as const),
    jws: fc.string(),
  })
  fc.assert(
    fc.property(entry, entry, (one, other) => {
      expect(leafOf(one) === leafOf(other)).toBe(JSON.stringify(one) === JSON.stringify(other))
    }),
  )
})

test('days to the end of each key are whole ones left, the soonest first', () => {
  const { keys, status } = standingOf(statement(), false, NOW)
  expect(keys.map(({ use, daysLeft }) => [use, daysLeft])).toEqual([
    ['enc', 2],
    ['sig', 10],
  ])
  expect(status).toBe('live')
  expect(standingOf(statement(), false, NOW + 11 * DAY).keys.map(({ daysLeft }) => daysLeft)).toEqual([-9, -1])
  expect(standingOf(statement(), true, NOW).status).toBe('removed')
})
