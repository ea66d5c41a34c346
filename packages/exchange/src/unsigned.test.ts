import { expect, test } from 'vitest'
import type { Quarantined } from './store/store.ts'
import { unsignedKeeper } from './unsigned.ts'

const garbage = (senderTag: string, jti?: string): Quarantined => ({
  id: '0',
  senderTag,
  code: 'envelope-malformed',
  at: '2026-11-23T00:00:00.000Z',
  sealed: Buffer.alloc(0),
  receipt: null,
  ...(jti === undefined ? {} : { jti }),
})

/** A keeper over a room of so many, what it was asked for by transaction, and its clock. */
function keeper(room: number) {
  const transactions: string[][] = []
  const clock = { ms: 0 }
  let held = 0
  const keep = unsignedKeeper<string[]>({
    store: {
      quarantine: async (asked, { senderTag }) => {
        asked.push(senderTag)
        if (senderTag === 'BAD') throw new Error('the database said no')
        held += 1
        return held <= room ? 'kept' : 'left'
      },
    },
    transaction: (work) => {
      const asked: string[] = []
      transactions.push(asked)
      return work(asked)
    },
    now: () => new Date(clock.ms),
  })
  return { keep, transactions, clock }
}

test('T21: what nobody signed is kept together, and of a sender whose room is full nothing is asked for a while', async () => {
  const { keep, transactions, clock } = keeper(3)
  await Promise.all(['B', 'A', 'B', 'A'].map((tag) => keep(garbage(tag))))
  // In one order everywhere, or two replicas might wait for each other.
  expect(transactions).toEqual([['A', 'A', 'B', 'B']])
  await keep(garbage('B'))
  expect(transactions).toHaveLength(1)
  await keep(garbage('A'))
  expect(transactions).toEqual([['A', 'A', 'B', 'B'], ['A']])
  clock.ms += 10_001
  await keep(garbage('B'))
  expect(transactions).toHaveLength(3)
})

test('one that carries a name and is here already says nothing of the room', async () => {
  const { keep, transactions } = keeper(0)
  await keep(garbage('A', 'one'))
  await keep(garbage('A', 'one'))
  expect(transactions).toHaveLength(2)
})

test('one that faults takes none of the others with it, and is told to whoever asked', async () => {
  const { keep, transactions } = keeper(9)
  const became = await Promise.allSettled(['A', 'BAD', 'B'].map((tag) => keep(garbage(tag))))
  expect(became.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled'])
  expect(transactions.slice(1)).toEqual([['A'], ['BAD'], ['B']])
})
