import { checkReportContent } from '@ihala/contract'
import { expect, test } from 'vitest'
import { answerOf, contentOf, type Draft, draftFrom, EMPTY_DRAFT, faultsOf, pageOfPages, STEPS, stepAsked, stepFrom } from './draft.ts'

test('a report is fourteen short pages: one question each', () => {
  expect(STEPS).toHaveLength(14)
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
    language: 'npi',
    wrongs: ['papers-kept', 'debt-or-fees'],
    about: 'many',
    answers: [
      { question: 'papers-kept', answer: 'yes' },
      { question: 'hurt', answer: 'no' },
      { question: 'owes-for-the-job', answer: 'yes' },
    ],
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

test('J-5: what a picture says is an answer, is not asked again in either direction, and may be changed', () => {
  const draft: Draft = {
    ...EMPTY_DRAFT,
    wrongs: ['papers-kept', 'wages-not-paid', 'not-free-to-leave', 'violence-or-threats'],
    about: 'me',
  }
  const said = (questions: readonly Parameters<typeof answerOf>[1][]) => questions.map((question) => answerOf(draft, question))
  expect(said(['papers-kept', 'pay-withheld', 'free-to-leave', 'owes-for-the-job', 'threatened', 'hurt'])).toEqual([
    'yes',
    'yes',
    'no',
    undefined,
    undefined,
    undefined,
  ])
  expect(answerOf({ ...draft, answers: { 'pay-withheld': 'not-sure' } }, 'pay-withheld')).toBe('not-sure')
  expect(stepAsked(draft, 'q-in-danger-now', 'q-papers-kept')).toBe('q-threatened')
  expect(stepAsked(draft, 'q-threatened', 'q-free-to-leave')).toBe('q-in-danger-now')
  expect(stepAsked(draft, 'over', 'q-papers-kept')).toBe('q-papers-kept')
  expect(stepAsked(EMPTY_DRAFT, 'q-in-danger-now', 'q-papers-kept')).toBe('q-papers-kept')
})

test('J-5: a picture that is chosen no more takes back the answer it gave, and not one that was given by hand', () => {
  const draft: Draft = { ...EMPTY_DRAFT, wrongs: ['not-free-to-leave'], about: 'me' }
  expect(answerOf({ ...draft, wrongs: [] }, 'free-to-leave')).toBeUndefined()
  expect(answerOf({ ...draft, wrongs: [], answers: { 'free-to-leave': 'no' } }, 'free-to-leave')).toBe('no')
})

test('J-5: what a picture said counts as no page, unless one comes back to it', () => {
  const wrongs: Draft['wrongs'] = ['papers-kept', 'violence-or-threats']
  expect(pageOfPages({ wrongs: [] }, 'over')).toEqual({ n: 14, all: 14 })
  expect(pageOfPages({ wrongs }, 'q-in-danger-now')).toEqual({ n: 3, all: 13 })
  expect(pageOfPages({ wrongs }, 'q-pay-withheld')).toEqual({ n: 4, all: 13 })
  expect(pageOfPages({ wrongs }, 'q-papers-kept')).toEqual({ n: 4, all: 14 })
  expect(pageOfPages({ wrongs }, 'over')).toEqual({ n: 13, all: 13 })
})
