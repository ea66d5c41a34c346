import { generateKeyPairSync, hash, sign } from 'node:crypto'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { chanceOf, wholeBetween } from '../../../test/kit/chance.ts'
import { type LogDatabase, logDatabase } from '../../../test/kit/log-database.ts'
import {
  consistencyProof,
  cosignedAt,
  countersign,
  EMPTY_EDGE,
  grow,
  memoryTree,
  type NoteSigner,
  type Offer,
  originOf,
  rootOf,
  signCheckpoint,
  sqlLog,
} from './index.ts'

const MEMBER = 'https://care-house.ihala.example'
const NOW = '2026-03-01T08:00:00.000Z'
const SEED = 30_260_301

function signer(name: string): NoteSigner {
  const { privateKey, publicKey } = generateKeyPairSync('ed25519')
  return {
    name,
    publicKey: publicKey.export({ format: 'der', type: 'spki' }).subarray(-32),
    sign: (bytes) => sign(null, bytes, privateKey),
  }
}
const [author, witness] = [signer(''), signer('itf.ihala.example')]

let log: LogDatabase
beforeAll(async () => {
  log = await logDatabase()
})
afterAll(async () => log.end())

const leavesOf = (view: string, size: number): Buffer[] =>
  Array.from({ length: size }, (_, n) => hash('sha256', n < 5 ? `shared ${n}` : `${view} ${n}`, 'buffer'))

async function offer(view: string, size: number, from: number): Promise<Offer> {
  const leaves = leavesOf(view, size)
  const edge = grow(EMPTY_EDGE, leaves)
  return {
    note: signCheckpoint({ origin: originOf(MEMBER, 1), size, root: rootOf(edge.hashes), extensions: [] }, author),
    from,
    proof: await consistencyProof(memoryTree(EMPTY_EDGE, leaves), Math.min(from, size), size),
    edge: edge.hashes,
    leaves: leaves.slice(from),
  }
}

class Killed extends Error {}

test('T30: 1,000 heads of two views at once, some killed between check and commit: no rollback, never two roots for one size', async () => {
  const chance = chanceOf(SEED)
  const store = sqlLog()
  const signed: { readonly size: number; readonly note: string }[] = []
  const outcomes = new Map<string, number>()
  let cut = 0
  const one = async (view: string, size: number, fate: number): Promise<void> => {
    const [last] = await log.superuser<{ size: number }[]>`select size::float8 as size from ledger.witnessed`
    const given = await offer(view, size, Math.min(last?.size ?? 0, size))
    try {
      const became = await log.within(async (tx) => {
        const result = await countersign(store, tx, given, { member: MEMBER, keys: [author.publicKey] }, { signer: witness, now: NOW })
        if (fate < 0.05) {
          const [own] = await tx<{ pid: number }[]>`select pg_backend_pid() as pid`
          await log.superuser`select pg_terminate_backend(${own?.pid ?? 0})`
        }
        if (fate >= 0.05 && fate < 0.15) throw new Killed()
        return result
      })
      outcomes.set(became.outcome, (outcomes.get(became.outcome) ?? 0) + 1)
      if (became.outcome !== 'signed') return
      expect(cosignedAt(given.note, became.line, [witness])).toBe(Date.parse(NOW) / 1000)
      signed.push({ size, note: given.note })
    } catch {
      cut += 1
    }
  }
  for (let wave = 0; wave < 20; wave += 1) {
    await Promise.all(
      Array.from({ length: 50 }, (_, n) => one(n % 2 === 0 ? 'one' : 'two', wholeBetween(chance, 1 + wave * 3, 12 + wave * 3), chance())),
    )
    const [head] = await log.superuser<{ size: number }[]>`select size::float8 as size from ledger.witnessed`
    // What was let out never goes beyond what is held, and what is held never goes back.
    expect(Math.max(...signed.map(({ size }) => size)), `seed ${SEED}`).toBe(head?.size)
  }
  const roots = new Map<number, Set<string>>()
  for (const { size, note } of signed) roots.set(size, (roots.get(size) ?? new Set()).add(note))
  expect([...roots.values()].filter((notes) => notes.size > 1)).toEqual([])
  expect(roots.size).toBeGreaterThan(10)
  expect(outcomes.get('fork')).toBeGreaterThan(50)
  expect(cut).toBeGreaterThan(50)
  // All that was signed is one history: each signed head is the beginning of the last one.
  const [last] = await log.superuser<{ note: string; size: number }[]>`select note, size::float8 as size from ledger.witnessed`
  const view = (await offer('one', last?.size ?? 0, 0)).note === last?.note ? 'one' : 'two'
  for (const { size, note } of signed) expect((await offer(view, size, 0)).note).toBe(note)
  process.stdout.write(
    `T30: 1,000 offers: ${[...outcomes].map(([name, count]) => `${name} ${count}`).join(', ')}, cut off ${cut}; ${roots.size} sizes signed, one root each; seed ${SEED}\n`,
  )
})
