import { describe } from 'vitest'
import { storeCompliance } from '../../test/store.compliance.ts'
import { memoryRows } from './memory-store.ts'

describe('the store in memory', () => {
  const rows = memoryRows().client()
  storeCompliance(() => rows)
})
