import { expect, test } from 'vitest'
import { namesShown } from './names-shown.ts'

test('a list says both spellings of a name, and one once', () => {
  expect(namesShown({ own: 'ሂሩት ተስፋዬ', latin: 'Hirut Tesfaye' })).toEqual({ name: 'ሂሩት ተስፋዬ', otherName: 'Hirut Tesfaye' })
  expect(namesShown({ latin: 'Suman Rai' })).toEqual({ name: 'Suman Rai', otherName: null })
  expect(namesShown(undefined)).toEqual({ name: '', otherName: null })
})
