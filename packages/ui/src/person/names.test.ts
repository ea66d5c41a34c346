import { expect, test } from 'vitest'
import { bothInWords, readersFirst } from './names.ts'

const hirut = { name: 'ሂሩት ተስፋዬ', otherName: 'Hirut Tesfaye' }
const mohammed = { name: 'محمد الأمين', otherName: 'Mohammed Alamin' }

test('the spelling in the reader’s script stands first; where there is none, the person’s own', () => {
  expect(readersFirst(mohammed, 'ar')).toEqual(['محمد الأمين', 'Mohammed Alamin'])
  expect(readersFirst(mohammed, 'en')).toEqual(['Mohammed Alamin', 'محمد الأمين'])
  expect(readersFirst(hirut, 'en')).toEqual(['Hirut Tesfaye', 'ሂሩት ተስፋዬ'])
  expect(readersFirst(hirut, 'ar')).toEqual(['ሂሩት ተስፋዬ', 'Hirut Tesfaye'])
  expect(readersFirst({ name: 'Suman Rai', otherName: null }, 'ar')).toEqual(['Suman Rai'])
})

test('a spelling that differs in marks alone is not said twice', () => {
  expect(readersFirst({ name: 'Jomar Quiñones', otherName: 'Jomar Quinones' }, 'en')).toEqual(['Jomar Quiñones'])
})

test('within a sentence each spelling keeps its direction', () => {
  expect(bothInWords(mohammed, 'en')).toBe('\u2068Mohammed Alamin\u2069 \u2068محمد الأمين\u2069')
})
