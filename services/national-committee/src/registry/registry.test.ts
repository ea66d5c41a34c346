import type { MemberKey, RegistryStatement } from '@ihala/contract'
import { expect, test } from 'vitest'
import { assertNotOlder, standingOf, trusted } from './registry.ts'

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
