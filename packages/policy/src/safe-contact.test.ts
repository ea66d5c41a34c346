import fc from 'fast-check'
import { expect, test } from 'vitest'
import { contactNow } from './safe-contact.ts'

const QATAR = 'Asia/Qatar'
const at = (clock: string): string => new Date(`2026-11-22T${clock}:00+03:00`).toISOString()
const minute = fc.nat(24 * 60 - 1)
const clockOf = (minutes: number): string => `${String(Math.floor(minutes / 60)).padStart(2, '0')}:${String(minutes % 60).padStart(2, '0')}`

test('R-3: nobody is contacted without a plan, nor against it', () => {
  expect(contactNow(undefined, at('12:00'), QATAR)).toBe('no')
  expect(contactNow({ mayContact: false }, at('12:00'), QATAR)).toBe('no')
  expect(contactNow({ mayContact: false, hours: { from: '00:00', until: '23:59' } }, at('12:00'), QATAR)).toBe('no')
  expect(contactNow({ mayContact: true }, at('03:00'), QATAR)).toBe('yes')
})

test.each([
  ['20:00', '22:00', '19:59', 'outside-hours'],
  ['20:00', '22:00', '20:00', 'yes'],
  ['20:00', '22:00', '22:00', 'outside-hours'],
  ['22:00', '05:30', '23:59', 'yes'],
  ['22:00', '05:30', '00:00', 'yes'],
  ['22:00', '05:30', '05:30', 'outside-hours'],
  ['08:00', '08:00', '08:00', 'outside-hours'],
])('R-3: between %s and %s, at %s: %s', (from, until, clock, answer) => {
  expect(contactNow({ mayContact: true, hours: { from, until } }, at(clock), QATAR)).toBe(answer)
})

test('R-3: hours and the hours between them fill the day, wherever it is midnight', () => {
  fc.assert(
    fc.property(minute, minute, minute, fc.constantFrom(QATAR, 'Asia/Kathmandu', 'UTC'), (one, other, now, zone) => {
      fc.pre(one !== other)
      const [from, until] = [clockOf(one), clockOf(other)]
      const plan = (hours: { from: string; until: string }) => contactNow({ mayContact: true, hours }, at(clockOf(now)), zone)
      expect([plan({ from, until }), plan({ from: until, until: from })].sort()).toEqual(['outside-hours', 'yes'])
    }),
  )
})
