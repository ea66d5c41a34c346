import { expect, test } from 'vitest'
import { afterFailure, faultOfPin, MOST_FAILURES, pinOf } from './pin.ts'

const NOW = '2026-11-22T09:00:00.000Z'

test('the same PIN is the same from every keyboard', () => {
  expect(pinOf('٢٤٦٨ ١٣٥٧')).toBe('24681357')
  expect(pinOf('۲۴۶۸۱۳۵۷')).toBe('24681357')
  expect(pinOf('２４６８１３５７')).toBe('24681357')
})

test.each([
  ['2468135', 'too-short'],
  ['11111111', 'too-plain'],
  ['12345678', 'too-plain'],
  ['98765432', 'too-plain'],
  ['12121212', 'too-plain'],
  ['24681357', undefined],
  ['قمر على البحر', undefined],
])('%s as a PIN: %s', (typed, fault) => {
  expect(faultOfPin(pinOf(typed))).toBe(fault)
})

test('each wrong PIN makes the next wait longer, and the tenth takes everything', () => {
  const waits: number[] = []
  let failures = 0
  for (;;) {
    const after = afterFailure(failures, NOW)
    if (after === 'wipe') break
    waits.push(after.blockedUntil === null ? 0 : (Date.parse(after.blockedUntil) - Date.parse(NOW)) / 1000)
    failures = after.failures
  }
  expect(failures).toBe(MOST_FAILURES - 1)
  expect(waits).toEqual([0, 0, 0, 30, 60, 300, 900, 1800, 3600])
})
