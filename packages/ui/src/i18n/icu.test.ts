import { IntlMessageFormat } from 'intl-messageformat'
import { describe, expect, test } from 'vitest'
import ar from '../messages/ar.json' with { type: 'json' }
import en from '../messages/en.json' with { type: 'json' }
import { type MessageValues, messagesIn } from './icu.ts'
import { tagOf } from './locale.ts'

/** One of each Arabic plural form, and a number that is grouped. */
const COUNTS = [0, 1, 2, 3, 11, 100, 1_234]
const READERS = [
  ['ar', ar, tagOf({ language: 'ar', digits: 'arab' })],
  ['ar in western digits', ar, tagOf({ language: 'ar', digits: 'latn' })],
  ['en', en, tagOf({ language: 'en', digits: 'latn' })],
] as const

describe.each(READERS)('%s', (_name, catalogue, tag) => {
  const read = messagesIn(tag)

  test('every text says what the whole of ICU makes of it', () => {
    for (const [key, text] of Object.entries(catalogue)) {
      if (key.startsWith('$')) continue
      const whole = new IntlMessageFormat(text, tag)
      const message = read(text)
      for (const count of COUNTS) {
        const values = valuesOf(text, count)
        expect(message(values), key).toBe(String(whole.format({ ...values })))
      }
    }
  })
})

test.each(['{', 'a } b', '{count, plural, one {# case}}', '{count, plural, one {# case} other {# cases}', '{at, date}', "it's {name}"])(
  '%s is refused',
  (text) => {
    expect(() => messagesIn('en')(text)).toThrow('no message')
  },
)

test('a value that is missing, and a plural of what is no number, are refused', () => {
  const message = messagesIn('en')('{name} has {count, plural, one {# case} other {# cases}}')
  expect(message({ name: 'Grace', count: 1 })).toBe('Grace has 1 case')
  expect(() => message({ count: 1 })).toThrow('lacks')
  expect(() => message({ name: 'Grace', count: '1' })).toThrow('no number')
})

/** A number for what is counted or written as one, a word for all else. */
function valuesOf(text: string, count: number): MessageValues {
  const names = [...text.matchAll(/\{(\w+)(?:, (plural|number))?[,}]/g)]
  return Object.fromEntries(names.map(([, name = '', kind]) => [name, kind === undefined ? `⁨${name}⁩` : count]))
}
