import { EVENT_TYPES, EVENTS } from '@ihala/contract'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { commonVersion, eventsOf } from './roles.ts'

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
  test('is ours when they read it, and none when they do not', () => {
    fc.assert(
      fc.property(fc.constantFrom(...EVENT_TYPES), fc.uniqueArray(fc.integer({ min: 1, max: 5 })), (type, theirs) => {
        expect(commonVersion(type, { [type]: theirs })).toBe(theirs.includes(EVENTS[type].v) ? EVENTS[type].v : undefined)
      }),
    )
  })

  test('is none for an event they have never heard of', () => {
    expect(commonVersion('referral-requested', {})).toBeUndefined()
    expect(commonVersion('referral-requested', { 'referral-opened': [1] })).toBeUndefined()
  })
})
