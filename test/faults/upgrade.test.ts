import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { newRecoveryKey, type UpgradeOptions, upgrade } from '@ihala/cli'
import { loadConfig, migrationSources } from '@ihala/kit'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { waitUntil } from '../../infra/wait-until.ts'
import { service as shelter } from '../../services/shelter/src/service.ts'
import { chanceOf } from '../kit/chance.ts'
import { figure } from '../kit/figures.ts'
import { seed } from '../kit/seed.ts'
import { buildAltered } from './altered.ts'
import { type Ground, openGround } from './ground.ts'
import { openLoad, type Route } from './load.ts'
import { LOST_RECEIPTS } from './mutants.ts'

const SENDER = 'ministry-of-labour'
const UPGRADED = 'care-house'
const ROUTE: Route = {
  from: { slug: SENDER, sub: 'joseph-varghese' },
  to: { slug: UPGRADED, sub: 'grace-wanjiru' },
  need: 'sumanToShelter',
}
const folder = mkdtempSync(join(tmpdir(), 'ihala-upgrade-'))
const said: string[] = []
let ground: Ground
let good: string
let broken: string

beforeAll(async () => {
  const building = Promise.all([
    buildAltered('shelter', [], join(folder, 'good')),
    buildAltered('shelter', LOST_RECEIPTS, join(folder, 'broken')),
  ])
  building.catch(() => undefined)
  ground = await openGround({ only: ['national-committee', SENDER, UPGRADED] })
  ;[good, broken] = await building
}, 240_000)
afterAll(async () => {
  stopped()
  await ground?.stop()
  rmSync(folder, { recursive: true, force: true })
})

/** Ends what an upgrade left running, if anything. */
function stopped(): void {
  const file = join(folder, 'pid')
  if (!existsSync(file)) return
  process.kill(Number(readFileSync(file, 'utf8')), 'SIGTERM')
  rmSync(file)
}

/** An upgrade of the Care House, whose service is stopped, to a program. */
function asked(to: string, main: string, back: string): UpgradeOptions {
  const { configFile, baseUrl } = ground.network.organisation(UPGRADED)
  const command = (program: string) =>
    `echo $$ > "${join(folder, 'pid')}"; exec "${process.execPath}" "${program}" --config "${configFile}"`
  return {
    config: loadConfig(configFile),
    sources: migrationSources(shelter.features),
    recipients: [newRecoveryKey().open, newRecoveryKey().open],
    to: join(folder, to),
    start: command(main),
    back: command(back),
    url: baseUrl,
    withinMs: 60_000,
    now: () => new Date(),
    say: (line) => void said.push(line),
  }
}

/** A little work by people who sign in for it: whoever goes back signs everybody out. */
async function work(count: number): Promise<void> {
  const load = await openLoad({ network: ground.network, chance: chanceOf(seed()), routes: [ROUTE] })
  await load.refer(count)
  await waitUntil('all accepted', async () => (load.accepted() >= count ? true : undefined), 60_000)
  await ground.drained(60_000)
  await load.close()
}

test('c6 a real service is upgraded: one whose referral path is broken goes back by itself, a good one stays and takes referrals', async () => {
  await work(4)
  await ground.network.stopOrganisation(UPGRADED)

  // It starts, migrates, is ready, and reads all that was kept; only no receipt closes anything it sends.
  const began = performance.now()
  const rolledBack = await upgrade(asked('one', broken, good))
  const rolledBackMs = performance.now() - began
  expect(rolledBack).toMatchObject({
    outcome: 'rolled-back',
    oldRuns: true,
    why: 'the test referral failed; the log of the service says where',
  })
  await waitUntil('the end of the recovery', async () => ((await ground.databases.isRecovering(UPGRADED)) ? undefined : true), 60_000)
  await work(2)
  stopped()
  const { baseUrl } = ground.network.organisation(UPGRADED)
  await waitUntil(
    'its end',
    async () =>
      await fetch(`${baseUrl}/livez`).then(
        () => undefined,
        () => true,
      ),
    60_000,
  )

  const before = await ground.databases.snapshot(UPGRADED)
  said.length = 0
  const upgradeBegan = performance.now()
  const done = await upgrade(asked('two', good, good))
  const upgradedMs = performance.now() - upgradeBegan
  expect(done).toMatchObject({ outcome: 'upgraded' })
  expect(said).toContainEqual(expect.stringMatching(/a test referral went both ways .* [1-9] of [1-9] partners answered/))
  // Nothing of the test is anybody's referral.
  const after = await ground.databases.snapshot(UPGRADED)
  expect([after.referrals, after.conversations]).toEqual([before.referrals, before.conversations])

  await work(2)
  // The version that went back may have said to a partner how far its log was, which nobody remembers here: so not all of `intact`.
  const [house, ministry] = await Promise.all([UPGRADED, SENDER].map((slug) => ground.databases.snapshot(slug)))
  const states = (all: typeof house) => all?.referrals.map(({ caseId, state }) => `${caseId} ${state}`).toSorted()
  expect(states(house)).toEqual(states(ministry))
  expect(house?.referrals).toHaveLength(8)
  expect([house?.quarantined, ministry?.quarantined]).toEqual([[], []])
  figure('c6 upgrade of a real service', {
    seed: seed(),
    referrals: 8,
    'rolled back s': rolledBackMs / 1000,
    'upgraded s': upgradedMs / 1000,
    lost: 0,
  })
}, 240_000)
