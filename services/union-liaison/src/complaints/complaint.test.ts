import { REFERRAL_STATES } from '@ihala/contract'
import { expect, test } from 'vitest'
import { assertContactDate, type Standing, shown } from './complaint.ts'

const personId = '0199a1b2-0000-7000-8000-000000000001'
const standing: Standing = {
  referralId: '0199a1b2-0000-7000-8000-000000000002',
  state: 'accepted',
  businessStatus: 'registered',
  dueAt: '2026-11-29T20:59:59.000Z',
}

test('R-3: first contact is a real day, and none to come', () => {
  expect(() => assertContactDate({ firstContactOn: '2026-11-22' }, '2026-11-22')).not.toThrow()
  expect(() => assertContactDate({ firstContactOn: '2019-03-01' }, '2026-11-22')).not.toThrow()
  expect(() => assertContactDate({ firstContactOn: '2026-11-23' }, '2026-11-22')).toThrow(
    expect.objectContaining({ code: 'body-invalid', facts: { field: '/firstContactOn', rule: 'future' } }),
  )
  expect(() => assertContactDate({ firstContactOn: '2026-02-31' }, '2026-11-22')).toThrow(
    expect.objectContaining({ facts: { field: '/firstContactOn', rule: 'date' } }),
  )
})

test('J-1: the officer sees the stage and the clock of each person', () => {
  expect(shown(personId, standing)).toEqual({ personId, referralId: standing.referralId, stage: 'registered', dueAt: standing.dueAt })
  expect(shown(personId, { ...standing, businessStatus: null })).toMatchObject({ stage: 'accepted' })
  expect(shown(personId, { ...standing, dueAt: 'infinity' })).toMatchObject({ dueAt: null })
})

test('a person who was not referred has neither', () => {
  expect(shown(personId, undefined)).toEqual({ personId, referralId: null, stage: null, dueAt: null })
})

test('after the end it is the end that is shown, whatever stage was told before', () => {
  const ends = REFERRAL_STATES.filter((state) => shown(personId, { ...standing, state }).stage === state)
  expect(ends).toEqual(['completed', 'failed', 'rejected', 'cancelled', 'handed-back', 'taken-back', 'entered-in-error'])
})
