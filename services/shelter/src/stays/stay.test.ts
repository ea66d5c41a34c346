import { check, Departure, REFERRAL_STATES } from '@ihala/contract'
import { expect, test } from 'vitest'
import { assertMayArrive, assertMayDepart, outcomeOf, startsWithArrival } from './stay.ts'

const refusal = (code: string, state: string) => expect.objectContaining({ code, facts: { state } })

test('who was accepted is received; who was not, is not', () => {
  const received = REFERRAL_STATES.filter((state) => {
    try {
      assertMayArrive({ side: 'recipient', state }, false)
      return true
    } catch {
      return false
    }
  })
  expect(received).toEqual(['accepted', 'in-progress', 'on-hold'])
  expect(() => assertMayArrive({ side: 'sender', state: 'accepted' }, false)).toThrow(refusal('state-forbids', 'accepted'))
})

test('nobody arrives twice', () => {
  expect(() => assertMayArrive({ side: 'recipient', state: 'in-progress' }, true)).toThrow(refusal('state-forbids', 'arrived'))
})

test('the work begins with the arrival, and is taken up again after a rest', () => {
  expect(REFERRAL_STATES.filter(startsWithArrival)).toEqual(['accepted', 'on-hold'])
})

test('R-17: left by own choice is told as that, and own housing as having been sheltered', () => {
  expect(Departure.properties.departure.enum.map(outcomeOf)).toEqual([
    'left-by-own-choice',
    'moved-to-other-house',
    'returned-home-voluntarily',
    'sheltered',
  ])
})

test('R-17: no discharge to nowhere, and none by the house’s own decision', () => {
  const takes = check(Departure)
  expect(takes({ departure: 'own-housing', destinationKnown: true })).toBe(true)
  expect(takes({ departure: 'own-housing', destinationKnown: false })).toBe(false)
  expect(takes({ departure: 'own-housing' })).toBe(false)
  for (const departure of ['discharged', 'expelled', 'unknown', 'deported'])
    expect(takes({ departure, destinationKnown: true }), departure).toBe(false)
})

test('nobody departs twice', () => {
  expect(() => assertMayDepart({ departedAt: null })).not.toThrow()
  expect(() => assertMayDepart({ departedAt: '2026-03-01T08:00:00.000Z' })).toThrow(refusal('state-forbids', 'departed'))
})
