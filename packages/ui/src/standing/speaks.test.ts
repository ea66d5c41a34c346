import type { IncapacityView } from '@ihala/contract'
import { expect, test } from 'vitest'
import { asksAgain, incapacityStands, speaksFor } from './speaks.ts'

test('R-6: what was agreed ends when somebody else may say yes now; doubt counts as a minor', () => {
  expect(asksAgain('unknown', '18-24')).toBe(true)
  expect(asksAgain('18-24', 'under-18')).toBe(true)
  expect(asksAgain(undefined, '18-24')).toBe(true)
  expect([asksAgain('unknown', 'under-18'), asksAgain('18-24', '25-34'), asksAgain('18-24', undefined)]).toEqual([false, false, false])
})

const FOUND: IncapacityView = {
  id: '01930000-0000-7000-8000-000000000001',
  foundAt: '2026-03-05T18:00:00.000Z',
  askAgainAt: '2026-03-12T18:00:00.000Z',
  confirmedAt: null,
  ableAt: null,
  professionals: [],
}

test('R-6: a guardian speaks for a child and where the age is in doubt, others for who cannot decide once two found it, else they themselves', () => {
  const [before, after] = [Date.parse('2026-03-06T18:00:00.000Z'), Date.parse('2026-03-13T18:00:00.000Z')]
  const confirmed = { ...FOUND, confirmedAt: FOUND.foundAt }
  expect([speaksFor({ ageBand: 'unknown' }, [], before), speaksFor({ ageBand: 'under-18' }, [confirmed], before)]).toEqual([
    'guardian',
    'guardian',
  ])
  expect([speaksFor({ ageBand: '25-34' }, [FOUND], before), speaksFor({ ageBand: '25-34' }, [confirmed], after)]).toEqual([
    'person',
    'person',
  ])
  expect([speaksFor({ ageBand: '25-34' }, [confirmed], before), speaksFor(null, [confirmed], before)]).toEqual(['others', 'others'])
  expect(speaksFor(null, [], before)).toBeUndefined()
})

test('R-6: two professionals find it, and there is a day on which the person is asked themself', () => {
  const found = FOUND
  const [before, after] = [Date.parse('2026-03-06T18:00:00.000Z'), Date.parse('2026-03-13T18:00:00.000Z')]
  expect(incapacityStands(found, before)).toBe('second')
  expect(incapacityStands({ ...found, confirmedAt: found.foundAt }, before)).toBe('stands')
  expect(incapacityStands({ ...found, confirmedAt: found.foundAt }, after)).toBe('ask-now')
  expect(incapacityStands({ ...found, ableAt: found.askAgainAt }, after)).toBe('able')
})
