import { hash } from 'node:crypto'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { CONSISTENCY, INCLUSION, LEAVES, ROOTS } from '../test/rfc6962.ts'
import {
  consistencyProof,
  EMPTY_EDGE,
  EMPTY_ROOT,
  grow,
  inclusionProof,
  isEdgeOf,
  memoryTree,
  rootAt,
  rootOf,
  verifyConsistency,
  verifyInclusion,
} from './tree.ts'

const leafOf = (data: string | Uint8Array): Buffer => hash('sha256', Buffer.concat([Buffer.of(0), Buffer.from(data)]), 'buffer')
const hex = (hashes: readonly Buffer[]): string[] => hashes.map((one) => one.toString('hex'))
const bytes = (hashes: readonly string[]): Buffer[] => hashes.map((one) => Buffer.from(one, 'hex'))
const published = LEAVES.map((leaf) => leafOf(Buffer.from(leaf, 'hex')))
const rootOfSize = (size: number): Buffer => (size === 0 ? EMPTY_ROOT : Buffer.from(ROOTS[size - 1] ?? '', 'hex'))

describe('T32: the published vectors of RFC 6962', () => {
  const tree = memoryTree(EMPTY_EDGE, published)

  test('roots of every size', async () => {
    expect(EMPTY_ROOT.toString('hex')).toBe('e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855')
    for (let size = 0; size <= 8; size += 1) {
      expect(await rootAt(tree, size)).toEqual(rootOfSize(size))
      expect(rootOf(grow(EMPTY_EDGE, published.slice(0, size)).hashes)).toEqual(rootOfSize(size))
    }
  })

  test.each(INCLUSION)('inclusion of leaf $index in a tree of $size', async ({ index, size, proof }) => {
    expect(hex(await inclusionProof(tree, index, size))).toEqual(proof)
    expect(verifyInclusion(published[index] ?? Buffer.alloc(0), index, size, bytes(proof), rootOfSize(size))).toBe(true)
  })

  test.each(CONSISTENCY)('consistency of $older and $newer', async ({ older, newer, proof }) => {
    expect(hex(await consistencyProof(tree, older, newer))).toEqual(proof)
    expect(verifyConsistency({ size: older, root: rootOfSize(older) }, { size: newer, root: rootOfSize(newer) }, bytes(proof))).toBe(true)
  })
})

// Written down apart from the code: the definition of RFC 6962 §2.1, by recursion.
function definition(leaves: readonly Buffer[]): Buffer {
  const [only] = leaves
  if (only === undefined) return hash('sha256', Buffer.alloc(0), 'buffer')
  if (leaves.length === 1) return only
  const split = 2 ** Math.floor(Math.log2(leaves.length - 1))
  return hash('sha256', Buffer.concat([Buffer.of(1), definition(leaves.slice(0, split)), definition(leaves.slice(split))]), 'buffer')
}

const many = Array.from({ length: 70 }, (_, n) => leafOf(`leaf ${n}`))
const tree = memoryTree(EMPTY_EDGE, many)

describe('proofs of every shape', () => {
  test('each leaf in each tree up to 70: the proof holds, and holds for nothing else', async () => {
    for (let size = 1; size <= many.length; size += 1) {
      const root = definition(many.slice(0, size))
      expect(await rootAt(tree, size)).toEqual(root)
      for (let index = 0; index < size; index += 1) {
        const proof = await inclusionProof(tree, index, size)
        const leaf = many[index] ?? Buffer.alloc(0)
        expect(verifyInclusion(leaf, index, size, proof, root)).toBe(true)
        expect(verifyInclusion(leafOf('other'), index, size, proof, root)).toBe(false)
        expect(verifyInclusion(leaf, index, size, proof, leafOf('other'))).toBe(false)
        expect(verifyInclusion(leaf, index, size, [...proof, root], root)).toBe(false)
        if (proof.length > 0) expect(verifyInclusion(leaf, index, size, proof.slice(1), root)).toBe(false)
        if (size > 1) expect(verifyInclusion(leaf, (index + 1) % size, size, proof, root)).toBe(false)
      }
    }
  })

  test('each pair of sizes up to 70: the proof holds, and holds for nothing else', async () => {
    for (let newer = 0; newer <= many.length; newer += 1) {
      for (let older = 0; older <= newer; older += 1) {
        const proof = await consistencyProof(tree, older, newer)
        const [before, after] = [
          { size: older, root: definition(many.slice(0, older)) },
          { size: newer, root: definition(many.slice(0, newer)) },
        ]
        expect(verifyConsistency(before, after, proof)).toBe(true)
        expect(verifyConsistency({ ...before, root: leafOf('other') }, after, proof)).toBe(false)
        if (older > 0) expect(verifyConsistency(before, { ...after, root: leafOf('other') }, proof)).toBe(false)
        expect(verifyConsistency(before, after, [...proof, leafOf('more')])).toBe(false)
        if (proof.length > 0) expect(verifyConsistency(before, after, proof.slice(0, -1))).toBe(false)
        if (older !== newer) expect(verifyConsistency(after, before, proof)).toBe(false)
      }
    }
  })

  test('of a tree of which only an edge and later leaves are known, all roots and proofs from there on are the same', async () => {
    await fc.assert(
      fc.asyncProperty(fc.nat(60), fc.nat(60), fc.nat(60), async (...drawn) => {
        const [start = 0, older = 0, newer = 0] = [...drawn].sort((a, b) => a - b)
        const edge = grow(EMPTY_EDGE, many.slice(0, start))
        expect(isEdgeOf(start, edge.hashes)).toBe(true)
        const part = memoryTree(edge, many.slice(start, newer))
        expect(await rootAt(part, older)).toEqual(await rootAt(tree, older))
        expect(await consistencyProof(part, older, newer)).toEqual(await consistencyProof(tree, older, newer))
      }),
    )
  })
})
