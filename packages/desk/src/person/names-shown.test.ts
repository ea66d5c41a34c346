import { expect, test } from 'vitest'
import { namesShown } from './names-shown.ts'

test('a name in both scripts, in one, and none that may be known', () => {
  const unsaid = { birthYear: null, nationality: null }
  const both = { own: 'ሂሩት ተስፋዬ', latin: 'Hirut Tesfaye' }
  expect(namesShown({ names: both })).toEqual({ name: both.own, otherName: both.latin, ...unsaid })
  expect(namesShown({ names: { latin: 'Suman Rai' } })).toEqual({ name: 'Suman Rai', otherName: null, ...unsaid })
  expect(namesShown(undefined)).toEqual({ name: '', otherName: null, ...unsaid })
})

test('what tells namesakes apart: the year of birth and the nationality, never the day', () => {
  expect(namesShown({ names: { latin: 'Suman Rai' }, dateOfBirth: '1994-03-12', nationality: 'NP' })).toMatchObject({
    birthYear: 1994,
    nationality: 'NP',
  })
})
