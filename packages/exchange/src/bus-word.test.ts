import { expect, test } from 'vitest'
import { busWord } from './bus-word.ts'

const RECEIPT = { iss: 'https://care-house.example', of: 'one' }

function listening() {
  let [at, broken] = [1_000_000, 0]
  const word = busWord({
    now: () => at,
    broken: () => {
      broken += 1
    },
  })
  return {
    ...word,
    receipted: (caseId: string, storedAt: number) => word.receipted(caseId, RECEIPT, storedAt),
    after: (seconds: number) => {
      at += seconds * 1000
      word.look()
    },
    seconds: () => Math.floor(at / 1000),
    broken: () => broken,
  }
}

test('T6: what was taken, gone, taken again and only then stored was dropped by the bus', () => {
  const bus = listening()
  bus.took('case', 'a')
  bus.after(5)
  bus.took('case', 'a')
  bus.receipted('case', bus.seconds() + 1)
  expect(bus.broken()).toBe(1)
})

test('T6: that the bus holds the second copy, of a recipient that is slow, does not take back that it dropped the first', () => {
  const [dropped, crossed] = [listening(), listening()]
  for (const bus of [dropped, crossed]) bus.took('case', 'a')
  const stored = crossed.seconds()
  for (const bus of [dropped, crossed]) {
    bus.after(5)
    bus.took('case', 'a')
    bus.after(5)
    bus.holds('case')
    // Whoever is away is waited for, however long: what is held is not lost.
    bus.after(120)
    bus.took('case', 'a')
    expect(bus.broken()).toBe(0)
  }
  crossed.receipted('case', stored)
  dropped.receipted('case', dropped.seconds())
  expect([dropped.broken(), crossed.broken()]).toEqual([1, 0])
})

test('T6: taken again and stored within one second, it is in doubt: who had the first copy answers the second too', () => {
  const [dropped, crossed] = [listening(), listening()]
  for (const bus of [dropped, crossed]) {
    bus.took('case', 'a')
    bus.after(5)
    bus.took('case', 'a')
    bus.receipted('case', bus.seconds())
    bus.after(5)
  }
  crossed.receiptedAgain(RECEIPT)
  expect([dropped.broken(), crossed.broken()]).toEqual([0, 0])
  for (const bus of [dropped, crossed]) bus.after(5)
  expect([dropped.broken(), crossed.broken()]).toEqual([1, 0])
  dropped.after(60)
  expect(dropped.broken()).toBe(1)
})

test('T6: a receipt that overtakes the word of the bus is no excuse for what it dropped, and accuses nobody of what it did not', () => {
  const [dropped, crossed] = [listening(), listening()]
  for (const bus of [dropped, crossed]) {
    bus.took('case', 'a')
    bus.after(5)
    bus.receipted('case', bus.seconds())
    bus.took('case', 'a')
  }
  crossed.receiptedAgain({ ...RECEIPT, iss: 'https://itf.example' })
  crossed.receiptedAgain(RECEIPT)
  for (const bus of [dropped, crossed]) bus.after(10)
  expect([dropped.broken(), crossed.broken()]).toEqual([1, 0])
})

test('a receipt that was only slow accuses nobody, nor does one that came at once, a recipient that was away, nor the next event of the case', () => {
  const bus = listening()
  bus.took('slow', 'a')
  const stored = bus.seconds()
  bus.after(5)
  bus.took('slow', 'a')
  bus.receipted('slow', stored)
  bus.took('away', 'f')
  bus.holds('away')
  bus.took('away', 'f')
  bus.receipted('away', bus.seconds())
  bus.took('quick', 'b')
  bus.receipted('quick', bus.seconds())
  bus.took('quick', 'c')
  bus.took('sealed afresh', 'd')
  bus.took('sealed afresh', 'e')
  bus.receipted('sealed afresh', bus.seconds())
  expect(bus.broken()).toBe(0)
})

test('T6: what is taken again and again and never receipted is told once, after a minute', () => {
  const bus = listening()
  const heard = [0, 5, 10, 20, 40, 80, 160].map((seconds) => {
    bus.after(seconds)
    bus.took('case', 'a')
    return bus.broken()
  })
  expect(heard).toEqual([0, 0, 0, 0, 1, 1, 1])
  bus.receipted('case', bus.seconds())
  expect(bus.broken()).toBe(1)
})
