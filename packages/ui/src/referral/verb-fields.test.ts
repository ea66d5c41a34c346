import { checkEvent, REFERRAL_VERBS, type ReferralVerb } from '@ihala/contract'
import { expect, test } from 'vitest'
import { FAMILIES } from '../i18n/families.ts'
import { arranged, complete, contentOf, fieldsOf, VERB_FIELDS, type VerbField } from './verb-fields.ts'

const answer = (field: VerbField): unknown => {
  switch (field.ask) {
    case 'one':
      return (field.options ?? FAMILIES[field.family])[0]
    case 'many':
      return (field.options ?? FAMILIES[field.family]).slice(0, 1)
    case 'day':
      return '2026-03-05'
    case 'moment':
      return '2026-03-05T18:00:00.000Z'
    case 'yes':
      return true
    default:
      return field satisfies never
  }
}

/** Verbs whose content is more than the form says: the service adds the person's pseudonym and the need; notes have a form of their own. */
const FILLED_ELSEWHERE: readonly string[] = ['request', 'note']
const verbs = (Object.keys(REFERRAL_VERBS) as ReferralVerb[]).filter((verb) => !FILLED_ELSEWHERE.includes(verb))

test.each(verbs)('what the form of %s says fits the contract', (verb) => {
  const fields = VERB_FIELDS[verb]
  const all = Object.fromEntries(fields.map((field) => [field.at, answer(field)]))
  const least = Object.fromEntries(fields.filter(({ optional }) => !optional).map((field) => [field.at, answer(field)]))
  for (const values of [all, least]) {
    expect(complete(fields, values)).toBe(true)
    expect(checkEvent[REFERRAL_VERBS[verb]].firstFault(contentOf(fields, values))).toBeUndefined()
  }
})

test('a decline without “what would make it possible” is not sent', () => {
  expect(complete(VERB_FIELDS.reject, { reason: 'at-capacity', possibleIf: [] })).toBe(false)
  expect(complete(VERB_FIELDS.reject, { possibleIf: ['later-date'] })).toBe(false)
})

test('one main act comes first, and a wish to cancel before it', () => {
  expect(arranged(['reject', 'accept', 'open', 'note'], false)).toEqual({ near: ['accept', 'open', 'reject'], seldom: [] })
  expect(arranged(['complete', 'cancel', 'hand-back'], true)).toEqual({ near: ['cancel', 'complete'], seldom: ['hand-back'] })
})

test('without a main act the others stand open; begun or agreed by another way, what begins or accepts is seldom', () => {
  expect(arranged(['reopen', 'enter-in-error'], false)).toEqual({ near: ['reopen', 'enter-in-error'], seldom: [] })
  expect(arranged(['start', 'complete', 'hold'], false, { begun: true })).toEqual({ near: ['complete', 'hold'], seldom: ['start'] })
  expect(arranged(['accept', 'open', 'reject'], false, { agreed: true })).toEqual({ near: ['open', 'reject'], seldom: ['accept'] })
})

test('without the person’s yes to the way back no outcome is asked or sent', () => {
  expect(fieldsOf('complete', true).map(({ at }) => at)).toEqual(['outcome'])
  expect(fieldsOf('complete', false)).toEqual([])
  expect(fieldsOf('reject', false)).toEqual(VERB_FIELDS.reject)
})
