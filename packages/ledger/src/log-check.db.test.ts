import { generateKeyPairSync, sign } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { chanceOf, oneOf, wholeBetween } from '../../../test/kit/chance.ts'
import { aLeaf, type LogDatabase, logDatabase } from '../../../test/kit/log-database.ts'
import {
  appendLeaves,
  type CheckedTurn,
  eraseLeafContent,
  LEAVES_A_TURN,
  type Leaf,
  NOT_BEGUN,
  originOf,
  type RunState,
  rootAt,
  signCheckpoint,
  sqlLog,
  sqlTree,
  type Tx,
  verifyLog,
  verifyTurn,
} from './index.ts'

const { privateKey, publicKey } = generateKeyPairSync('ed25519')
const key = publicKey.export({ format: 'der', type: 'spki' }).subarray(-32)
const NOW = '2026-03-01T08:00:00.000Z'
const SIZE = 5_300
const HEADS = [1, 700, 2_000, 4_000, 5_299]
const SEED = 20_261_122
const CHANGES = 24

let log: LogDatabase
let leaves: readonly Leaf[]
beforeAll(async () => {
  log = await logDatabase()
  leaves = await log.record(SIZE)
  await log.within(async (tx) => {
    for (const size of HEADS) {
      const root = await rootAt(sqlTree(tx), size)
      const head = { origin: originOf('https://care-house.ihala.example', 1), size, root, extensions: [] }
      const note = signCheckpoint(head, { publicKey: key, sign: (bytes) => sign(null, bytes, privateKey) })
      await sqlLog().keepCheckpoint(tx, { epoch: 1, size, root, note, madeAt: NOW, statedAt: NOW })
    }
  })
}, 60_000)
afterAll(() => log?.end())

/** All turns of one check, each in a transaction of its own. */
async function checked(within: LogDatabase['within'], limit?: number, keys: readonly Uint8Array[] = [key]) {
  const states: RunState[] = [NOT_BEGUN]
  for (let turns = 1; ; turns += 1) {
    const turn: CheckedTurn = await within((tx) => verifyTurn(tx, keys, states.at(-1) ?? NOT_BEGUN, limit))
    if (turn.outcome === 'broken') return { turns, states, verdict: turn.found }
    states.push(turn.run)
    if (turn.outcome === 'whole') return { turns, states, verdict: 'whole' as const }
  }
}

class Undo extends Error {}
async function undone<T>(work: (tx: Tx) => Promise<T>): Promise<T> {
  const results: T[] = []
  await log.superuser
    .begin(async (tx) => {
      results.push(await work(tx))
      throw new Undo()
    })
    .catch((fault: unknown) => {
      if (!(fault instanceof Undo)) throw fault
    })
  const [result] = results
  if (result === undefined) throw new Error('nothing came of it')
  return result
}

describe('T28: a log verified in turns', () => {
  test('an unharmed log of some thousand leaves is whole, whatever is done in one turn; what is remembered between them stays small', async () => {
    const whole = await log.within((tx) => verifyLog(tx, [key]))
    expect(whole).toMatchObject({ outcome: 'whole', size: SIZE })
    for (const limit of [LEAVES_A_TURN, 700, 256, SIZE, SIZE + 1]) {
      const { turns, states, verdict } = await checked(log.within, limit)
      expect([limit, verdict, turns]).toEqual([limit, 'whole', Math.floor(SIZE / limit) + 1])
      expect(states.at(-1)).toMatchObject({ size: SIZE, erased: 0, good: HEADS.at(-1) })
      // As many hashes as the number of leaves has digits to the base of two, and nothing of a leaf.
      for (const state of states) expect(state.edge.length).toBeLessThanOrEqual(Math.ceil(Math.log2(SIZE + 1)))
    }
  })

  test(`${CHANGES} changes by a superuser: each is found at the very place, by the turn that comes to it`, async () => {
    const chance = chanceOf(SEED)
    const other = aLeaf()
    const CHANGED: Readonly<Record<string, (tx: Tx, at: number) => Promise<unknown>>> = {
      'a content edited': (tx, at) =>
        tx`update ledger.leaf_content set event = event || ' ' from ledger.leaf l where l.id = leaf_id and l.position = ${at}`,
      'a hash edited': (tx, at) => tx`update ledger.leaf set hash = sha256(hash) where position = ${at}`,
      'a leaf deleted': (tx, at) => tx`delete from ledger.leaf where position = ${at}`,
      'a leaf put in between': async (tx, at) => {
        await tx`update ledger.leaf set position = -position - 1 where position >= ${at}`
        await tx`update ledger.leaf set position = -position where position < 0`
        await tx`insert into ledger.leaf (id, hash, position, link) values (${other.id}, ${other.hash}, ${at}, ${other.hash})`
        await tx`insert into ledger.leaf_content (leaf_id, salt, event) values (${other.id}, ${other.salt}, ${other.event})`
      },
    }
    const found = new Map<string, number>()
    for (let round = 0; round < CHANGES; round += 1) {
      const name = oneOf(chance, Object.keys(CHANGED))
      const at = wholeBetween(chance, 1, SIZE - 2)
      const { turns, verdict } = await undone(async (tx) => {
        await CHANGED[name]?.(tx, at)
        return checked((work) => work(tx))
      })
      expect([`seed ${SEED} round ${round}: ${name}`, verdict, turns]).toMatchObject([
        `seed ${SEED} round ${round}: ${name}`,
        { index: at },
        Math.floor(at / LEAVES_A_TURN) + 1,
      ])
      found.set(name, (found.get(name) ?? 0) + 1)
    }
    expect(found.size).toBe(Object.keys(CHANGED).length)
    expect((await checked(log.within)).verdict).toBe('whole')
  }, 60_000)

  test('heads, kept sums and the end of the log count too; an erased content does not', async () => {
    const after = (change: (tx: Tx) => Promise<unknown>, keys = [key]) =>
      undone(async (tx) => {
        await change(tx)
        return (await checked((work) => work(tx), LEAVES_A_TURN, keys)).verdict
      })
    expect(await after((tx) => tx`update ledger.subtree set hash = sha256(hash) where place = 17`)).toEqual({
      index: 17 * 256,
      fault: 'subtree-changed',
    })
    expect(await after((tx) => tx`delete from ledger.subtree where place = 2`)).toEqual({ index: 512, fault: 'subtree-changed' })
    expect(await after((tx) => tx`delete from ledger.leaf where position >= 5100`)).toEqual({ index: 5_100, fault: 'log-shortened' })
    expect(await after((tx) => tx`insert into ledger.subtree values (8, 20, sha256('x'))`)).toEqual({
      index: 5_120,
      fault: 'subtree-changed',
    })
    expect(await after((tx) => tx`update ledger.checkpoint set note = replace(note, 'log/1', 'log/2') where size = 2000`)).toEqual({
      index: 1_999,
      fault: 'head-not-signed',
    })
    // Everything computed again after a leaf that lost its content: only a signed head still knows.
    expect(
      await after(async (tx) => {
        await tx`delete from ledger.leaf_content using ledger.leaf l where l.id = leaf_id and l.position = 2500`
        await tx`update ledger.leaf set hash = sha256(hash) where position = 2500`
        await tx`
          with recursive run as (
            select position, sha256((select link from ledger.leaf where position = 2499) || hash) as link from ledger.leaf where position = 2500
            union all select l.position, sha256(run.link || l.hash) from run join ledger.leaf l on l.position = run.position + 1)
          update ledger.leaf set link = run.link from run where leaf.position = run.position`
        await tx`delete from ledger.subtree where place >= 9`
      }),
    ).toEqual({ index: 2_000, fault: 'head-changed' })
    expect(
      await after(async (tx) => {
        await appendLeaves(tx, [aLeaf()])
        await tx`update ledger.leaf_content set event = 'other' from ledger.leaf l where l.id = leaf_id and l.position is null`
      }),
    ).toEqual({ index: SIZE, fault: 'content-changed' })
    expect(await after((tx) => eraseLeafContent(tx, [leaves[2_100]?.id ?? '', leaves[4_900]?.id ?? '']))).toBe('whole')
  }, 60_000)
})
