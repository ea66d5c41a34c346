import { createHash } from 'node:crypto'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { readOrigin } from './checkpoint.ts'
import { committeeOf, membershipLeaf, membershipOf, membershipOrigin, signerOf } from './membership.ts'

const COMMITTEE = 'https://national-committee.ihala.test'

test('the membership log has a name of its own beside the committee’s log, and its signer is the committee', () => {
  const origin = membershipOrigin(COMMITTEE)
  expect(origin).toBe('membership.national-committee.ihala.test/log/1')
  expect(readOrigin(origin)).toEqual({ member: membershipOf(COMMITTEE), epoch: 1 })
  expect(committeeOf(origin)).toBe(COMMITTEE)
  expect(signerOf(membershipOf(COMMITTEE))).toBe(COMMITTEE)
})

test.each(['national-committee.ihala.test/log/1', 'membership.national-committee.ihala.test/log/2', 'membership.', ''])(
  'no other origin is one of a membership log: %s',
  (origin) => {
    expect(committeeOf(origin)).toBeUndefined()
    expect(signerOf(COMMITTEE)).toBe(COMMITTEE)
  },
)

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
  expect(membershipLeaf(entry)).toEqual(createHash('sha256').update(bytes).digest())
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
      expect(membershipLeaf(one).equals(membershipLeaf(other))).toBe(JSON.stringify(one) === JSON.stringify(other))
    }),
  )
})
