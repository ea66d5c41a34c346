import { AccessNeed, NeedSection, REFERRAL_STATES, Sex } from '@ihala/contract'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { assertFits, assertMayHold, type Bed, type BedNeed, hasLapsed, holdUntil, keepsHold, mayHold, misfit } from './bed.ts'

const bed = (more: Partial<Bed> = {}): Bed => ({
  id: '01890a5d-ac96-774b-bcce-b302099a8001',
  label: 'a-1/1',
  sex: 'female',
  family: false,
  stepFree: false,
  ...more,
})
const need = (more: Partial<BedNeed> = {}): BedNeed => ({ sex: 'female', children: [], access: [], ...more })

const beds = fc.record({
  id: fc.constant('01890a5d-ac96-774b-bcce-b302099a8001'),
  label: fc.string(),
  sex: fc.constantFrom('female' as const, 'male' as const, 'any' as const),
  family: fc.boolean(),
  stepFree: fc.boolean(),
})
const needs = fc.record({
  sex: fc.constantFrom(...Sex.enum),
  children: fc.array(fc.record({ ageBand: fc.constant('2-5' as const), count: fc.integer({ min: 1, max: 3 }) }), { maxLength: 2 }),
  access: fc.uniqueArray(fc.constantFrom(...AccessNeed.enum), { maxLength: 3 }),
})

test('a bed fits by sex', () => {
  expect(misfit(bed(), need())).toBeUndefined()
  expect(misfit(bed({ sex: 'male' }), need())).toBe('sex')
  expect(misfit(bed({ sex: 'any' }), need({ sex: 'not-stated' }))).toBeUndefined()
  expect(misfit(bed(), need({ sex: 'not-stated' }))).toBe('sex')
})

test('children come with their parent or not at all', () => {
  const mother = need({ children: [{ ageBand: '2-5', count: 1 }] })
  expect(misfit(bed(), mother)).toBe('family')
  expect(misfit(bed({ family: true }), mother)).toBeUndefined()
  expect(misfit(bed(), need({ access: ['family-room'] }))).toBe('family')
  expect(misfit(bed({ family: true }), need()), 'a family bed may serve one person').toBeUndefined()
})

test('who needs a way without steps gets one', () => {
  expect(misfit(bed(), need({ access: ['step-free'] }))).toBe('step-free')
  expect(misfit(bed({ stepFree: true }), need({ access: ['step-free'] }))).toBeUndefined()
  expect(() => assertFits(bed(), need({ access: ['step-free'] }))).toThrow(
    expect.objectContaining({ code: 'body-invalid', facts: { field: '/bedId', rule: 'step-free' } }),
  )
})

test('a bed for any, with room and no steps, fits everybody', () => {
  fc.assert(fc.property(needs, (one) => misfit(bed({ sex: 'any', family: true, stepFree: true }), one) === undefined))
})

test('a bed that offers more never fits fewer people', () => {
  fc.assert(
    fc.property(
      beds,
      needs,
      (one, who) => misfit(one, who) !== undefined || misfit({ ...one, sex: 'any', family: true, stepFree: true }, who) === undefined,
    ),
  )
})

test('R-2, R-18: nothing else in a need decides about a bed', () => {
  const ignored = Object.keys(NeedSection.properties).filter((field) => !['sex', 'children', 'access'].includes(field))
  expect(ignored).toContain('ageBand')
  fc.assert(
    fc.property(beds, needs, fc.constantFrom(...ignored), fc.anything(), (one, who, field, value) => {
      expect(misfit(one, { ...who, [field]: value })).toBe(misfit(one, who))
    }),
  )
})

test('a bed is kept before arrival only, by the body that was asked, and not once the sender wants to stop', () => {
  const may = REFERRAL_STATES.filter((state) => mayHold({ side: 'recipient', state, cancelling: false }))
  expect(may).toEqual(['enquired', 'answered', 'requested', 'opened', 'accepted'])
  for (const state of REFERRAL_STATES) {
    expect(mayHold({ side: 'sender', state, cancelling: false }), state).toBe(false)
    expect(mayHold({ side: 'recipient', state, cancelling: true }), state).toBe(false)
  }
  expect(() => assertMayHold({ side: 'recipient', state: 'rejected', cancelling: false })).toThrow(
    expect.objectContaining({ code: 'state-forbids' }),
  )
})

test('a wish to stop frees the bed before the decision; after it, when it is answered', () => {
  const kept = REFERRAL_STATES.filter((state) => keepsHold({ side: 'recipient', state, cancelling: true }))
  expect(kept).toEqual(['accepted'])
  expect(REFERRAL_STATES.filter((state) => keepsHold({ side: 'recipient', state, cancelling: false }))).toEqual([
    'enquired',
    'answered',
    'requested',
    'opened',
    'accepted',
  ])
})

test('the sooner somebody must come, the shorter the bed stays empty', () => {
  const now = '2026-03-01T20:00:00.000Z'
  expect(holdUntil('immediate', now)).toBe('2026-03-02T00:00:00.000Z')
  expect(holdUntil('tonight', now)).toBe('2026-03-02T08:00:00.000Z')
  expect(holdUntil('planned', now)).toBe('2026-03-03T20:00:00.000Z')
})

test('a hold ends with its last millisecond', () => {
  expect(hasLapsed('2026-03-01T20:00:00.000Z', '2026-03-01T19:59:59.999Z')).toBe(false)
  expect(hasLapsed('2026-03-01T20:00:00.000Z', '2026-03-01T20:00:00.000Z')).toBe(true)
})
