import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type Chance, chanceOf } from '../kit/chance.ts'
import { figure } from '../kit/figures.ts'
import { seed } from '../kit/seed.ts'
import { buildAltered, running } from './altered.ts'
import { type Findings, NOTHING_FOUND } from './findings.ts'
import { type Ground, openGround } from './ground.ts'
import { type Load, openLoad, type Route } from './load.ts'
import { EFFECT_FIRST, ID_CURSOR, OUTBOX_ID, RECEIPT_FIRST } from './mutants.ts'
import { type Scene, type Seen, sessionsEnd, writersCommitLate } from './scenes.ts'

const SENDER = 'ministry-of-labour'
const RECIPIENT = 'care-house'
const ROUTE: Route = {
  from: { slug: SENDER, sub: 'joseph-varghese' },
  to: { slug: RECIPIENT, sub: 'grace-wanjiru' },
  need: 'sumanToShelter',
}
/** Rounds within which a broken program must be caught. */
const ROUNDS = 8
const built = mkdtempSync(join(tmpdir(), 'ihala-altered-'))
/** What runs in the place of an organisation's program. */
const programs = new Map<string, string>()
let ground: Ground
let load: Load
let chance: Chance
let idCursor: string
let receiptFirst: string
let effectFirst: string

beforeAll(async () => {
  chance = chanceOf(seed())
  const opening = openGround({
    only: ['national-committee', SENDER, RECIPIENT],
    serviceEnv: (slug): Readonly<Record<string, string>> => {
      const main = programs.get(slug)
      return main === undefined ? {} : running(main)
    },
  })
  const altering = Promise.all([
    buildAltered('ministry-intake', ID_CURSOR, join(built, 'id-cursor')),
    buildAltered('shelter', RECEIPT_FIRST, join(built, 'receipt-first')),
    buildAltered('shelter', EFFECT_FIRST, join(built, 'effect-first')),
  ])
  altering.catch(() => undefined)
  ground = await opening
  ;[idCursor, receiptFirst, effectFirst] = await altering
  // Nobody accepts: what a broken program leaves behind could not be, and would fail the desk instead.
  load = await openLoad({ network: ground.network, chance, routes: [ROUTE], accepting: false })
}, 90_000)
afterAll(async () => {
  await ground?.stop()
  rmSync(built, { recursive: true, force: true })
})

/** Starts an organisation again with another program, or with its own. */
async function startedWith(slug: string, main?: string): Promise<void> {
  await ground.network.stopOrganisation(slug)
  if (main === undefined) programs.delete(slug)
  else programs.set(slug, main)
  await ground.network.startOrganisation(slug)
}

/** Plays a scene again and again until something of a kind is found; answers how much, in which round. */
async function caught(what: keyof Findings, play: (scene: Scene) => Promise<Seen>) {
  for (let round = 1; round <= ROUNDS; round += 1) {
    const { found, made } = await play({ ground, load, chance })
    if (found[what].length > 0) return { found: found[what].length, referrals: made.length, round }
  }
  throw new Error(`not caught within ${ROUNDS} rounds, seed ${seed()}`)
}

const lateWriters = (withinMs?: number) => (scene: Scene) =>
  writersCommitLate(scene, { route: ROUTE, count: 32, ...(withinMs === undefined ? {} : { withinMs }) })
const endedSessions = (withinMs?: number) => (scene: Scene) =>
  sessionsEnd(scene, { watched: [RECIPIENT], count: 40, many: 16, ...(withinMs === undefined ? {} : { withinMs }) })

test('an altered program is never the healthy one: a passage that is not there, or in no part of it, fails its build', async () => {
  const file = 'packages/exchange/src/receive.ts'
  const gone = buildAltered('shelter', [{ file, passage: 'what nobody wrote', instead: '' }], join(built, 'gone'))
  await expect(gone).rejects.toThrow('has the passage 0 times')
  const often = buildAltered('shelter', [{ file, passage: 'return', instead: '' }], join(built, 'often'))
  await expect(often).rejects.toThrow(/has the passage [1-9]\d* times/)
  const other = { file: 'services/shelter/src/kind.ts', passage: "name: 'shelter'", instead: "name: 'other'" }
  await expect(buildAltered('ministry-intake', [other], join(built, 'outside'))).rejects.toThrow('no part of ministry-intake')
})

test('T8, T7: the healthy program comes through the same scenes, in the same size, without a finding', async () => {
  expect((await lateWriters()({ ground, load, chance })).found).toEqual(NOTHING_FOUND)
  expect((await endedSessions()({ ground, load, chance })).found).toEqual(NOTHING_FOUND)
}, 180_000)

test('T8 mutant: an outbox that is read by an id cursor loses what commits late', async () => {
  await ground.databases.sql(SENDER).unsafe(OUTBOX_ID)
  await startedWith(SENDER, idCursor)
  // Longer than a healthy relay takes to publish what is overdue.
  const { found, ...rest } = await caught('lost', lateWriters(8_000))
  await startedWith(SENDER)
  figure('T8 mutant: id cursor', { seed: seed(), ...rest, lost: found })
}, 180_000)

test('T7 mutant: a receipt that is sent before the commit promises what is not there', async () => {
  await startedWith(RECIPIENT, receiptFirst)
  const { found, ...rest } = await caught('receiptWithoutEffect', endedSessions(10_000))
  figure('T7 mutant: receipt before the commit', { seed: seed(), ...rest, 'receipt without effect': found })
}, 180_000)

test('T7 mutant: an effect before the inbox row stays when the row does not', async () => {
  await startedWith(RECIPIENT, effectFirst)
  const { found, ...rest } = await caught('effectWithoutReceipt', endedSessions(3_000))
  figure('T7 mutant: effect before the inbox row', { seed: seed(), ...rest, 'effect without receipt': found })
}, 180_000)
