import { generateKeyPairSync, hash, sign } from 'node:crypto'
import { originOf, rootAt, signCheckpoint, sqlLog, sqlTree, verifyLog } from '@ihala/ledger'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { figure } from '../kit/figures.ts'
import { type LogDatabase, logDatabase } from '../kit/log-database.ts'
import { isLong } from '../kit/seed.ts'

const MILLION = 1_000_000
const LEAVES = isLong() ? MILLION : 40_000
const AT_ONCE = 20_000
const SECONDS_AT_MOST = 60
const MIB_AT_MOST = 300
/** A slice shares the machine with other tests: it is held to the plain hashing of as many bytes beside it, on the same machine. */
const TIMES_HASHING = 10
const { privateKey, publicKey } = generateKeyPairSync('ed25519')
const key = publicKey.export({ format: 'der', type: 'spki' }).subarray(-32)
let log: LogDatabase

beforeAll(
  async () => {
    log = await logDatabase()
    for (let size = 0; size < LEAVES; size += AT_ONCE) {
      await log.record(AT_ONCE)
      await log.within(async (tx) => {
        const root = await rootAt(sqlTree(tx), size + AT_ONCE)
        const head = { origin: originOf('https://care-house.ihala.example', 1), size: size + AT_ONCE, root, extensions: [] }
        const note = signCheckpoint(head, { publicKey: key, sign: (bytes) => sign(null, bytes, privateKey) })
        const at = '2026-03-01T08:00:00.000Z'
        await sqlLog().keepCheckpoint(tx, { epoch: 1, size: head.size, root, note, madeAt: at, statedAt: at })
      })
    }
    await log.superuser`analyze`
  },
  isLong() ? 900_000 : 60_000,
)
afterAll(async () => log?.end())

/** Milliseconds that the hashes alone take: of what was said, of the leaf, of the link and of the inner nodes. */
function hashing(): number {
  const bytes = Buffer.alloc(65)
  const begun = performance.now()
  for (let leaf = 0; leaf < 4 * LEAVES; leaf += 1) hash('sha256', bytes, 'buffer')
  return performance.now() - begun
}

test('T28 a log of 10⁶ leaves is verified within 60 seconds on 2 cores, in flat memory', async () => {
  const before = process.memoryUsage().rss
  let most = before
  const watch = setInterval(() => {
    most = Math.max(most, process.memoryUsage().rss)
  }, 50)
  const bare = hashing()
  const begun = performance.now()
  const verdict = await log.within((tx) => verifyLog(tx, [key]))
  const milliseconds = performance.now() - begun
  clearInterval(watch)
  const grown = (most - before) / 2 ** 20
  figure('T28 whole log', {
    leaves: LEAVES,
    seconds: milliseconds / 1000,
    'seconds for 10⁶': (milliseconds / 1000) * (MILLION / LEAVES),
    'times the hashing': milliseconds / bare,
    'MiB grown': grown,
  })
  expect(verdict).toMatchObject({ outcome: 'whole', size: LEAVES })
  if (isLong()) expect(milliseconds / 1000).toBeLessThan(SECONDS_AT_MOST)
  else expect(milliseconds / bare).toBeLessThan(TIMES_HASHING)
  expect(grown).toBeLessThan(MIB_AT_MOST)
}, 240_000)
