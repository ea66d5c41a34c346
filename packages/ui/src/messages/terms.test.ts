import { ReportQuestion } from '@ihala/contract'
import { expect, test } from 'vitest'
import asked from '../worker/words/en.json' with { type: 'json' }
import ar from './ar.json' with { type: 'json' }
import en from './en.json' with { type: 'json' }

/** DOMAIN.md, Words: what the desk says in Arabic, and what it does not. */
const INSTEAD: readonly (readonly [wrong: RegExp, right: RegExp, keys: readonly (keyof typeof ar)[]])[] = [
  [
    /مستقدِ?م/,
    /مكتب (?:ال)?استقدام/,
    ['guardian-in-matter.recruiter', 'new.ask.interpreter.hint', 'problem.guardian-unfit', 'party.recruiter', 'person.recruiter'],
  ],
  [/جهة (?:ال)?اتصال/, /وسيلة (?:ال)?تواصل/, ['task.warn-of-theft', 'theft.warned', 'category.safe-contact']],
  [/ضابط ارتباط(?! مجتمعي)|ضباط ارتباط(?! مجتمعي)/, /ضابط ارتباط مجتمعي/, ['role.liaison-officer', 'channel.liaison-officer']],
]

test.each(INSTEAD)('DOMAIN.md, Words: the Arabic of the desk never says %s, but %s', (wrong, right, keys) => {
  expect(Object.entries(ar).filter(([, text]) => wrong.test(text))).toEqual([])
  expect(keys.filter((key) => !right.test(ar[key]))).toEqual([])
})

test('J-5: of who is in danger or a child staff read what was asked: whether anybody is, not whether it is who wrote', () => {
  const anybody = ReportQuestion.enum.filter((question) => /\bany(?:one|body)\b/.test(asked[`q.${question}`]))
  expect(anybody).toEqual(expect.arrayContaining(['in-danger-now', 'under-18', 'hurt']))
  expect(anybody.filter((question) => !/\bany(?:one|body)\b/.test(en[`report-question.${question}`]))).toEqual([])
  expect(anybody.filter((question) => !/أحد|هناك من/.test(ar[`report-question.${question}`]))).toEqual([])
  for (const notice of ['report.danger', 'report.child'] as const) {
    expect(en[notice]).toMatch(/^They answered that somebody is /)
    expect(ar[notice]).toMatch(/^الجواب: هناك من هو /)
  }
})
