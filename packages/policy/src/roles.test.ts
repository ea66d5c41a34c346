import { ACCEPTS, EVENT_TYPES, RECIPIENT_OF_NOTHING } from '@ihala/contract'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { assertTaken, eventsOf, takenBy, versionFor } from './roles.ts'

describe('T18: which kind of organisation may send what', () => {
  test.each(['shelter', 'legal-aid', 'charity-funding', 'ministry-intake', 'union-liaison', 'hospital'])(
    '%s refers and is referred to',
    (kind) => {
      expect(eventsOf(kind)).toEqual(EVENT_TYPES)
    },
  )

  test.each(['national-committee', 'human-rights-committee'])('D-7, D-21: %s refers nobody, and takes complaints alone', (kind) => {
    expect(eventsOf(kind)).toEqual([])
    expect(takenBy(kind)).toEqual(['complaint-box'])
    for (const type of EVENT_TYPES)
      if (type === 'complaint-box') expect(() => assertTaken(kind, type)).not.toThrow()
      else expect(() => assertTaken(kind, type)).toThrow(expect.objectContaining({ code: 'event-not-accepted-by-recipient' }))
  })

  test('D-21: a box of complaints is for nobody else', () => {
    expect(takenBy('shelter')).toEqual(EVENT_TYPES.filter((type) => type !== 'complaint-box'))
    expect(() => assertTaken('shelter', 'complaint-box')).toThrow(expect.objectContaining({ code: 'event-not-accepted-by-recipient' }))
  })

  test.each(RECIPIENT_OF_NOTHING)('M7: %s takes nothing at all', (kind) => {
    expect(takenBy(kind)).toEqual([])
    for (const type of EVENT_TYPES)
      expect(() => assertTaken(kind, type)).toThrow(expect.objectContaining({ code: 'kind-receives-nothing' }))
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
