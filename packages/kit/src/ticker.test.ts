import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { startTicker } from './ticker.ts'

beforeEach(() => void vi.useFakeTimers())
afterEach(() => void vi.useRealTimers())

test('a round that lasts is not overtaken, and the next comes at its time', async () => {
  let rounds = 0
  let end = (): void => undefined
  const ticker = startTicker(
    [
      {
        name: 'slow',
        every: 1_000,
        work: () =>
          new Promise<void>((resolve) => {
            rounds += 1
            end = resolve
          }),
      },
    ],
    () => undefined,
  )
  await vi.advanceTimersByTimeAsync(3_500)
  expect(rounds).toBe(1)
  end()
  await vi.advanceTimersByTimeAsync(1_000)
  expect(rounds).toBe(2)
  end()
  await ticker.stop()
})

test('a round that fails is told and does not end the others', async () => {
  const failed: string[] = []
  let rounds = 0
  const ticker = startTicker(
    [
      {
        name: 'broken',
        every: 1_000,
        work: () => {
          rounds += 1
          return Promise.reject(new Error('no'))
        },
      },
    ],
    (name) => void failed.push(name),
  )
  await vi.advanceTimersByTimeAsync(2_000)
  await ticker.stop()
  expect([rounds, failed]).toEqual([2, ['broken', 'broken']])
})

test('stopping waits for the round under way and begins no other', async () => {
  let rounds = 0
  let end = (): void => undefined
  const ticker = startTicker(
    [
      {
        name: 'slow',
        every: 1_000,
        work: () =>
          new Promise<void>((resolve) => {
            rounds += 1
            end = resolve
          }),
      },
    ],
    () => undefined,
  )
  await vi.advanceTimersByTimeAsync(1_000)
  let stopped = false
  const stopping = ticker.stop().then(() => {
    stopped = true
  })
  await vi.advanceTimersByTimeAsync(5_000)
  expect([rounds, stopped]).toEqual([1, false])
  end()
  await stopping
  expect(stopped).toBe(true)
})

test('a tick nobody wakes comes seldom, and at its usual pace as soon as somebody does', async () => {
  let rounds = 0
  const ticker = startTicker([{ name: 'quiet', every: 1_000, idle: 5_000, work: async () => (rounds += 1) }], () => undefined)
  await vi.advanceTimersByTimeAsync(10_000)
  expect(rounds).toBe(10)
  await vi.advanceTimersByTimeAsync(20_000)
  expect(rounds).toBe(14)
  // In the middle of a long pause: within a second, and then for a while.
  await vi.advanceTimersByTimeAsync(2_000)
  ticker.wake()
  await vi.advanceTimersByTimeAsync(1_000)
  expect(rounds).toBe(15)
  await vi.advanceTimersByTimeAsync(4_000)
  ticker.wake()
  await vi.advanceTimersByTimeAsync(10_000)
  expect(rounds).toBe(29)
  await vi.advanceTimersByTimeAsync(5_000)
  expect(rounds).toBe(30)
  await ticker.stop()
  ticker.wake()
  await vi.advanceTimersByTimeAsync(60_000)
  expect(rounds).toBe(30)
})

test('who is woken all the time is not put off for ever', async () => {
  let rounds = 0
  const ticker = startTicker([{ name: 'busy', every: 1_000, idle: 5_000, work: async () => (rounds += 1) }], () => undefined)
  await vi.advanceTimersByTimeAsync(15_000)
  const before = rounds
  for (let i = 0; i < 100; i++) {
    ticker.wake()
    await vi.advanceTimersByTimeAsync(100)
  }
  expect(rounds - before).toBe(10)
  await ticker.stop()
})
