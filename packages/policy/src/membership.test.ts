import type { MemberKey, RegistryStatement } from '@ihala/contract'
import { describe, expect, test } from 'vitest'
import { changesBy, isInLog, removedBy } from './membership.ts'

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

test('K7: what the kind may do is a change: a policy can give a member another kind', () => {
  const metadata_policy = { ihala_member: { kind: { value: 'hospital' }, sends: {}, takes: {} } }
  expect(changesBy(statement(), statement({ metadata_policy }))).toEqual(['details-changed'])
})

test('who is on the list no longer is removed; who was not a member is nobody’s loss', () => {
  const list = { iss: 'https://national-committee.ihala.test', iat: NOW, exp: NOW + DAY, members: ['https://a.b', 'https://new.b'] }
  expect(removedBy(list, ['https://a.b', 'https://c.b'])).toEqual(['https://c.b'])
})

describe('T26: a word of the registry is in the membership log', () => {
  const at = new Date(NOW * 1000).toISOString()
  const last = { change: 'admitted', at, said: statement() } as const
  const swapped = statement({ iat: NOW + 60, jwks: { keys: [key({ kid: `C${'A'.repeat(42)}` }), encryption] } })

  test('when the newest entry about the member says the same; a renewal needs no entry', () => {
    expect(isInLog(statement(), last)).toBe(true)
    expect(isInLog(statement({ iat: NOW + 60, exp: NOW + DAY + 60 }), last)).toBe(true)
    expect(isInLog(swapped, last)).toBe(false)
    expect(isInLog(swapped, { ...last, change: 'keys-changed', said: swapped })).toBe(true)
    expect(isInLog(statement(), { ...last, change: 'keys-changed', said: swapped })).toBe(false)
  })

  test('never when nothing is logged about the member, or what is logged is no statement', () => {
    expect(isInLog(statement(), undefined)).toBe(false)
    expect(isInLog(statement(), { ...last, said: undefined })).toBe(false)
  })

  test('of who was removed: only an older word, or one by which it may do nothing', () => {
    const removed = { change: 'removed', at, said: undefined } as const
    expect(isInLog(statement(), removed)).toBe(true)
    expect(isInLog(statement({ iat: NOW + 1 }), removed)).toBe(false)
    expect(isInLog(statement({ iat: NOW + 1 }, { status: 'suspended' }), removed)).toBe(true)
  })
})
