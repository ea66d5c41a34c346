import { expect, test } from 'vitest'
import { bodyNamed } from './who-holds.ts'

test('C9: a body the registry never named is told in words, not by its address', () => {
  const partner = 'https://hostel-at-the-harbour.example'
  const { ar, en } = bodyNamed({ lastKnown: () => undefined }, partner)
  expect([ar, en]).toEqual(['جهة لا يُعرف اسمها', 'A body whose name is not known'])
})
