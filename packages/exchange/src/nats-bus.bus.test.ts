import { afterAll, beforeAll, describe } from 'vitest'
import { type FreshBus, freshBus } from '../../../test/kit/fresh-bus.ts'
import { becomes, busCompliance } from '../test/bus.compliance.ts'
import { natsBus } from './nats-bus.ts'

describe('the bus over NATS', () => {
  let fresh: FreshBus
  let admitted = 0
  beforeAll(async () => {
    fresh = await freshBus()
  })
  afterAll(() => fresh.drop())

  busCompliance(() => ({
    admit: async (publishesRegistry = false) => {
      admitted += 1
      const { tag, credsFile } = await fresh.admit(`member-${admitted}`, { publishesRegistry })
      const bus = natsBus({ url: fresh.bus.url, credsFile, tag, notice: () => undefined })
      await bus.connect()
      return bus
    },
    cut: async (members) => {
      await fresh.bus.killServer()
      await becomes('everybody has noticed', () => members.every((one) => !one.isUp()))
    },
    join: async (members) => {
      await fresh.bus.startServer()
      await becomes('everybody is back', () => members.every((one) => one.isUp()))
    },
  }))
})
