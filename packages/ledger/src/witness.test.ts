import { generateKeyPairSync, hash, sign } from 'node:crypto'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { citing, claimedCheckpoint, originOf, signCheckpoint } from './checkpoint.ts'
import { verifyFork } from './fork.ts'
import { isQuorum, stopSending, witnessedAt, witnessesOf } from './quorum.ts'
import { consistencyProof, EMPTY_EDGE, grow, memoryTree, rootOf } from './tree.ts'
import { contradiction, judgeOffer, MIRRORED, type Offer, type WitnessedHead } from './witness.ts'

const MEMBER = 'https://care-house.ihala.example'
const { privateKey, publicKey } = generateKeyPairSync('ed25519')
const key = publicKey.export({ format: 'der', type: 'spki' }).subarray(-32)
const log = { member: MEMBER, keys: [key] }
const signer = { publicKey: key, sign: (bytes: Uint8Array) => sign(null, bytes, privateKey) }
const leafOf = (name: string): Buffer => hash('sha256', name, 'buffer')
const leavesOf = (view: string, from: number, to: number): Buffer[] =>
  Array.from({ length: to - from }, (_, n) => leafOf(`${view} ${from + n}`))

async function offer(
  leaves: readonly Buffer[],
  from: number,
  changes: { readonly without?: boolean; readonly epoch?: number; readonly extensions?: string[] } = {},
): Promise<Offer> {
  const edge = grow(EMPTY_EDGE, leaves)
  const { epoch = 1, extensions = [] } = changes
  return {
    note: signCheckpoint({ origin: originOf(MEMBER, epoch), size: leaves.length, root: rootOf(edge.hashes), extensions }, signer),
    from,
    proof: await consistencyProof(memoryTree(EMPTY_EDGE, leaves), Math.min(from, leaves.length), leaves.length),
    edge: edge.hashes,
    leaves: changes.without ? [] : leaves.slice(from),
  }
}

async function follow(held: WitnessedHead | undefined, given: Offer): Promise<WitnessedHead> {
  const judged = await judgeOffer(given, log, held, undefined)
  if (judged.outcome !== 'consistent') throw new Error(judged.outcome)
  return judged.next
}

describe('a witness', () => {
  const all = leavesOf('one', 0, 60)

  test('follows a log that only grows, whether it hears of every leaf or not', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.tuple(fc.nat(60), fc.boolean()), { minLength: 1, maxLength: 8 }), async (steps) => {
        let held: WitnessedHead | undefined
        for (const [size, without] of steps.sort(([a], [b]) => a - b))
          held = await follow(held, await offer(all.slice(0, size), held?.size ?? 0, { without }))
        expect(held?.root).toEqual(rootOf(grow(EMPTY_EDGE, all.slice(0, held?.size)).hashes))
      }),
    )
  })

  test('keeps a bounded part of it', async () => {
    const long = leavesOf('long', 0, 3 * MIRRORED)
    let held = await follow(undefined, await offer(long.slice(0, 700), 0))
    for (let size = 900; size <= long.length; size += 200) held = await follow(held, await offer(long.slice(0, size), held.size))
    expect(held.leaves).toHaveLength(MIRRORED)
    expect(held.edge.size + MIRRORED).toBe(held.size)
  })

  test('says where it stands when the proof begins elsewhere, and signs a head again', async () => {
    const held = await follow(undefined, await offer(all.slice(0, 20), 0))
    expect((await judgeOffer(await offer(all.slice(0, 30), 10), log, held, undefined)).outcome).toBe('other-start')
    expect((await judgeOffer(await offer(all.slice(0, 10), 0), log, held, undefined)).outcome).toBe('other-start')
    expect((await judgeOffer(await offer(all.slice(0, 20), 20), log, held, undefined)).outcome).toBe('consistent')
  })

  test('refuses what does not follow, what the log did not sign, and what is of another', async () => {
    const held = await follow(undefined, await offer(all.slice(0, 20), 0))
    const other = leavesOf('other', 0, 40)
    for (const without of [true, false])
      expect((await judgeOffer(await offer(other.slice(0, 30), 20, { without }), log, held, undefined)).outcome).toBe('inconsistent')
    const good = await offer(all.slice(0, 30), 20)
    expect((await judgeOffer({ ...good, leaves: [...good.leaves.slice(1), leafOf('x')] }, log, held, undefined)).outcome).toBe(
      'inconsistent',
    )
    expect((await judgeOffer({ ...good, proof: [] }, log, held, undefined)).outcome).toBe('inconsistent')
    expect((await judgeOffer({ ...good, leaves: [], edge: good.edge.slice(1) }, log, held, undefined)).outcome).toBe('inconsistent')
    expect((await judgeOffer(good, { ...log, keys: [] }, held, undefined)).outcome).toBe('not-signed')
    expect((await judgeOffer(good, { ...log, member: 'https://charity.ihala.example' }, held, undefined)).outcome).toBe('not-signed')
  })

  test('T29: proves a head of the past that is not what it was', async () => {
    const held = await follow(undefined, await offer(all.slice(0, 40), 0))
    const restored = [...all.slice(0, 30), ...leavesOf('after the restore', 30, 40)]
    for (const size of [31, 35, 40]) {
      const judged = await judgeOffer(await offer(restored.slice(0, size), 0), log, held, undefined)
      expect(judged.outcome).toBe('fork')
      if (judged.outcome === 'fork') expect(verifyFork(JSON.stringify(judged.fork), [key]).outcome).toBe('fork')
    }
  })

  test('a new epoch is followed only if it cites what was witnessed of the one before', async () => {
    const held = await follow(undefined, await offer(all.slice(0, 40), 0))
    const before = claimedCheckpoint(held.note)
    const begins = (extensions: string[]) => offer(all.slice(0, 35), 0, { epoch: 2, extensions })
    expect((await judgeOffer(await begins([]), log, undefined, before)).outcome).toBe('epoch-unexplained')
    const smaller = claimedCheckpoint((await offer(all.slice(0, 30), 0)).note)
    expect(
      (await judgeOffer(await begins([citing(smaller ?? { origin: '', size: 0, root: key, extensions: [] })]), log, undefined, before))
        .outcome,
    ).toBe('epoch-unexplained')
    expect(
      (await judgeOffer(await begins([citing(before ?? { origin: '', size: 0, root: key, extensions: [] })]), log, undefined, before))
        .outcome,
    ).toBe('consistent')
  })
})

describe('proof of a fork', () => {
  test('T31: whenever two views part, whoever heard more of one shows it from the other’s signed head alone; altered it proves nothing', async () => {
    const none = { origin: '', size: 0, root: key, extensions: [] }
    await fc.assert(
      fc.asyncProperty(
        fc.nat(40),
        fc.integer({ min: 1, max: 20 }),
        fc.integer({ min: 1, max: 20 }),
        fc.nat(10),
        async (common, one, two, known) => {
          const shared = leavesOf('shared', 0, common)
          const [small, large] = [Math.min(one, two), Math.max(one, two)]
          const [first, second] = [
            [...shared, ...leavesOf('first', common, common + small)],
            [...shared, ...leavesOf('second', common, common + large)],
          ]
          let held = await follow(undefined, await offer(shared.slice(0, Math.min(known, common)), 0))
          held = await follow(held, await offer(second, held.size))
          const heard = (await offer(first, 0)).note
          const fork = await contradiction(held, heard, claimedCheckpoint(heard) ?? none)
          expect(fork).toBeDefined()
          const file = JSON.stringify(fork)
          expect(verifyFork(file, [key]).outcome).toBe('fork')
          expect(verifyFork(file, [leafOf('other key')])).toEqual({ outcome: 'no-proof', why: 'not-signed' })
          for (const changed of [
            { root: claimedCheckpoint(heard)?.root.toString('base64') },
            { older: fork?.newer },
            { proof: [...(fork?.proof ?? []), fork?.root] },
            { v: 2 },
          ])
            expect(verifyFork(JSON.stringify({ ...fork, ...changed }), [key]).outcome).toBe('no-proof')
          // Of an honest log there is none.
          const honest = (await offer(second.slice(0, common + small), 0)).note
          expect(await contradiction(held, honest, claimedCheckpoint(honest) ?? none)).toBeUndefined()
        },
      ),
    )
  })

  test('an altered file is never a proof', async () => {
    const [a, b] = [leavesOf('a', 0, 20), leavesOf('b', 0, 33)]
    const held = await follow(undefined, await offer(b, 0))
    const note = (await offer(a, 0)).note
    const file = JSON.stringify(
      await contradiction(held, note, claimedCheckpoint(note) ?? { origin: '', size: 0, root: key, extensions: [] }),
    )
    const accepted = Array.from(
      { length: file.length },
      (_, at) => file.slice(0, at) + (file[at] === 'A' ? 'B' : 'A') + file.slice(at + 1),
    ).filter((changed) => verifyFork(changed, [key]).outcome === 'fork')
    expect(accepted).toEqual([])
    expect(verifyFork(file, [key]).outcome).toBe('fork')
  })
})

describe('who countersigns', () => {
  const government = (member: string) => ({ member, government: true })
  const other = (member: string) => ({ member, government: false })
  const network = [...'abcdefgh'].map((one, n) => ({ member: `https://${one}.ihala.example`, government: n < 4 }))

  test('three others, the same for everybody who asks, never all of government where somebody is not', () => {
    for (const { member } of network) {
      const chosen = witnessesOf(member, network)
      expect(chosen).toHaveLength(3)
      expect(new Set(chosen).size).toBe(3)
      expect(chosen).not.toContain(member)
      expect(chosen).toEqual(witnessesOf(member, [...network].reverse()))
      expect(chosen.every((one) => network.find(({ member: name }) => name === one)?.government)).toBe(false)
    }
    const ministries = Array.from({ length: 30 }, (_, n) => government(`https://m${n}.ihala.example`))
    expect(witnessesOf('https://x.ihala.example', [...ministries, other('https://union.ihala.example')])).toContain(
      'https://union.ihala.example',
    )
    expect(witnessesOf('https://x.ihala.example', ministries)).toHaveLength(3)
  })

  test('a quorum is three, one of them not of government; of a small network all', () => {
    const [g1, g2, g3, o1] = [government('1'), government('2'), government('3'), other('4')]
    const others = [g1, g2, g3, o1]
    expect(isQuorum([g1, g2, o1], others)).toBe(true)
    expect(isQuorum([g1, g2, g3], others)).toBe(false)
    expect(isQuorum([g1, o1, o1], others)).toBe(false)
    expect(isQuorum([g1, g2], [g1, g2])).toBe(true)
    expect(isQuorum([g1], [g1, o1])).toBe(false)
    expect(
      witnessedAt(
        [
          { ...g1, at: 10 },
          { ...g2, at: 30 },
          { ...g3, at: 40 },
          { ...o1, at: 20 },
        ],
        others,
      ),
    ).toBe(20)
    expect(
      witnessedAt(
        [
          { ...g1, at: 10 },
          { ...g2, at: 30 },
        ],
        others,
      ),
    ).toBeUndefined()
  })

  test('c13: four hours without them, and nothing is sent; the clock is an argument', () => {
    const hour = 3600
    expect(stopSending(10 * hour, 6 * hour, 0)).toBe(false)
    expect(stopSending(10 * hour + 1, 6 * hour, 0)).toBe(true)
    expect(stopSending(10 * hour + 1, undefined, 6 * hour)).toBe(true)
    expect(stopSending(10 * hour, undefined, 6 * hour)).toBe(false)
    expect(stopSending(10 * hour + 1, 0, 9 * hour)).toBe(false)
  })
})
