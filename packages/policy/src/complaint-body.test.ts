import { ACCEPTS, type MemberMetadata } from '@ihala/contract'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { complaintBody } from './complaint-body.ts'

const of = (entityId: string, kind: string, change: Partial<MemberMetadata> = {}) => ({
  entityId,
  member: { kind, status: 'live' as const, accepts: ACCEPTS, ...change },
})
const HOUSE = of('https://care-house.ihala.test', 'shelter')
const COMMITTEE = of('https://national-committee.ihala.test', 'national-committee')
const RIGHTS = of('https://rights.ihala.test', 'human-rights-committee')
const SECOND = of('https://a-second.ihala.test', 'human-rights-committee')

test('D-21: the independent body takes complaints where there is one, else the committee, and no other kind', () => {
  expect(complaintBody([HOUSE, COMMITTEE, RIGHTS])).toBe(RIGHTS.entityId)
  expect(complaintBody([HOUSE, COMMITTEE])).toBe(COMMITTEE.entityId)
  expect(complaintBody([HOUSE])).toBeUndefined()
})

test('D-21: not one that is suspended, nor one that reads no boxes', () => {
  const suspended = of(RIGHTS.entityId, 'human-rights-committee', { status: 'suspended' })
  const older = of(RIGHTS.entityId, 'human-rights-committee', { accepts: { ...ACCEPTS, 'complaint-box': [99] } })
  for (const one of [suspended, older]) {
    expect(complaintBody([COMMITTEE, one])).toBe(COMMITTEE.entityId)
    expect(complaintBody([one])).toBeUndefined()
  }
})

test('D-21: everybody finds the same one, in whatever order they heard of them', () => {
  fc.assert(
    fc.property(fc.shuffledSubarray([HOUSE, COMMITTEE, RIGHTS, SECOND], { minLength: 4 }), (heard) => {
      expect(complaintBody(heard)).toBe(SECOND.entityId)
    }),
  )
})
