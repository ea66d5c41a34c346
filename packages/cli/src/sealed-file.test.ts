import { randomBytes } from 'node:crypto'
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { seed } from '../../../test/kit/seed.ts'
import { loadRecoveryKey, makeRecoveryKey, newRecoveryKey, recoveryKeys } from './recovery-key.ts'
import { CHUNK_BYTES, MAGIC, type SealedHeader } from './sealed-format.ts'
import { openSealed, sealedHeader } from './sealed-read.ts'
import { sealFile } from './sealed-write.ts'

const about: Omit<SealedHeader, 'recipients'> = {
  kind: 'backup',
  entityId: 'https://care-house.network.example',
  at: '2026-11-01T20:00:00.000Z',
  version: 0,
}
const [one, other, stranger] = [newRecoveryKey(), newRecoveryKey(), newRecoveryKey()]
let folder: string
const at = (name: string): string => join(folder, name)

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'ihala-sealed-'))
})
afterAll(() => rmSync(folder, { recursive: true, force: true }))

async function sealed(name: string, portions: readonly Uint8Array[]): Promise<Buffer> {
  const writer = await sealFile(at(name), about, [one.open, other.open])
  for (const portion of portions) await writer.write(portion)
  expect(await writer.finish()).toBe(statSync(at(name)).size)
  return readFileSync(at(name))
}

async function openedWith(name: string, key = one): Promise<Buffer> {
  const reader = await openSealed(at(name), key)
  const parts: Buffer[] = []
  try {
    for await (const chunk of reader.chunks()) parts.push(chunk)
  } finally {
    await reader.close()
  }
  return Buffer.concat(parts)
}

/** The file's header and its chunks, as they lie. */
function dissected(file: Buffer): { readonly head: Buffer; readonly chunks: readonly Buffer[] } {
  const start = MAGIC.length + 4 + file.readUInt32BE(MAGIC.length)
  const chunks: Buffer[] = []
  for (let from = start; from < file.length; ) {
    const to = from + 4 + file.readUInt32BE(from)
    chunks.push(file.subarray(from, to))
    from = to
  }
  return { head: file.subarray(0, start), chunks }
}

describe('a sealed file', () => {
  test('opens to what was written, whatever the portions, with either key and no other', async () => {
    const lengths = fc.array(fc.integer({ min: 0, max: 2 * CHUNK_BYTES }), { maxLength: 6 })
    const exact = fc.constantFrom([CHUNK_BYTES], [CHUNK_BYTES, CHUNK_BYTES], [CHUNK_BYTES - 1, 1], [])
    await fc.assert(
      fc.asyncProperty(fc.oneof(lengths, exact), async (sizes) => {
        const portions = sizes.map((size) => randomBytes(size))
        await sealed('any', portions)
        const whole = Buffer.concat(portions)
        expect((await openedWith('any', one)).equals(whole)).toBe(true)
        expect((await openedWith('any', other)).equals(whole)).toBe(true)
        await expect(openedWith('any', stranger)).rejects.toThrow('not sealed to this recovery key')
      }),
      { seed: seed(), numRuns: 25 },
    )
  })

  test('cut short anywhere, with a changed bit anywhere, or with more at its end, it is refused', async () => {
    const file = await sealed('whole', [randomBytes(3 * CHUNK_BYTES)])
    const { head, chunks } = dissected(file)
    expect(chunks).toHaveLength(3)
    const edges = [
      0,
      MAGIC.length,
      head.length,
      ...chunks.map((_, index) => head.length + Buffer.concat(chunks.slice(0, index + 1)).length - 1),
    ]
    const boundaries = chunks.slice(0, -1).map((_, index) => head.length + Buffer.concat(chunks.slice(0, index + 1)).length)
    for (const length of [...edges, ...boundaries]) {
      writeFileSync(at('cut'), file.subarray(0, length))
      await expect(openedWith('cut'), `cut at ${length} of ${file.length}`).rejects.toThrow(/cut short|format/)
    }
    await fc.assert(
      fc.asyncProperty(fc.oneof(fc.nat(head.length - 1), fc.nat(file.length - 1)), fc.nat(7), async (place, bit) => {
        const changed = Buffer.from(file)
        changed[place] = (changed[place] ?? 0) ^ (1 << bit)
        writeFileSync(at('changed'), changed)
        await expect(openedWith('changed')).rejects.toThrow(/changed|cut short|format|not sealed to this/)
      }),
      { seed: seed(), numRuns: 300 },
    )
    writeFileSync(at('longer'), Buffer.concat([file, chunks[2] ?? Buffer.alloc(0)]))
    await expect(openedWith('longer')).rejects.toThrow('put together in another order')
  })

  test('with chunks in another order, left out, doubled, or of another file, it is refused', async () => {
    const content = randomBytes(4 * CHUNK_BYTES)
    const { head, chunks } = dissected(await sealed('first', [content]))
    const second = dissected(await sealed('second', [content]))
    const [a, b, c, d] = chunks
    const orders = [[b, a, c, d], [a, c, d], [a, b, b, c, d], [a, b, d], [d], [a, second.chunks[1], c, d], [a, b, c]]
    for (const order of orders) {
      writeFileSync(at('order'), Buffer.concat([head, ...order.map((chunk) => chunk ?? Buffer.alloc(0))]))
      await expect(openedWith('order')).rejects.toThrow('put together in another order')
    }
    writeFileSync(at('head'), Buffer.concat([second.head, ...chunks]))
    await expect(openedWith('head')).rejects.toThrow('put together in another order')
  })

  test('is readable by its owner only, is nowhere before it is whole, and tells without a key what it is', async () => {
    const writer = await sealFile(at('new'), about, [one.open])
    await writer.write(randomBytes(CHUNK_BYTES + 1))
    expect(existsSync(at('new'))).toBe(false)
    await writer.finish()
    expect(statSync(at('new')).mode & 0o777).toBe(0o600)
    expect(await sealedHeader(at('new'))).toMatchObject(about)
    const given = await sealFile(at('given-up'), about, [one.open])
    await given.abandon()
    expect(readdirSync(folder).filter((name) => name.includes('given-up') || name.endsWith('.part'))).toEqual([])
  })
})

describe('a recovery key', () => {
  test('opens with its passphrase and no other; both halves are where they belong', () => {
    const made = makeRecoveryKey(at('amal.key'), at('keys.json'), 'six words chosen by five dice')
    const bare = makeRecoveryKey(at('omar.key'), at('keys.json'), undefined)
    expect(recoveryKeys(at('keys.json'))).toEqual([made, bare])
    const amal = loadRecoveryKey(at('amal.key'), 'six words chosen by five dice')
    expect([amal.kid, amal.jwk.x]).toEqual([made.kid, made.x])
    expect(readFileSync(at('amal.key'), 'utf8')).not.toContain(amal.jwk.d)
    expect(readFileSync(at('keys.json'), 'utf8')).not.toContain(loadRecoveryKey(at('omar.key'), undefined).jwk.d)
    expect(() => loadRecoveryKey(at('amal.key'), 'six words chosen by four dice')).toThrow('does not open with this passphrase')
    expect(() => loadRecoveryKey(at('amal.key'), undefined)).toThrow('lies under a passphrase')
    expect(() => makeRecoveryKey(at('amal.key'), at('keys.json'), undefined)).toThrow('never overwritten')
    expect(() => makeRecoveryKey(at('short.key'), at('keys.json'), 'short')).toThrow('too short')
    expect(recoveryKeys(at('keys.json'))).toHaveLength(2)
  })

  test('is refused when others may read it, or its public half was exchanged', () => {
    const { x } = newRecoveryKey().open
    const list = JSON.parse(readFileSync(at('keys.json'), 'utf8'))
    writeFileSync(at('swapped.json'), JSON.stringify({ ...list, keys: [{ ...list.keys[0], x }] }))
    expect(() => recoveryKeys(at('swapped.json'))).toThrow('is not a list of recovery keys')
    writeFileSync(at('open.key'), readFileSync(at('omar.key')), { mode: 0o644 })
    expect(() => loadRecoveryKey(at('open.key'), undefined)).toThrow('may be read by others')
  })
})
