import type { ReportOpened } from '@ihala/contract'
import { expect, test } from 'vitest'
import { reachingOf, unansweredFirst } from './report-who.ts'

const IDENTITY = { name: 'Nasrin Akhter', sex: 'female', telephone: '+97455500001', mayCall: true } as const
const PERSON = '00000000-0000-7000-8000-000000000001'
const ANEW: ReportOpened['correction'] = { at: '2026-11-20T09:00:00Z', inFile: null }

test('A6, T41: a number said anew is nobody’s to call before it is confirmed; once there is a file, the file says how they are reached', () => {
  expect(reachingOf({ identity: IDENTITY, personId: null, correction: null })).toBe('call')
  expect(reachingOf({ identity: { ...IDENTITY, mayCall: false }, personId: null, correction: null })).toBe('call.no')
  expect(reachingOf({ identity: IDENTITY, personId: PERSON, correction: ANEW })).toBe('unconfirmed')
  expect(reachingOf({ identity: IDENTITY, personId: PERSON, correction: null })).toBe('in-file')
})

test('J-5: whether anybody is in danger, or a child, is said to be unanswered where it was passed over', () => {
  const content = { language: 'npi', wrongs: ['papers-kept' as const], about: 'me' as const, answers: [] }
  expect(unansweredFirst({ content })).toEqual(['in-danger-now', 'under-18'])
  expect(unansweredFirst({ content: { ...content, answers: [{ question: 'in-danger-now', answer: 'not-sure' }] } })).toEqual(['under-18'])
  expect(unansweredFirst({ content: null })).toEqual([])
})
