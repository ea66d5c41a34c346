import { checkReportContent } from '@ihala/contract'
import { expect, test } from 'vitest'
import { contentOf, type Draft, draftFrom, EMPTY_DRAFT, faultsOf, STEPS, stepFrom } from './draft.ts'

test('a report is twelve short pages: one question each', () => {
  expect(STEPS).toHaveLength(12)
  expect(STEPS.slice(0, 3)).toEqual(['wrongs', 'whom', 'q-in-danger-now'])
  expect([stepFrom('wrongs', -1), stepFrom('wrongs', 1), stepFrom('over', 1)]).toEqual([undefined, 'whom', undefined])
})

test('what the fields of a form say is a draft, and a draft a report of the contract', () => {
  const fields: Record<string, string[]> = {
    wrong: ['debt-or-fees', 'papers-kept'],
    about: ['me', 'many'],
    'q-hurt': ['yes', 'no'],
    place: [' Street 12 '],
    story: ['one\r\ntwo'],
  }
  const draft = draftFrom((name) => fields[name] ?? [])
  // What was pressed last counts; pictures in the order of the list.
  expect(draft).toEqual({
    wrongs: ['papers-kept', 'debt-or-fees'],
    about: 'many',
    answers: { hurt: 'no' },
    place: 'Street 12',
    since: '',
    story: 'one\ntwo',
  })
  const content = contentOf(draft, 'ne')
  expect(content).toEqual({
    language: 'nep',
    wrongs: ['papers-kept', 'debt-or-fees'],
    about: 'many',
    answers: [{ question: 'hurt', answer: 'no' }],
    place: 'Street 12',
    story: 'one\ntwo',
  })
  expect(checkReportContent(content)).toBe(true)
})

test('what is missing is named, first things first; a report about nobody is never sent', () => {
  const whole: Draft = { ...EMPTY_DRAFT, wrongs: ['papers-kept'], about: 'me' }
  expect(faultsOf(EMPTY_DRAFT)).toEqual(['wrongs', 'whom'])
  expect(faultsOf(whole)).toEqual([])
  expect(faultsOf({ ...whole, since: 'x'.repeat(101), story: 'x'.repeat(3001) })).toEqual(['since', 'story'])
  expect(() => contentOf(EMPTY_DRAFT, 'en')).toThrow('about nobody')
})
