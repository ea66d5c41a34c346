import { expect, test } from 'vitest'
import { presenceFrom } from './presence.ts'
import { dueNow, endOf, secondsUntil } from './session-stand.ts'

const now = Date.parse('2026-03-01T08:00:00Z')

test('the nearer of two ends counts, and the last one is not moved by anybody', () => {
  expect(endOf({ idle: 1800, atMost: 40_000 }, now)).toEqual({ at: now + 1_800_000, final: false })
  expect(endOf({ idle: 90, atMost: 90 }, now)).toEqual({ at: now + 90_000, final: true })
})

test('two minutes before the end the service is asked; before that, only of somebody who types and sends nothing is it told', () => {
  const end = { at: now + 1_800_000, final: false }
  const away = { acted: false, countedAt: now }
  const typing = { acted: true, countedAt: now }
  expect(dueNow(end, away, now + 1_679_000)).toBe('nothing')
  expect(dueNow(end, away, now + 1_680_000)).toBe('ask')
  expect(dueNow(end, typing, now + 299_000)).toBe('nothing')
  expect(dueNow(end, typing, now + 300_000)).toBe('tell')
  expect(dueNow(end, typing, now + 1_800_001)).toBe('ask')
})

test('what is left is never less than nothing', () => {
  expect(secondsUntil({ at: now + 1_500, final: false }, now)).toBe(2)
  expect(secondsUntil({ at: now - 1_500, final: false }, now)).toBe(0)
})

test('somebody is there until a request said so, and again from the next key on', () => {
  let clock = now
  const presence = presenceFrom(() => clock)
  expect(presence.acted()).toBe(true)
  clock += 1_000
  presence.counted()
  expect([presence.acted(), presence.countedAt()]).toEqual([false, now + 1_000])
  presence.act()
  expect(presence.acted()).toBe(true)
})
