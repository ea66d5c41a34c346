import { ACCEPTS, EVENT_TYPES } from '@ihala/contract'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { eventsOf, versionFor } from './roles.ts'

describe('T18: which kind of organisation may send what', () => {
  test.each(['shelter', 'legal-aid', 'charity-funding', 'ministry-intake', 'union-liaison', 'hospital'])(
    '%s refers and is referred to',
    (kind) => {
      expect(eventsOf(kind)).toEqual(EVENT_TYPES)
    },
  )

  test('D-7: the committee refers nobody', () => {
    expect(eventsOf('national-committee')).toEqual([])
  })
})

describe('the version that both ends read', () => {
  test('is the highest of ours that they read, and none when they read none', () => {
    fc.assert(
      fc.property(fc.constantFrom(...EVENT_TYPES), fc.uniqueArray(fc.integer({ min: 1, max: 5 })), (type, theirs) => {
        expect(versionFor(type, { [type]: theirs })).toBe(
          theirs.filter((v) => ACCEPTS[type].includes(v)).reduce<number | undefined>((high, v) => Math.max(high ?? v, v), undefined),
        )
      }),
    )
  })

  test('is none for an event they have never heard of', () => {
    expect(versionFor('referral-requested', {})).toBeUndefined()
    expect(versionFor('referral-requested', { 'referral-opened': [1] })).toBeUndefined()
  })
})
