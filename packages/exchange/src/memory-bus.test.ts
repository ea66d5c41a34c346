import { randomUUID } from 'node:crypto'
import { describe } from 'vitest'
import { busCompliance } from '../test/bus.compliance.ts'
import { memoryHub } from './memory-bus.ts'

describe('the bus in memory', () => {
  const hub = memoryHub()
  busCompliance(() => ({
    admit: async (publishesRegistry) => {
      const bus = hub.member(randomUUID(), publishesRegistry)
      await bus.connect()
      return bus
    },
    cut: async () => hub.setUp(false),
    join: async () => hub.setUp(true),
  }))
})
