import { expect, test } from 'vitest'
import { inLanes } from './lanes.ts'

test('what takes one lane runs beside another; what takes both waits for them, and nothing overtakes it', async () => {
  const ends = new Map<string, () => void>()
  const order: string[] = []
  const named = (name: string, lanes?: 1) => ({
    lanes,
    work: () => {
      order.push(name)
      return new Promise<void>((resolve) => ends.set(name, resolve))
    },
  })
  const done = inLanes([named('one', 1), named('other', 1), named('both'), named('last', 1)])
  const after = async (name?: string): Promise<readonly string[]> => {
    ends.get(name ?? '')?.()
    await new Promise((resolve) => setImmediate(resolve))
    return order
  }
  expect(await after()).toEqual(['one', 'other'])
  expect(await after('other')).toEqual(['one', 'other'])
  expect(await after('one')).toEqual(['one', 'other', 'both'])
  expect(await after('both')).toEqual(['one', 'other', 'both', 'last'])
  await after('last')
  await done
})

test('what fails ends the whole with its fault', async () => {
  await expect(inLanes([{ lanes: 1, work: () => Promise.reject(new Error('broken')) }, { work: async () => undefined }])).rejects.toThrow(
    'broken',
  )
})
