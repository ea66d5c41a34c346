import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type Chance, chanceOf, wholeBetween } from '../kit/chance.ts'
import { figure } from '../kit/figures.ts'
import { isLong, seed } from '../kit/seed.ts'
import { copyStore, damageStore, replaceStore } from './broker-store.ts'
import { type Ground, openGround } from './ground.ts'
import { type Load, openLoad } from './load.ts'

const LONG_MS = 3 * 3_600_000
const copies = mkdtempSync(join(tmpdir(), 'ihala-copy-'))
let ground: Ground
let load: Load
let chance: Chance
let serverDir: string

beforeAll(async () => {
  ground = await openGround({ only: ['national-committee', 'ministry-of-labour', 'care-house', 'itf'] })
  chance = chanceOf(seed())
  load = await openLoad({ network: ground.network, chance })
  serverDir = ground.network.bus.servers[0]?.dir ?? ''
}, 90_000)
afterAll(async () => {
  await ground?.stop()
  rmSync(copies, { recursive: true, force: true })
})

/** The server is killed, something is done to its files, and it is started again. Nobody else does anything. */
async function whileDown(harm: () => void): Promise<void> {
  const { bus } = ground.network
  await bus.killServer()
  harm()
  await bus.startServer()
}

test(
  'T2: the broker forgets what it acknowledged, and once everything; nobody needs to do anything',
  async () => {
    const rollbacks = isLong() ? 20 : 3
    const count = 25 * (rollbacks + 1)
    const before = load.made.length
    const referring = load.refer(count, { inflight: 4, pauseMs: 120 })
    referring.catch(() => undefined)
    const ages: number[] = []
    for (let round = 0; round < rollbacks; round++) {
      const copy = join(copies, String(round))
      copyStore(serverDir, copy)
      const age = wholeBetween(chance, 400, isLong() ? 5_000 : 1_200)
      await pause(age)
      await whileDown(() => replaceStore(serverDir, copy))
      ages.push(age)
    }
    await pause(500)
    await whileDown(() => replaceStore(serverDir, undefined))
    await referring
    const drainMs = await ground.drained(60_000)
    const seen = await ground.intact(load.made)
    figure('T2', {
      seed: seed(),
      referrals: load.made.length - before,
      rollbacks,
      'oldest copy s': Math.max(...ages) / 1000,
      wiped: 1,
      events: seen.events,
      lost: 0,
      doubled: 0,
      'steps by hand': 0,
      'drained s': drainMs / 1000,
    })
    expect(load.made.length - before).toBe(count)
  },
  isLong() ? LONG_MS : 120_000,
)

test(
  'T5: bits flip and tails are lost in the broker’s files between restarts, and everything is sent again',
  async () => {
    const rounds = isLong() ? 200 : 5
    const before = load.made.length
    const harms: string[] = []
    const healed: number[] = []
    for (let round = 0; round < rounds; round++) {
      // The recipient is away, so that the broker holds what is sent when it is harmed.
      await ground.network.killOrganisation('care-house')
      await load.refer(6, { inflight: 3 })
      await whileDown(() => harms.push(damageStore(serverDir, chance)))
      await ground.network.startOrganisation('care-house')
      healed.push(
        await ground.drained(60_000).catch((error: unknown) => {
          throw new Error(`after ${harms.at(-1)}`, { cause: error })
        }),
      )
    }
    const seen = await ground.intact(load.made)
    figure('T5', {
      seed: seed(),
      referrals: load.made.length - before,
      harms: rounds,
      'of them cut': harms.filter((harm) => harm.includes('cut')).length,
      events: seen.events,
      lost: 0,
      'wrong plaintext': 0,
      'drained at worst s': Math.max(...healed) / 1000,
    })
    expect(harms).toHaveLength(rounds)
  },
  isLong() ? LONG_MS : 120_000,
)
