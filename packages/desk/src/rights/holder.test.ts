import { expect, test } from 'vitest'
import { reachOf } from './holder.ts'

test('c2, c24: a holder that is suspended, or has not got the word, is shown as such', () => {
  expect(reachOf('live', null)).toBe('delivered')
  expect(reachOf('live', '2026-11-22T08:00:00.000Z')).toBe('not-delivered')
  for (const waitingSince of [null, '2026-11-22T08:00:00.000Z'])
    for (const status of ['suspended', 'removed', undefined]) expect(reachOf(status, waitingSince)).toBe('suspended')
})
