import { expect, test } from 'vitest'
import { owedReceipts } from './owed-receipts.ts'

const receipt = (jws: string) => ({ to: 'https://itf.example', jws })

test('T4: a receipt that the bus could not be given is given when it is back, once; what fails again is owed on', async () => {
  const given: string[] = []
  let up = false
  const owed = owedReceipts(async ({ jws }) => {
    if (!up && jws !== 'first') throw new Error('away')
    given.push(jws)
  })
  for (const jws of ['first', 'second', 'third']) owed.owe(receipt(jws))
  await owed.giveAll()
  expect([given, owed.any()]).toEqual([['first'], true])
  up = true
  await owed.giveAll()
  await owed.giveAll()
  expect([given, owed.any()]).toEqual([['first', 'second', 'third'], false])
})

test('no more are remembered than a bound: the oldest is asked for again by its sender', async () => {
  const given: string[] = []
  const owed = owedReceipts(async ({ jws }) => void given.push(jws))
  for (let each = 0; each <= 10_000; each += 1) owed.owe(receipt(String(each)))
  await owed.giveAll()
  expect([given.length, given[0]]).toEqual([10_000, '1'])
})
