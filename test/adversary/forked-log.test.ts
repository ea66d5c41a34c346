import { STAFF_ROLES } from '@ihala/contract'
import { create, type Running } from '@ihala/kit'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { figure } from '../kit/figures.ts'
import { isLong, seed } from '../kit/seed.ts'
import { serviceOf } from './http/network.ts'
import { copyOf, type DatabaseCopy } from './neighbours/database.ts'
import { evidenceAbout, fateOf, logState, refer } from './neighbours/desk.ts'
import { type Neighbour, type Neighbours, openNeighbours } from './neighbours/neighbours.ts'
import { checkedElsewhere } from './neighbours/outsider.ts'
import { type TwoFaces, twoFaces } from './neighbours/two-faces.ts'

/** Two heads of a log that grows (DESIGN §10), seconds. */
const TWO_HEADS = 120
const LIAR = 'charity'
const MORE = [
  { slug: 'bwi', kind: 'union-liaison' },
  { slug: 'third-shelter', kind: 'shelter' },
] as const

let network: Neighbours
let liar: Neighbour
let honest: readonly Neighbour[]
let faces: TwoFaces
let copy: DatabaseCopy
let twin: Running

beforeAll(async () => {
  network = await openNeighbours({
    members: [
      { slug: LIAR, kind: 'charity-funding', hostile: true },
      { slug: 'care-house', kind: 'shelter' },
      { slug: 'second-shelter', kind: 'shelter' },
      { slug: 'ministry', kind: 'ministry-intake' },
      { slug: 'lawyers', kind: 'legal-aid' },
      { slug: 'itf', kind: 'union-liaison' },
      // Eight in the long form; the exchange's own test has eight always, in memory.
      ...(isLong() ? MORE : []),
    ],
    between: (slug, bus) => {
      if (slug !== LIAR) return bus
      faces = twoFaces(bus)
      return faces.first
    },
  })
  liar = network.of(LIAR)
  honest = network.all.filter((one) => one !== liar)
  for (const [at, from] of honest.entries()) await refer(from, honest[(at + 1) % honest.length] ?? liar)
  await refer(liar, network.of('care-house'))
  await network.settled()
  await network.pass(TWO_HEADS)
}, 120_000)
afterAll(async () => {
  await twin?.stop()
  await copy?.drop()
  await network?.stop()
})

test('T31: a charity shows one history to one half and another to the other; two honest members prove it with a file that a stranger checks', async () => {
  expect(await Promise.all(honest.map(async (at) => (await logState(at)).evidence.total))).toEqual(honest.map(() => 0))
  // The same keys, the same past, and from here on two futures.
  const signedIn = await liar.lone.signIn('founder', STAFF_ROLES)
  copy = await copyOf(liar)
  const { config } = liar.lone.running.service
  twin = await create(
    await serviceOf(liar.kind),
    { ...config, databaseUrl: copy.addressOf(config.databaseUrl), ownerDatabaseUrl: copy.addressOf(config.ownerDatabaseUrl) },
    { bus: faces.second, clock: () => new Date(network.now()), timers: false, logs: { level: 'silent' } },
  )
  await twin.ready
  network.alongside(twin)
  const half = Math.floor(honest.length / 2)
  const [first, second] = [honest.slice(0, half), honest.slice(half)]
  faces.divide(second.map(({ tag }) => tag))
  const [toFirst, toSecond] = [first[0], second[0]]
  if (!toFirst || !toSecond) throw new Error('there are two halves')
  await refer(liar, toFirst)
  const twinHouse: Neighbour = { ...liar, lone: { ...liar.lone, running: twin, signIn: async () => signedIn } }
  await refer(twinHouse, toSecond)

  const began = network.now()
  const proofs = async (): Promise<Map<Neighbour, string[]>> => {
    const found = await Promise.all(honest.map(async (at) => [at, await evidenceAbout(at, liar.entityId, 'fork')] as const))
    return new Map(found.filter(([, files]) => files.length > 0))
  }
  let proven = new Map<Neighbour, string[]>()
  while (proven.size < 2 && network.now() - began < TWO_HEADS * 1000) {
    for (const [at, from] of honest.entries()) await refer(from, honest[(at + 2) % honest.length] ?? toFirst)
    await network.pass(60)
    proven = await proofs()
  }
  const tookS = (network.now() - began) / 1000
  expect(proven.size).toBeGreaterThanOrEqual(2)
  const words = await Promise.all([...proven.values()].slice(0, 2).map(([file = '']) => checkedElsewhere(file, liar)))
  expect(words.map(({ outcome }) => outcome)).toEqual(['fork', 'fork'])
  // One letter of a root otherwise, and it proves nothing.
  const [[file = ''] = []] = proven.values()
  const { root, ...rest }: { root: string } = JSON.parse(file)
  const altered = JSON.stringify({ ...rest, root: `${root.startsWith('A') ? 'B' : 'A'}${root.slice(1)}` })
  expect((await checkedElsewhere(altered, liar)).outcome).toBe('no-proof')

  // Nobody honest is accused, and they go on with each other.
  for (const at of honest) expect((await logState(at)).evidence.lines.filter(({ member }) => member !== liar.entityId)).toEqual([])
  const sent = await refer(toFirst, toSecond)
  await network.settled()
  expect(await fateOf(toFirst, sent)).toBe('closed')
  figure('T31 a forked log', {
    seed: seed(),
    members: network.all.length,
    'hold a proof': proven.size,
    'within s': tookS,
    'checked elsewhere': words.length,
  })
}, 120_000)
