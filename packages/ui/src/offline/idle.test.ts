import { expect, test } from 'vitest'
import { idleSince, LOCKS_AFTER } from './idle.ts'

function watched() {
  const clock = { now: 0 }
  let locked = 0
  const idle = idleSince(
    () => clock.now,
    () => {
      locked += 1
    },
  )
  return { clock, idle, locked: () => locked }
}

test('it stays open while somebody is there, and is locked five minutes after', () => {
  const { clock, idle, locked } = watched()
  for (let minute = 1; minute <= 20; minute += 1) {
    clock.now = minute * 60_000
    idle.here()
    idle.look()
  }
  expect(locked()).toBe(0)
  clock.now += LOCKS_AFTER - 1
  idle.look()
  expect(locked()).toBe(0)
  clock.now += 1
  idle.look()
  expect(locked()).toBe(1)
})

test('whoever wakes the device with a touch after an hour finds it locked', () => {
  const { clock, idle, locked } = watched()
  clock.now = 3_600_000
  idle.here()
  expect(locked()).toBe(1)
})
