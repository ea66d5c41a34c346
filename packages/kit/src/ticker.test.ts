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
