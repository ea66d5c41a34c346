import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { admitToBus, type Bus, type BusMember, startBus } from '../../infra/nats/operator.ts'
import { findBusServerProgram } from '../../infra/nats/server.ts'
import { root } from '../run/process.ts'

/** A bus of its own for one test file: a real server with the operator, accounts and streams of the network. */
export type FreshBus = {
  bus: Bus
  /** Gives an organisation its account, stream and credentials; only a committee publishes the registry. */
  admit: (slug: string, options?: { publishesRegistry: boolean }) => Promise<BusMember>
  /** Ends the server and removes all it stored. */
  drop: () => Promise<void>
}

/** Starts an empty bus. Call it in `beforeAll`, and `drop` in `afterAll`. */
export async function freshBus(): Promise<FreshBus> {
  const dir = mkdtempSync(join(tmpdir(), 'ihala-bus-'))
  const bus = await startBus({ dir, source: { program: findBusServerProgram(root) } })
  return {
    bus,
    admit: (slug, { publishesRegistry } = { publishesRegistry: false }) => admitToBus(bus, { slug, publishesRegistry }),
    drop: async () => {
      await bus.stop()
      rmSync(dir, { recursive: true, force: true })
    },
  }
}
