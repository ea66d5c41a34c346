import { REFUSAL_CODES } from '@ihala/contract'
import { expect, test } from 'vitest'
import ar from '../messages/ar.json' with { type: 'json' }
import en from '../messages/en.json' with { type: 'json' }
import { fieldSentenceOf, sentenceOf } from './problem.ts'

test.each(REFUSAL_CODES)('%s has a sentence in Arabic and English', (code) => {
  const key = sentenceOf({ code, status: 409 })
  expect(key).toBe(`problem.${code}`)
  expect(ar[key]).toMatch(/[\u0621-\u064a]/)
  expect(en[key]).toMatch(/[a-z]/)
})

test('an unknown code is said to be unknown; a fault and silence are something else', () => {
  expect(sentenceOf({ code: 'new-code', status: 422 })).toBe('problem.unknown')
  expect(sentenceOf({ code: 'http-502', status: 502 })).toBe('problem.fault')
  expect(sentenceOf({ code: 'no-answer', status: 0 })).toBe('problem.no-answer')
})

test('the field gets the rule it broke, or else the sentence of the refusal', () => {
  expect(fieldSentenceOf({ code: 'body-invalid', status: 422, rule: 'maxLength' })).toBe('rule.maxLength')
  expect(fieldSentenceOf({ code: 'need-names-person', status: 422, rule: undefined })).toBe('problem.need-names-person')
  expect(fieldSentenceOf({ code: 'body-invalid', status: 422, rule: 'constructor' })).toBe('rule.other')
})
