import { describe, expect, test } from 'vitest'
import { storeCompliance } from '../../test/store.compliance.ts'
import { memoryRows } from './memory-store.ts'

describe('the store in memory', () => {
  const rows = memoryRows().client()
  storeCompliance(() => ({ ...rows, rebuilt: async (tx) => tx.put('recovery', 'open', { ended: false }) }))
})

test('a statement that is still under way when its transaction fails holds nothing afterwards', async () => {
  const { transaction } = memoryRows().client()
  let late: Promise<void> = Promise.resolve()
  const failing = transaction(async (tx) => {
    late = tx.inOrder(async () => {
      await Promise.resolve()
      await tx.lock('a case')
    })
    throw new Error('refused')
  })
  await expect(failing).rejects.toThrow('refused')
  await expect(late).rejects.toThrow('the transaction is over')
  await transaction((tx) => tx.lock('a case'))
})
