import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Replica } from '../../infra/network.ts'
import { waitUntil } from '../../infra/wait-until.ts'
import { chanceOf } from '../kit/chance.ts'
import { figure } from '../kit/figures.ts'
import { isLong, seed } from '../kit/seed.ts'
import { buildAltered, running } from './altered.ts'
import { type Ground, openGround } from './ground.ts'
import { type Load, openLoad, ROUTES } from './load.ts'
import { N, nextVersion, READ_BY_N } from './next-version.ts'
import { versionsSent } from './versions-sent.ts'

const LONG_MS = 3 * 3_600_000
const MINISTRY = 'ministry-of-labour'
const HOUSE = 'care-house'
/** Kinds of who is upgraded, in that order; in the long form the liaison office too. */
const KINDS: Readonly<Record<string, string>> = {
  [HOUSE]: 'shelter',
  ...(isLong() ? { itf: 'union-liaison' } : {}),
  [MINISTRY]: 'ministry-intake',
}
const UPGRADED = Object.keys(KINDS)
const routes = ROUTES.filter(({ from, to }) => [from, to].every(({ slug }) => UPGRADED.includes(slug)))

const built = mkdtempSync(join(tmpdir(), 'ihala-versions-'))
/** What runs in the place of an organisation's program. */
const programs = new Map<string, string>()
/** Whose every process is of version N+1: of them the registry says so. */
const announced = new Set<string>()
const replicas = new Map<string, Replica>()
let ground: Ground
let load: Load
let newer: ReadonlyMap<string, string>

async function builtAs(version: 'n' | 'next'): Promise<ReadonlyMap<string, string>> {
  const alterations = version === 'n' ? N : nextVersion(join(built, 'migrations'))
  const mains = UPGRADED.map(
    async (slug) => [slug, await buildAltered(KINDS[slug] ?? '', alterations, join(built, slug, version))] as const,
  )
  return new Map(await Promise.all(mains))
}

beforeAll(async () => {
  for (const [slug, main] of await builtAs('n')) programs.set(slug, main)
  const building = builtAs('next')
  building.catch(() => undefined)
  ground = await openGround({
    only: ['national-committee', ...UPGRADED],
    serviceEnv: (slug) => {
      const main = programs.get(slug)
      return main === undefined ? {} : running(main)
    },
    accepts: (slug) => (UPGRADED.includes(slug) && !announced.has(slug) ? READ_BY_N : undefined),
  })
  newer = await building
  load = await openLoad({
    network: ground.network,
    chance: chanceOf(seed()),
    routes: [routes[0] ?? ROUTES[0], ...routes.slice(1)],
    addresses: (slug) => {
      const own = ground.network.organisation(slug)
      const standing = [own, replicas.get(slug)].filter((one) => one?.pid() !== undefined)
      return standing.length > 0 ? standing.map((one) => one?.baseUrl ?? own.baseUrl) : [own.baseUrl]
    },
  })
}, 240_000)
afterAll(async () => {
  await ground?.stop()
  rmSync(built, { recursive: true, force: true })
})

/** Whether the running program of an organisation says that it reads the second version of a request. */
async function isNewer(baseUrl: string): Promise<boolean> {
  const answer = await fetch(`${baseUrl}/version`)
  const { accepts }: { readonly accepts: Readonly<Record<string, readonly number[]>> } = JSON.parse(await answer.text())
  return accepts['referral-requested']?.includes(2) === true
}

/** So many more referrals were answered since. Throws at once when the load fails. */
const referred = (more: number, referring: Promise<unknown>): Promise<unknown> => {
  const wanted = load.made.length + more
  const there = waitUntil('more referrals', async () => (load.made.length >= wanted ? true : undefined), 90_000)
  return Promise.race([there, referring.then(() => there)])
}

test(
  'T58: services are upgraded one by one under load, N and N+1 live side by side, and nothing is lost, doubled or refused by version',
  async () => {
    const between = isLong() ? 800 : 10
    const began = performance.now()
    const { network } = ground
    for (const slug of UPGRADED) expect([slug, await isNewer(network.organisation(slug).baseUrl)]).toEqual([slug, false])
    // Work goes on for as long as anybody is being upgraded.
    let upgraded = false
    const referring = (async () => {
      while (!upgraded) await load.refer(8, { inflight: 4, pauseMs: 250 })
    })()
    referring.catch(() => undefined)

    for (const [index, slug] of UPGRADED.entries()) {
      await referred(between, referring)
      const main = newer.get(slug) ?? ''
      programs.set(slug, main)
      if (index === 0) {
        // A process of the new version comes up beside the old one and migrates the database both work on.
        const replica = await network.replicate(slug)
        replicas.set(slug, replica)
        const both = await Promise.all([network.organisation(slug), replica].map(({ baseUrl }) => isNewer(baseUrl)))
        expect(both).toEqual([false, true])
        await referred(between, referring)
      }
      await network.stopOrganisation(slug)
      if (index > 0) await pause(500)
      await network.startOrganisation(slug)
      expect(await isNewer(network.organisation(slug).baseUrl)).toBe(true)
      await replicas.get(slug)?.stop()
      replicas.delete(slug)
      announced.add(slug)
      await network.renewRegistry()
    }
    const sideBySideMs = performance.now() - began
    // The last of the old is gone, and the next request is one of the new.
    await referred(between, referring)
    upgraded = true
    await referring
    const drainMs = await ground.drained(60_000)
    // No quarantine is allowed here: whatever is refused by version is found by this.
    const seen = await ground.intact(load.made)
    const sent = await Promise.all(UPGRADED.map((slug) => versionsSent(ground, slug, 'referral-requested')))
    const inVersion = (v: number): number => sent.reduce((sum, each) => sum + (each.get(v) ?? 0), 0)
    figure('T58', {
      seed: seed(),
      referrals: load.made.length,
      'services upgraded': UPGRADED.length,
      'in version 1': inVersion(1),
      'in version 2': inVersion(2),
      'clicks repeated': load.repeated(),
      events: seen.events,
      'receipts verified': seen.receipts,
      lost: 0,
      doubled: 0,
      'refused by version': 0,
      'N and N+1 s': sideBySideMs / 1000,
      'drained s': drainMs / 1000,
    })
    expect(inVersion(1) + inVersion(2)).toBe(load.made.length)
    expect(inVersion(1)).toBeGreaterThanOrEqual(between)
    expect(inVersion(2)).toBeGreaterThan(0)
    await load.close()
  },
  isLong() ? LONG_MS : 240_000,
)
