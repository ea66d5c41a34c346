import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { openEnvelope } from '@ihala/seal'
import { expect, test } from 'vitest'
import { type Chance, chanceOf, oneOf, wholeBetween } from '../kit/chance.ts'
import { figure } from '../kit/figures.ts'
import { isLong, seed } from '../kit/seed.ts'
import { claimsText, forge, forgeInner, forgeJwe, forgeJws, innerHeader, padded } from './receiver/forge.ts'
import { CARE_HOUSE, NOON, openWorld, UNION } from './receiver/world.ts'

const MUTANTS = isLong() ? 1_000_000 : 100_000
/** The slice ends here, however many it has tried by then. */
const SLICE_MS = isLong() ? Number.POSITIVE_INFINITY : 8_000
const WARM = 2_000
const REFUSED_WITHIN_MS = 5
const GROWTH_MIB = 64

/** Some bytes changed, cut out, doubled, put in or swapped; never the same as before. */
function mutated(chance: Chance, bytes: Buffer, within = bytes.length): Buffer {
  let changed = Buffer.from(bytes)
  const times = wholeBetween(chance, 1, 3)
  for (let time = 0; time < times; time += 1) {
    const at = wholeBetween(chance, 0, Math.min(within, changed.length) - 1)
    const some = Buffer.from([wholeBetween(chance, 0, 255)])
    const [before, behind] = [changed.subarray(0, at), changed.subarray(at)]
    const how = oneOf(chance, ['change', 'bit', 'cut', 'double', 'insert', 'end', 'dot'])
    if (how === 'change') changed = Buffer.concat([before, some, behind.subarray(1)])
    if (how === 'bit') changed[at] = (changed[at] ?? 0) ^ (1 << wholeBetween(chance, 0, 7))
    if (how === 'cut') changed = Buffer.concat([before, behind.subarray(wholeBetween(chance, 1, 40))])
    if (how === 'double') changed = Buffer.concat([before, behind.subarray(0, 40), behind])
    if (how === 'insert') changed = Buffer.concat([before, some, behind])
    if (how === 'end' && chance() < 0.1) changed = Buffer.from(before)
    if (how === 'dot') changed = Buffer.concat([before, Buffer.from('.'), behind])
  }
  return changed.equals(bytes) ? Buffer.concat([changed, Buffer.from('A')]) : changed
}

/** What is held once the rest was collected, bytes: resident memory also says how much room the collector took meanwhile. */
function heldMemory(): number {
  setFlagsFromString('--expose-gc')
  const collect: unknown = runInNewContext('gc')
  if (typeof collect !== 'function') throw new Error('this Node collects nothing when asked')
  collect()
  const { heapUsed, external } = process.memoryUsage()
  return heapUsed + external
}

test('T19: whatever bytes come are refused quickly, without a crash, and nothing of them stays in memory', async () => {
  const chance = chanceOf(seed())
  const world = await openWorld()
  const sealed = forge()
  const header = sealed.indexOf('.')
  const jws = Buffer.from(forgeInner(), 'latin1')
  const here = {
    self: CARE_HOUSE.entityId,
    keyring: CARE_HOUSE.keyring,
    keyOf: world.registry.keyOf(),
    senderTag: UNION.tag,
    ownsTag: world.registry.ownsTag,
    now: NOON,
  }
  const makers = {
    'bytes of the header': () => mutated(chance, sealed, header + 100),
    'bytes of the envelope': () => mutated(chance, sealed),
    noise: () => Buffer.from(Array.from({ length: wholeBetween(chance, 0, 400) }, () => wholeBetween(chance, 0, 255))),
    // Rightly encrypted, so that what stands inside is reached.
    'characters of the signed event': () => forgeJwe(padded(mutated(chance, jws).toString('latin1'))),
    'the padded block': () => {
      const block = padded(jws.toString('latin1'))
      const at = oneOf(chance, [0, 1, 2, 3, jws.length + 4, block.length - 1])
      block[at] = (block[at] ?? 0) ^ wholeBetween(chance, 1, 255)
      return forgeJwe(block)
    },
    // Rightly signed, so that what it says is reached: changed content may still be good content.
    'bytes of what was signed': () =>
      forgeJwe(padded(forgeJws(innerHeader(UNION), mutated(chance, Buffer.from(claimsText())), UNION.signing))),
  }
  const ways = Object.keys(makers) as (keyof typeof makers)[]
  const mostly: readonly (keyof typeof makers)[] = [
    ...ways,
    'bytes of the header',
    'bytes of the header',
    'bytes of the envelope',
    'noise',
    'noise',
  ]
  const refusals = new Map<string, number>()
  const [times, work] = [new Float64Array(MUTANTS), new Float64Array(MUTANTS)]
  let settled = 0
  let tried = 0
  let accepted = 0
  const end = performance.now() + SLICE_MS
  for (; tried < MUTANTS && performance.now() < end; tried += 1) {
    if (tried === WARM) settled = heldMemory()
    const way = oneOf(chance, mostly)
    const bytes = makers[way]()
    const [from, before] = [performance.now(), process.threadCpuUsage()]
    const opening = openEnvelope(bytes, here)
    times[tried] = performance.now() - from
    const { user, system } = process.threadCpuUsage(before)
    work[tried] = (user + system) / 1000
    if (opening.outcome === 'opened' && way !== 'bytes of what was signed') accepted += 1
    const outcome = opening.outcome === 'refused' ? opening.code : opening.outcome
    refusals.set(outcome, (refusals.get(outcome) ?? 0) + 1)
  }
  const growth = (heldMemory() - settled) / 1024 / 1024
  const p99 = (all: Float64Array): number => all.subarray(0, tried).toSorted()[Math.floor(tried * 0.99)] ?? Number.POSITIVE_INFINITY
  figure('T19 byte fuzz', {
    envelopes: tried,
    crashes: 0,
    'false accepts': accepted,
    'MiB grown': growth,
    'ms p99 refusal': p99(times),
    'ms of it worked': p99(work),
    outcomes: refusals.size,
    seed: seed(),
  })
  expect(tried).toBeGreaterThan(WARM)
  expect(accepted).toBe(0)
  expect(growth).toBeLessThanOrEqual(GROWTH_MIB)
  // Beside other tests the clock also counts the neighbours.
  expect(p99(isLong() ? times : work)).toBeLessThanOrEqual(REFUSED_WITHIN_MS)
  // All the way in was reached, not only the first check.
  for (const code of [
    'envelope-malformed',
    'envelope-undecryptable',
    'envelope-bad-padding',
    'inner-header-invalid',
    'signature-invalid',
    'payload-malformed',
    'claims-invalid',
  ])
    expect([code, refusals.get(code) ?? 0]).not.toEqual([code, 0])
}, 3_600_000)

test('T19: through the whole receiver garbage faults nothing, is answered to nobody, and has a bounded room', async () => {
  const chance = chanceOf(seed() + 1)
  const world = await openWorld()
  const sealed = forge()
  for (let turn = 0; turn < 1_500; turn += 1) await world.exchange.take(UNION.tag, mutated(chance, sealed))
  const kept = [...world.rows.rows().quarantine.values()].filter((row) => row.sealed !== null)
  expect(world.effects).toEqual([])
  expect(world.faults).toEqual([])
  expect(world.hub.waitingFor(UNION.tag)).toBe(0)
  expect(kept.length).toBeLessThanOrEqual(1_000)
  expect(await world.exchange.take(UNION.tag, sealed)).toBe('stored')
}, 60_000)
