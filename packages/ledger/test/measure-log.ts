import { readdirSync, readFileSync } from 'node:fs'
import { performance } from 'node:perf_hooks'
import postgres from 'postgres'
import {
  appendLeaves,
  consistencyProof,
  inclusionProof,
  ledgerMigrations,
  makeLeaf,
  numberLeaves,
  rootAt,
  sqlTree,
  type Tx,
  verifyLog,
} from '../src/index.ts'

// node test/measure-log.ts ADDRESS [LEAVES]: an empty database of its own owner. Prints seconds.
const [address = '', asked = '1000000'] = process.argv.slice(2)
const count = Number(asked)
const db = postgres(address, { max: 2, onnotice: () => undefined, connection: { 'ihala.staff': 'system' } as Record<string, string> })
const within = <T>(work: (tx: Tx) => Promise<T>): Promise<T> => db.begin(work) as Promise<T>
const timed = async <T>(name: string, work: () => Promise<T>): Promise<T> => {
  const before = performance.now()
  const result = await work()
  process.stdout.write(`${name}: ${((performance.now() - before) / 1000).toFixed(3)} s\n`)
  return result
}

for (const file of readdirSync(ledgerMigrations).sort()) await db.unsafe(readFileSync(new URL(file, ledgerMigrations), 'utf8'))
const AT_ONCE = 5_000
await timed(`${count} leaves recorded`, async () => {
  for (let from = 0; from < count; from += AT_ONCE) {
    const leaves = Array.from({ length: AT_ONCE }, (_, at) =>
      makeLeaf(`01900000-0000-7000-8000-${(from + at).toString(16).padStart(12, '0')}`, {
        act: 'sent',
        event: 'wWkl0V4zB2xOq3hQv1n2mGk7yJdT5rXcE8uLpS9aFbI',
      }),
    )
    await within((tx) => appendLeaves(tx, leaves))
  }
})
await timed('numbered, with tree', async () => {
  while ((await within((tx) => numberLeaves(tx))) > 0);
})
await db`analyze`
await timed('root', () => within((tx) => rootAt(sqlTree(tx), count)))
await timed('1,000 inclusion proofs', () =>
  within(async (tx) => {
    for (let at = 0; at < 1000; at += 1) await inclusionProof(sqlTree(tx), (at * 7919) % count, count)
  }),
)
await timed('100 consistency proofs', () =>
  within(async (tx) => {
    for (let at = 1; at <= 100; at += 1) await consistencyProof(sqlTree(tx), Math.floor((count * at) / 101), count)
  }),
)
const cpu = process.cpuUsage()
const verdict = await timed('the whole log verified', () => within((tx) => verifyLog(tx, [])))
const { user, system } = process.cpuUsage(cpu)
process.stdout.write(`of which this process computed ${((user + system) / 1e6).toFixed(1)} s\n`)
process.stdout.write(`${verdict.outcome}, memory ${Math.round(process.memoryUsage().rss / 2 ** 20)} MiB\n`)
await db.end()
