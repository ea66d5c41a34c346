import { expect, test } from 'vitest'
import { findImpurities } from './purity.ts'

test.each([
  ['const t = Date.now()', 'Date.now'],
  ['const t = new Date()', 'Date()'],
  ['const t = new Date', 'Date()'],
  ['const t = Date()', 'Date()'],
  ['const t = Math.random()', 'Math.random'],
  ['const t = Temporal.Now.instant()', 'Temporal.Now'],
  ['const t = crypto.randomUUID()', 'crypto'],
  ['const t = globalThis.crypto', 'globalThis'],
  ["const t = globalThis['Date']", 'globalThis'],
  ['const { now } = Date', 'Date'],
  ['const { random } = Math', 'Math'],
  ['const t = process.env.HOME', 'process'],
  ['setTimeout(work, 5)', 'setTimeout'],
])('%s is no way to get a value in a pure package', (text, reads) => {
  expect(findImpurities('a.ts', text)).toEqual([{ file: 'a.ts', line: 1, reads }])
})

test.each([
  'const t = new Date(text)',
  'const t = Date.parse(text)',
  'const t = Math.max(1, 2)',
  'const t = Temporal.Instant.from(text)',
  'const t = { crypto: 1, process: 2 }',
  'const t = stamp.now',
  'type T = { crypto: string }',
  'const d: Date = given',
])('%s only reads its arguments', (text) => {
  expect(findImpurities('a.ts', text)).toEqual([])
})
