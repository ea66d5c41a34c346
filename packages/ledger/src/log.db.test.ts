import { generateKeyPairSync, sign } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { chanceOf, oneOf } from '../../../test/kit/chance.ts'
import { aLeaf, type LogDatabase, logDatabase } from '../../../test/kit/log-database.ts'
import {
  appendLeaves,
  completeSubtrees,
  consistencyProof,
  type Database,
  EMPTY_EDGE,
  eraseLeafContent,
  grow,
  type Leaf,
  leafHash,
  ledgerMigrations,
  memoryTree,
  numberLeaves,
  originOf,
  proveInclusion,
  rootAt,
  rootOf,
  signCheckpoint,
  sqlLog,
  sqlTree,
  type Tx,
  verifyConsistency,
  verifyInclusion,
  verifyLog,
} from './index.ts'

const { privateKey, publicKey } = generateKeyPairSync('ed25519')
const key = publicKey.export({ format: 'der', type: 'spki' }).subarray(-32)
const MEMBER = 'https://care-house.ihala.example'
const NOW = '2026-03-01T08:00:00.000Z'
const SEED = 20_260_301

let log: LogDatabase
let leaves: readonly Leaf[]
beforeAll(async () => {
  log = await logDatabase()
})
afterAll(async () => log.end())

async function checkpoint(at: LogDatabase, size: number): Promise<void> {
  await at.within(async (tx) => {
    const root = await rootAt(sqlTree(tx), size)
    const note = signCheckpoint(
      { origin: originOf(MEMBER, 1), size, root, extensions: [] },
      { publicKey: key, sign: (bytes) => sign(null, bytes, privateKey) },
    )
    await sqlLog().keepCheckpoint(tx, { epoch: 1, size, root, note, madeAt: NOW, statedAt: NOW })
  })
}
const verified = (at: LogDatabase) => at.within((tx) => verifyLog(tx, [key]))

class Undo extends Error {}

/** Does it in a transaction that never commits. */
async function undone<T>(db: Database, work: (tx: Tx) => Promise<T>): Promise<T> {
  let result: { readonly is: T } | undefined
  await db
    .begin(async (tx) => {
      result = { is: await work(tx) }
      throw new Undo()
    })
    .catch((error: unknown) => {
      if (!(error instanceof Undo)) throw error
    })
  if (!result) throw new Error('nothing came of it')
  return result.is
}

describe('the tree of the log', () => {
  test('is the same from kept subtrees as from all leaves, at every kind of size; proofs hold', async () => {
    leaves = []
    for (const count of [3, 252, 1, 255, 1, 700, 40]) leaves = [...leaves, ...(await log.record(count))]
    const size = leaves.length
    const hashes = leaves.map((leaf) => leaf.hash)
    const whole = memoryTree(EMPTY_EDGE, hashes)
    const kept = await log.db<{ n: number }[]>`select count(*)::int as n from ledger.subtree`
    expect(kept[0]?.n).toBe(Math.floor(size / 256))
    await log.within(async (tx) => {
      const tree = sqlTree(tx)
      for (const at of [0, 1, 2, 255, 256, 257, 511, 512, 513, 1000, size]) {
        expect(await rootAt(tree, at)).toEqual(await rootAt(whole, at))
        expect(await consistencyProof(tree, at, size)).toEqual(await consistencyProof(whole, at, size))
        expect(await tree.read(completeSubtrees(0, at))).toEqual(grow(EMPTY_EDGE, hashes.slice(0, at)).hashes)
      }
    })
  })

  test('the promise of a receipt: the leaf that it names is proven to be included, one that is not numbered yet is not', async () => {
    const size = leaves.length
    const waiting = aLeaf()
    await log.within((tx) => appendLeaves(tx, [waiting]))
    const named = [0, 255, 256, 900, size - 1].map((at) => leaves[at]?.hash ?? Buffer.alloc(0))
    const proven = await log.within((tx) => proveInclusion(tx, [...named, waiting.hash], size))
    expect(proven.map(({ leaf }) => leaf)).toEqual(named)
    for (const { leaf, index, root, proof } of proven) expect(verifyInclusion(leaf, index, size, proof, root)).toBe(true)
    await log.within((tx) => numberLeaves(tx))
    leaves = [...leaves, waiting]
    expect(await log.within((tx) => proveInclusion(tx, [waiting.hash], leaves.length))).toHaveLength(1)
  })

  test('leaves about witnessing alone do not stir it', async () => {
    const { size } = await log.within((tx) => sqlLog().state(tx, 0))
    expect(size).toBe(leaves.length)
    const quiet = aLeaf(true)
    await log.within((tx) => appendLeaves(tx, [quiet]))
    await log.within((tx) => numberLeaves(tx))
    expect(await log.within((tx) => sqlLog().state(tx, size))).toEqual({ size: size + 1, stirred: false })
    leaves = [...leaves, quiet, ...(await log.record(1))]
    expect(await log.within((tx) => sqlLog().state(tx, size))).toEqual({ size: size + 2, stirred: true })
  })
})

describe('T28: a superuser changes the log', () => {
  /** What was done, the first index it did it to, and whether the very leaf can be named; else the first that no good head covers. */
  interface Tampering {
    readonly name: string
    readonly sql: (tx: Tx, at: number, size: number) => Promise<unknown>
    readonly at: (at: number, size: number) => number
  }
  const other = Buffer.alloc(32, 7)
  const TAMPERINGS: readonly Tampering[] = [
    { name: 'UPDATE of a hash', sql: (tx, at) => tx`update ledger.leaf set hash = ${other} where position = ${at}`, at: (at) => at },
    {
      name: 'UPDATE of a content',
      sql: (tx, at) =>
        tx`update ledger.leaf_content set event = '{"act":"never"}' from ledger.leaf l where l.id = leaf_id and l.position = ${at}`,
      at: (at) => at,
    },
    {
      name: 'UPDATE of a salt',
      sql: (tx, at) =>
        tx`update ledger.leaf_content set salt = ${Buffer.alloc(16, 7)} from ledger.leaf l where l.id = leaf_id and l.position = ${at}`,
      at: (at) => at,
    },
    {
      name: 'UPDATE of content and hash together',
      sql: async (tx, at) => {
        const salt = Buffer.alloc(16, 9)
        await tx`update ledger.leaf_content set event = '{"act":"never"}', salt = ${salt} from ledger.leaf l where l.id = leaf_id and l.position = ${at}`
        await tx`update ledger.leaf set hash = ${leafHash(salt, '{"act":"never"}')} where position = ${at}`
      },
      at: (at) => at,
    },
    { name: 'DELETE of a leaf', sql: (tx, at) => tx`delete from ledger.leaf where position = ${at}`, at: (at) => at },
    {
      name: 'DELETE of a leaf, and the others moved up',
      sql: async (tx, at) => {
        await tx`delete from ledger.leaf where position = ${at}`
        await tx`update ledger.leaf set position = -position where position > ${at}`
        await tx`update ledger.leaf set position = -position - 1 where position < 0`
      },
      at: (at) => at,
    },
    {
      name: 'INSERT of a leaf in the place of another',
      sql: async (tx, at) => {
        const { id, hash, salt, event } = aLeaf()
        await tx`update ledger.leaf set position = null, link = null where position = ${at}`
        await tx`insert into ledger.leaf (id, hash, position, link) values (${id}, ${hash}, ${at}, ${other})`
        await tx`insert into ledger.leaf_content (leaf_id, salt, event) values (${id}, ${salt}, ${event})`
      },
      at: (at) => at,
    },
    {
      name: 'two leaves in each other’s places',
      sql: async (tx, at, size) => {
        const with_ = at + 1 < size ? at + 1 : at - 1
        await tx`update ledger.leaf set position = -1 where position = ${at}`
        await tx`update ledger.leaf set position = ${at} where position = ${with_}`
        await tx`update ledger.leaf set position = ${with_} where position = -1`
      },
      at: (at, size) => (at + 1 < size ? at : at - 1),
    },
    {
      name: 'the end cut off',
      sql: (tx, at) => tx`delete from ledger.leaf where position >= ${at}`,
      at: (at) => at,
    },
    {
      name: 'everything from a leaf on recomputed',
      sql: async (tx, at, size) => {
        await tx`update ledger.leaf set hash = ${other} where position = ${at}`
        await tx`delete from ledger.leaf_content using ledger.leaf l where l.id = leaf_id and l.position = ${at}`
        await tx`
            with recursive run as (
              select position, sha256(coalesce((select link from ledger.leaf where position = ${at} - 1), '') || hash) as link from ledger.leaf where position = ${at}
              union all select l.position, sha256(run.link || l.hash) from run join ledger.leaf l on l.position = run.position + 1)
            update ledger.leaf set link = run.link from run where leaf.position = run.position and run.position < ${size}`
      },
      // Nothing kept beside it says which; the heads say between which two.
      at: (at) => Math.floor(at / 50) * 50,
    },
  ]

  test('1,000 random changes: each is found, and the first bad index named', async () => {
    const size = 120
    const other = await logDatabase()
    try {
      await other.record(size)
      for (const at of [50, 100, size]) await checkpoint(other, at)
      const whole = await verified(other)
      expect(whole).toMatchObject({ outcome: 'whole', size, erased: 0, unnumbered: 0 })
      const chance = chanceOf(SEED)
      const found = new Map<string, number>()
      const rounds = 1000
      for (let round = 0; round < rounds; round += 1) {
        const tampering = oneOf(chance, TAMPERINGS)
        const at = Math.floor(chance() * size)
        const verdict = await undone(other.superuser, async (tx) => {
          await tampering.sql(tx, at, size)
          return verifyLog(tx, [key])
        })
        const said = `seed ${SEED} round ${round}: ${tampering.name} at ${at}`
        expect(verdict.outcome, said).toBe('broken')
        if (verdict.outcome === 'broken') expect(verdict.index, said).toBe(tampering.at(at, size))
        found.set(tampering.name, (found.get(tampering.name) ?? 0) + 1)
      }
      expect(await verified(other)).toEqual(whole)
      expect([...found.values()].reduce((sum, count) => sum + count)).toBe(rounds)
      process.stdout.write(
        `T28: ${rounds} of ${rounds} changes found (${[...found].map(([name, count]) => `${name} ${count}`).join(', ')}), seed ${SEED}\n`,
      )
    } finally {
      await other.end()
    }
  })

  test('also of the kept hashes and heads; erasing a content breaks nothing and is counted', async () => {
    const size = leaves.length
    await checkpoint(log, 500)
    await checkpoint(log, size)
    await log.within((tx) => eraseLeafContent(tx, [leaves[7]?.id ?? '', leaves[500]?.id ?? '']))
    expect(await verified(log)).toMatchObject({
      outcome: 'whole',
      size,
      erased: 2,
      root: rootOf(
        grow(
          EMPTY_EDGE,
          leaves.map(({ hash }) => hash),
        ).hashes,
      ),
    })
    for (const [change, undo, verdict] of [
      [
        'update ledger.subtree set hash = sha256(hash) where place = 1',
        'update ledger.subtree set hash = b.hash from before b where b.place = subtree.place',
        { index: 256, fault: 'subtree-changed' },
      ],
      [
        'delete from ledger.subtree where place = 2',
        'insert into ledger.subtree select * from before where place = 2',
        { index: 512, fault: 'subtree-changed' },
      ],
      [
        `update ledger.checkpoint set note = replace(note, 'log/1', 'log/2')`,
        `update ledger.checkpoint set note = replace(note, 'log/2', 'log/1')`,
        { index: 0, fault: 'head-not-signed' },
      ],
    ] as const) {
      await log.superuser.unsafe('drop table if exists before; create table before as table ledger.subtree')
      await log.superuser.unsafe(change)
      expect(await verified(log)).toEqual({ outcome: 'broken', ...verdict })
      await log.superuser.unsafe(undo)
    }
    expect(await verified(log)).toMatchObject({ outcome: 'whole' })
    // A head that somebody else keeps, of which this log knows nothing any more.
    expect(await log.within((tx) => verifyLog(tx, [key], [{ size: size + 1, root: Buffer.alloc(32) }]))).toEqual({
      outcome: 'broken',
      index: size,
      fault: 'log-shortened',
    })
    const [old] = await log.db<{ root: Buffer }[]>`select root from ledger.checkpoint where size = 500`
    expect(
      verifyConsistency(
        { size: 500, root: old?.root ?? Buffer.alloc(0) },
        { size, root: await log.within((tx) => rootAt(sqlTree(tx), size)) },
        await log.within((tx) => consistencyProof(sqlTree(tx), 500, size)),
      ),
    ).toBe(true)
  })

  test('a database whose leaves were numbered before the tree was kept gets the same tree', async () => {
    const numbered = await log.db<{ id: string; link: Buffer }[]>`select id, link from ledger.leaf order by position`
    const kept = await log.db`select height, place, hash from ledger.subtree order by height, place`
    const before = await log.superuser.reserve()
    try {
      await before.unsafe('begin')
      await before.unsafe(
        'drop table ledger.subtree, ledger.checkpoint, ledger.epoch, ledger.witness, ledger.witnessed, ledger.heard, ledger.evidence',
      )
      await before.unsafe('alter table ledger.leaf drop column link, drop column quiet')
      await before.unsafe(readFileSync(new URL('0002-witnessed-log.sql', ledgerMigrations), 'utf8'))
      expect([...(await before`select id, link from ledger.leaf order by position`)]).toEqual([...numbered])
      expect([...(await before`select height, place, hash from ledger.subtree order by height, place`)]).toEqual([...kept])
    } finally {
      await before.unsafe('rollback')
      before.release()
    }
  })
})
