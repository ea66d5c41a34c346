import { chmodSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { lastLines } from '../../infra/child.ts'
import { type Network, type NetworkOptions, startNetwork } from '../../infra/network.ts'
import { forgetPostgres } from '../../infra/postgres/server.ts'
import { waitUntil } from '../../infra/wait-until.ts'
import { root } from '../run/process.ts'
import { badReceipts, type Leave, violations } from './invariants.ts'
import type { Made } from './load.ts'
import { type Databases, openDatabases, type Snapshot } from './snapshot.ts'

/** A whole network of real processes to do harm to. */
export interface Ground {
  readonly network: Network
  readonly databases: Databases
  /** Services that ended though nobody killed them. */
  readonly endedUnasked: readonly string[]
  /** Milliseconds until nothing was on its way any more. Throws when that takes longer. */
  readonly drained: (withinMs: number, leave?: Leave) => Promise<number>
  /** Kills one at once — `bus`, `postgres`, or an organisation — and starts it again; resolves when it is ready. */
  readonly killAndStart: (victim: string) => Promise<void>
  /** Checks everything that must hold, and answers how much was looked at. Throws with what does not hold. */
  readonly intact: (made: readonly Made[], leave?: Leave) => Promise<{ readonly events: number; readonly receipts: number }>
  readonly stop: () => Promise<void>
}

/** Starts a network of its own in a fresh folder: own Postgres and own bus, also where others are named in the environment. */
export async function openGround(options: Partial<NetworkOptions> & Pick<NetworkOptions, 'only'>): Promise<Ground> {
  // What is killed here must be ours to kill.
  delete process.env.DATABASE_URL
  delete process.env.NATS_URL
  const parent = mkdtempSync(join(tmpdir(), 'ihala-faults-'))
  chmodSync(parent, 0o711)
  const stateDir = join(parent, 'network')
  const endedUnasked: string[] = []
  const report = (line: string): void => {
    if (!line.includes('ended unasked')) return
    // Its last words, before the next start adds to them.
    const log = /Log: (\S+)$/.exec(line)?.[1]
    endedUnasked.push([line, ...(log === undefined ? [] : lastLines(log, 30))].join('\n'))
  }
  const network = await startNetwork({ root, stateDir, report, ...options })
  const databases = openDatabases(network)
  const snapshots = (): Promise<Snapshot[]> => Promise.all(network.organisations.map(({ slug }) => databases.snapshot(slug)))
  return {
    network,
    databases,
    endedUnasked,
    drained: async (withinMs, { mayWait = false } = {}) => {
      const began = performance.now()
      let last = ''
      await waitUntil(
        'an empty outbox everywhere',
        async () => {
          const { outbox, undecided, waitingRoom } = await databases.onTheWay()
          last = JSON.stringify({ outbox, undecided, waitingRoom })
          return outbox + undecided === 0 && (mayWait || waitingRoom === 0) ? true : undefined
        },
        withinMs,
      ).catch((error: unknown) => {
        throw new Error(`Not drained within ${withinMs / 1000} s: ${last}`, { cause: error })
      })
      return performance.now() - began
    },
    killAndStart: async (victim) => {
      if (victim === 'bus') {
        await network.bus.killServer()
        await network.bus.startServer()
      } else if (victim === 'postgres') {
        await network.postgres.killServer()
        await network.postgres.startServer()
      } else {
        await network.killOrganisation(victim)
        // A start that fails because something else was just killed is one more end nobody asked for, and it is started again.
        await network.startOrganisation(victim).catch((error: unknown) => {
          endedUnasked.push(`${victim} did not start: ${error instanceof Error ? error.message : String(error)}`)
          return network.startOrganisation(victim)
        })
      }
    },
    intact: async (made, leave) => {
      const look = async () => {
        const all = await snapshots()
        const { verified, bad } = badReceipts(all)
        return { all, verified, wrong: [...violations(all, made, leave), ...bad, ...endedUnasked] }
      }
      let { all, verified, wrong } = await look()
      // The databases are read one after the other, and heads of logs go round meanwhile: what does not hold is still there when one
      // looks again.
      for (let again = 0; again < 3 && wrong.length > 0; again++) {
        const before = new Set(wrong)
        ;({ all, verified, wrong } = await look())
        wrong = wrong.filter((one) => before.has(one))
      }
      if (wrong.length > 0) throw new Error(`${wrong.length} things do not hold:\n${wrong.slice(0, 20).join('\n')}`)
      return { events: all.reduce((sum, one) => sum + one.events.length, 0), receipts: verified }
    },
    stop: async () => {
      await databases.close()
      await network.stop()
      forgetPostgres(join(stateDir, 'postgres'))
      rmSync(parent, { recursive: true, force: true })
    },
  }
}
