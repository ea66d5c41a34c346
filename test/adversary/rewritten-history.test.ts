import { verifyLog } from '@ihala/ledger'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { chanceOf, oneOf, wholeBetween } from '../kit/chance.ts'
import { figure } from '../kit/figures.ts'
import { isLong, seed } from '../kit/seed.ts'
import { copyOf, type DatabaseCopy } from './neighbours/database.ts'
import { evidenceAbout, logState, refer, settledFate } from './neighbours/desk.ts'
import { type Neighbour, type Neighbours, openNeighbours } from './neighbours/neighbours.ts'
import { checkedElsewhere } from './neighbours/outsider.ts'

const CHANGES = isLong() ? 1_000 : 40
/** Two heads of a log that grows (DESIGN §10), seconds. */
const TWO_HEADS = 120

const chance = chanceOf(seed())
let network: Neighbours
let house: Neighbour
let ministry: Neighbour
let lawyers: Neighbour
let backup: DatabaseCopy

beforeAll(async () => {
  network = await openNeighbours({
    members: [
      { slug: 'care-house', kind: 'shelter' },
      { slug: 'ministry', kind: 'ministry-intake' },
      { slug: 'lawyers', kind: 'legal-aid' },
      { slug: 'charity', kind: 'charity-funding' },
    ],
  })
  ;[house, ministry, lawyers] = ['care-house', 'ministry', 'lawyers'].map((slug) => network.of(slug)) as [Neighbour, Neighbour, Neighbour]
  for (const from of [house, ministry, lawyers]) {
    await refer(from, from === house ? lawyers : house)
    await refer(from, from === ministry ? lawyers : ministry)
  }
  await network.settled()
  await network.pass(TWO_HEADS)
}, 120_000)
afterAll(async () => {
  await backup?.drop()
  await network?.stop()
})

const keyOf = ({ lone }: Neighbour): Buffer => Buffer.from(lone.running.service.keyring.signing.jwk.x, 'base64url')
/** The whole log as the running service reads it, with its own role and connection. */
const verified = (at: Neighbour) => at.lone.running.service.asSystem((tx) => verifyLog(tx, [keyOf(at)]))
const sizeOf = async ({ admin }: Neighbour): Promise<number> => {
  const [row] = await admin<{ size: number }[]>`select count(*)::int as size from ledger.leaf where position is not null`
  return row?.size ?? 0
}

/** What the administrator of a database does to the leaf at a place: each is undone at once, and is what verifying must find. */
const CHANGED: Readonly<Record<string, (at: number) => readonly string[]>> = {
  'the content of a leaf edited': (at) => [
    `update ledger.leaf_content set event = event || ' ' where leaf_id = (select id from ledger.leaf where position = ${at})`,
  ],
  'the hash of a leaf edited': (at) => [`update ledger.leaf set hash = sha256(hash) where position = ${at}`],
  'a leaf deleted': (at) => [`delete from ledger.leaf where position = ${at}`],
  'a leaf deleted and the others moved up': (at) => [
    `delete from ledger.leaf where position = ${at}`,
    `update ledger.leaf set position = -position where position > ${at}`,
    `update ledger.leaf set position = -position - 1 where position < 0`,
  ],
  'a leaf put in between': (at) => [
    `update ledger.leaf set position = -position - 1 where position >= ${at} and position > 0`,
    'update ledger.leaf set position = -position where position < 0',
    `insert into ledger.leaf select (jsonb_populate_record(l, jsonb_build_object('id', '0193ffff-0000-7000-8000-000000000001', 'position', ${at}))).*
       from ledger.leaf l where position <> ${at} limit 1`,
  ],
}

test('T28: an administrator of the database edits, deletes and inserts history; verifying names the first place that is wrong', async () => {
  const size = await sizeOf(house)
  expect(await verified(house)).toMatchObject({ outcome: 'whole', size })
  const seen = new Map<string, number>()
  for (let round = 0; round < CHANGES; round += 1) {
    const what = oneOf(chance, Object.keys(CHANGED))
    const at = wholeBetween(chance, 1, size - 2)
    class Undone extends Error {}
    const undone = await house.admin
      .begin(async (tx) => {
        for (const statement of CHANGED[what]?.(at) ?? []) await tx.unsafe(statement)
        expect([what, at, await verifyLog(tx, [keyOf(house)])]).toMatchObject([what, at, { outcome: 'broken', index: at }])
        seen.set(what, (seen.get(what) ?? 0) + 1)
        throw new Undone()
      })
      .catch((error: unknown) => error)
    if (!(undone instanceof Undone)) throw undone
  }
  expect(seen.size).toBe(Object.keys(CHANGED).length)
  expect(await verified(house)).toMatchObject({ outcome: 'whole', size })
  figure('T28 in a service at work', { seed: seed(), leaves: size, changes: CHANGES, 'found at the right place': CHANGES })
}, 120_000)

test('T28: the content of an old entry, which no head and no partner knows, is found by the house itself; nothing is sent until it is mended', async () => {
  const charity = network.of('charity')
  await refer(charity, lawyers)
  await network.settled()
  await network.pass(TWO_HEADS)
  const [{ event }] = (await charity.admin`
    select event from ledger.leaf_content where leaf_id = (select id from ledger.leaf where position = 2)`) as [{ event: string }]
  const edit = (text: string) =>
    charity.admin`update ledger.leaf_content set event = ${text} where leaf_id = (select id from ledger.leaf where position = 2)`
  const verifies = async () => {
    const headers = { 'idempotency-key': crypto.randomUUID() }
    expect(await charity.lone.asks('rana', ['admin'], { method: 'POST', url: '/log-checks', headers })).toMatchObject({ status: 202 })
    await charity.lone.running.service.verifyLog(new AbortController().signal)
    await network.pass(30)
  }
  await edit(`${event} `)
  // Heads are made of hashes: to those who countersign them nothing is wrong with it.
  await network.pass(TWO_HEADS)
  expect((await logState(charity)).stands).toBe('witnessed')
  await verifies()
  const { stands, check } = await logState(charity)
  expect([stands, check.last?.broken]).toEqual(['altered', { index: 2, fault: 'content-changed' }])
  expect(await evidenceAbout(charity, charity.entityId, 'own-log-altered')).toHaveLength(1)
  const held = await refer(charity, lawyers)
  await network.pass(30)
  expect(await settledFate(charity, held)).toBe('not-witnessed')
  for (const other of [house, ministry, lawyers]) expect((await logState(other)).evidence.total).toBe(0)
  await edit(event)
  await verifies()
  expect((await logState(charity)).stands).toBe('witnessed')
  await network.pass(30)
  expect(await settledFate(charity, held)).toBe('closed')
}, 60_000)

test('T28: what was rewritten is never signed: the running service sees it before its next head, says so and stops sending', async () => {
  await house.admin`update ledger.leaf set hash = sha256(hash) where position = 3`
  await refer(house, lawyers)
  await network.pass(TWO_HEADS)
  const [{ stands }, about] = [await logState(house), await evidenceAbout(house, house.entityId, 'own-log-behind')]
  expect([stands, about.length > 0]).toEqual(['behind', true])
  expect(await verified(house)).toMatchObject({ outcome: 'broken', index: 3 })
  const held = await refer(house, lawyers)
  await network.pass(30)
  expect(await settledFate(house, held)).toBe('not-witnessed')
  // Others go on, and hold nothing against anybody.
  expect(await settledFate(ministry, await refer(ministry, lawyers))).toBe('closed')
  for (const other of [ministry, lawyers]) expect((await logState(other)).evidence.total).toBe(0)
}, 60_000)

test('T29: an older backup put back in silence is found within two heads; sending stops, and partners hold a proof that anybody can check', async () => {
  backup = await copyOf(ministry)
  await refer(ministry, lawyers)
  await refer(ministry, lawyers)
  await network.pass(TWO_HEADS)
  const before = await sizeOf(ministry)
  await backup.restore()
  const lost = before - (await sizeOf(ministry))
  expect(lost).toBeGreaterThan(0)
  // One act, so that the log grows, and is shorter than what others countersigned.
  await refer(ministry, lawyers)
  const began = network.now()
  let found: number | undefined
  while (found === undefined && network.now() - began < TWO_HEADS * 1000) {
    await network.pass(30)
    if ((await logState(ministry)).stands === 'behind') found = (network.now() - began) / 1000
  }
  expect(found).toBeLessThanOrEqual(TWO_HEADS)
  await network.pass(30)
  const held = await refer(ministry, lawyers)
  await network.tick()
  expect(await settledFate(ministry, held)).toBe('not-witnessed')
  const proofs = (
    await Promise.all([lawyers, network.of('charity'), house].map((at) => evidenceAbout(at, ministry.entityId, 'fork')))
  ).flat()
  const words = await Promise.all(proofs.slice(0, 2).map((file) => checkedElsewhere(file, ministry)))
  figure('T29 a silent restore', { seed: seed(), 'leaves lost': lost, 'found after s': found ?? -1, proofs: proofs.length })
  expect(proofs.length).toBeGreaterThan(0)
  expect(words.every(({ outcome }) => outcome === 'fork')).toBe(true)
  // Somebody else's key proves nothing by it.
  expect(await checkedElsewhere(proofs[0] ?? '', lawyers)).toMatchObject({ outcome: 'no-proof', why: 'not-signed' })
}, 90_000)
