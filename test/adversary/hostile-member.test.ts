import { originOf, rootOf, signCheckpoint } from '@ihala/ledger'
import { openEnvelope } from '@ihala/seal'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { chanceOf, wholeBetween } from '../kit/chance.ts'
import { until } from '../kit/desk-client.ts'
import { figure } from '../kit/figures.ts'
import { isLong, seed } from '../kit/seed.ts'
import { evidenceAbout, exchangeState, fateOf, logState, refer } from './neighbours/desk.ts'
import { type Impostor, impostorAt } from './neighbours/impostor.ts'
import { type Neighbour, type Neighbours, openNeighbours } from './neighbours/neighbours.ts'
import { randomHash, randomId } from './receiver/forge.ts'

const GARBAGE = isLong() ? 20_000 : 400
/** What is kept of one sender's garbage, and as many as were being dealt with when the last place was taken (T21). */
const KEPT_AT_MOST = 1_016

const chance = chanceOf(seed())
let network: Neighbours
let house: Neighbour
let ministry: Neighbour
let lawyers: Neighbour
let crook: Impostor
const received: string[] = []

beforeAll(async () => {
  network = await openNeighbours({
    members: [
      { slug: 'care-house', kind: 'shelter' },
      { slug: 'ministry', kind: 'ministry-intake' },
      { slug: 'lawyers', kind: 'legal-aid' },
    ],
  })
  ;[house, ministry, lawyers] = ['care-house', 'ministry', 'lawyers'].map((slug) => network.of(slug)) as [Neighbour, Neighbour, Neighbour]
  crook = await impostorAt(network, { slug: 'false-union', kind: 'union-liaison' })
  const { registry } = house.lone.running.service
  crook.bus.receive(async ({ senderTag, bytes, ack }) => {
    const opened = openEnvelope(bytes, {
      self: crook.entityId,
      keyring: crook.keyring,
      keyOf: registry.keyOf(),
      senderTag,
      ownsTag: registry.ownsTag,
      now: Math.floor(network.now() / 1000),
    })
    if (opened.outcome === 'opened' && opened.kind === 'event') received.push(opened.innerJws)
    await ack()
  }, 1)
}, 120_000)
afterAll(() => network?.stop())

/** Codes under which an organisation keeps what came from the crook, newest last. */
async function codesAt({ admin }: Neighbour): Promise<string[]> {
  const rows = await admin<{ code: string }[]>`select code from exchange.quarantine where sender_tag = ${crook.tag} order by at`
  return rows.map(({ code }) => code)
}
const quarantined = (at: Neighbour, code: string): Promise<true> =>
  until(`${code} at ${at.slug}`, async () => ((await codesAt(at)).includes(code) ? true : undefined))
const referralsAt = async ({ admin }: Neighbour): Promise<number> => {
  const [row] = await admin<{ count: number }[]>`select count(*)::int as count from desk.referral where side = 'recipient'`
  return row?.count ?? 0
}

test('T15: it signs in the name of the ministry: refused as not signed by the ministry, kept, and the admin is told whose place it came from', async () => {
  const { signing } = ministry.lone.running.service.keyring
  const claims = { ...crook.asks(house), iss: ministry.entityId }
  await crook.says(house, claims, { alg: 'Ed25519', typ: 'ihala-event+jwt', kid: signing.kid })
  await quarantined(house, 'signature-invalid')
  expect(await referralsAt(house)).toBe(0)
  const { quarantine } = await exchangeState(house)
  expect(quarantine.lines[0]).toMatchObject({ code: 'signature-invalid', from: { en: 'false-union' } })
})

test('T17: a referral that the ministry signed for it, it seals to the house: refused, and kept with the ministry’s signature as evidence', async () => {
  await refer(ministry, crook)
  const jws = await until('the ministry’s referral', async () => received[0])
  await crook.passesOn(house, jws)
  await quarantined(house, 'audience-wrong')
  expect(await referralsAt(house)).toBe(0)
  const [kept] = await house.admin<
    { iss: string; sealed: Buffer | null }[]
  >`select iss, sealed from exchange.quarantine where code = 'audience-wrong'`
  expect([kept?.iss, (kept?.sealed?.length ?? 0) > 16_000]).toEqual([ministry.entityId, true])
})

test('T31: of one event it writes two, and both are kept: the first counts, the second is evidence against it', async () => {
  const first = crook.asks(house)
  await crook.says(house, first)
  await until('the first to arrive', async () => ((await referralsAt(house)) === 1 ? true : undefined))
  await crook.says(house, {
    ...first,
    jti: randomId(),
    data: { ...first.data, respondBy: new Date(network.now() + 3_600_000).toISOString() },
  })
  await quarantined(house, 'chain-equivocation')
  expect(await referralsAt(house)).toBe(1)
})

test('T31: it tells two houses of two logs of its own: they compare what they heard, and each holds the proof', async () => {
  const origin = originOf(crook.entityId, 1)
  const publicKey = Buffer.from(crook.keyring.signing.jwk.x, 'base64url')
  const signer = { name: new URL(crook.entityId).host, publicKey, sign: crook.keyring.sign }
  const state = async (to: Neighbour): Promise<void> => {
    const leaf = Buffer.from(randomHash(), 'base64url')
    const note = signCheckpoint({ origin, size: 1, root: rootOf([leaf]), extensions: [] }, signer)
    const { case: _case, seq: _seq, prev: _prev, seen: _seen, grant: _grant, ...pair } = crook.asks(to)
    const data = { of: 'head', note, from: 0, proof: [], edge: [], leaves: [leaf.toString('base64url')], heard: [] }
    await crook.says(to, { ...pair, evt: 'checkpoint', v: 1, data })
  }
  await state(house)
  await state(ministry)
  for (const from of [house, ministry, lawyers]) await refer(from, from === house ? lawyers : house)
  const proven = async (): Promise<readonly Neighbour[]> => {
    const all = await Promise.all(network.all.map(async (at) => [at, (await evidenceAbout(at, crook.entityId, 'fork')).length] as const))
    return all.filter(([, files]) => files > 0).map(([at]) => at)
  }
  const began = network.now()
  while ((await proven()).length < 2 && network.now() - began < 120_000) await network.pass(30)
  expect((await proven()).length).toBeGreaterThanOrEqual(2)
  figure('T31 two stories', { seed: seed(), 'proven at': (await proven()).length, 'within s': (network.now() - began) / 1000 })
})

test('T21: it floods the house with garbage, while others work: their referrals arrive, and what is kept of it is bounded', async () => {
  const flood = (async () => {
    for (let sent = 0; sent < GARBAGE; sent += 1)
      await crook.garbage(house, Buffer.from(Array.from({ length: 48 }, () => wholeBetween(chance, 0, 255))))
  })()
  const took: number[] = []
  for (let round = 0; round < 6; round += 1) {
    const began = performance.now()
    const id = await refer(ministry, house)
    await until('the receipt of an honest referral', async () => ((await fateOf(ministry, id)) === 'closed' ? true : undefined))
    took.push(performance.now() - began)
  }
  await flood
  await network.settled()
  const kept = (await codesAt(house)).length
  figure('T21 garbage beside honest work', { seed: seed(), garbage: GARBAGE, kept, 'slowest honest ms': Math.max(...took) })
  expect(kept).toBeGreaterThan(100)
  expect(kept).toBeLessThanOrEqual(KEPT_AT_MOST)
  expect(Math.max(...took)).toBeLessThan(5_000)
  // Nobody honest is accused of anything.
  for (const at of network.all) {
    const [{ evidence }, { quarantine }] = [await logState(at), await exchangeState(at)]
    expect(evidence.lines.filter(({ member }) => member !== crook.entityId)).toEqual([])
    expect(quarantine.lines.every(({ from }) => from?.en === 'false-union')).toBe(true)
  }
}, 120_000)
