import { expect, test } from 'vitest'
import { heldUpFlow } from './held-up.ts'

/** An inbox with places, and what waits for one. */
function inbox(waiting: number) {
  const tried: number[] = []
  const settle: (() => void)[] = []
  let left = waiting
  const faults: unknown[] = []
  const flow = heldUpFlow(
    async (_recipient, atMost) => {
      tried.push(atMost)
      await new Promise<void>((resolve) => settle.push(resolve))
      const went = Math.min(left, atMost)
      left -= went
      return went
    },
    (error) => void faults.push(error),
  )
  const next = async () => {
    settle.shift()?.()
    await new Promise((resolve) => setImmediate(resolve))
  }
  return { flow, tried, next, faults }
}

test('T9: nothing is tried where nothing was refused, nor before a receipt makes room', () => {
  const { flow, tried } = inbox(10)
  flow.hasRoom('shelter')
  flow.isFull('shelter')
  expect(tried).toEqual([])
})

test('T9: as many are tried as receipts say there is room for, and some more; one round at a time; none when nothing is left', async () => {
  const { flow, tried, next } = inbox(100)
  flow.isFull('shelter')
  flow.hasRoom('shelter')
  expect(tried).toEqual([8])
  for (let receipts = 0; receipts < 20; receipts += 1) flow.hasRoom('shelter')
  expect(tried).toEqual([8])
  await next()
  expect(tried).toEqual([8, 40])
  for (let receipts = 0; receipts < 1_000; receipts += 1) flow.hasRoom('shelter')
  await next()
  await next()
  expect(tried).toEqual([8, 40, 64])
  flow.hasRoom('shelter')
  await next()
  expect(tried).toEqual([8, 40, 64, 8])
  await next()
  flow.hasRoom('shelter')
  expect(tried).toEqual([8, 40, 64, 8])
})

test('a round that failed ends none after it, and is told', async () => {
  const faults: unknown[] = []
  let rounds = 0
  const flow = heldUpFlow(
    async () => {
      rounds += 1
      throw new Error('the database is away')
    },
    (error) => void faults.push(error),
  )
  flow.isFull('shelter')
  flow.hasRoom('shelter')
  await new Promise((resolve) => setImmediate(resolve))
  flow.hasRoom('shelter')
  await new Promise((resolve) => setImmediate(resolve))
  expect([rounds, faults.length]).toEqual([2, 2])
})
