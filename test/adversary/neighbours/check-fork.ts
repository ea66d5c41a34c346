/**
 * What an outsider runs: `node check-fork.ts FILE KEY…` with the proof of a forked log and the log's public keys (hexadecimal).
 * Knows nothing but the check of the ledger. Prints one line of JSON; ends with 0 when the file proves a fork.
 */
import { readFileSync } from 'node:fs'
import { verifyFork } from '@ihala/ledger'

const [file = '', ...keys] = process.argv.slice(2)
const verdict = verifyFork(
  readFileSync(file, 'utf8'),
  keys.map((key) => Buffer.from(key, 'hex')),
)
const sizes = verdict.outcome === 'fork' ? [verdict.older.size, verdict.newer.size] : []
process.stdout.write(`${JSON.stringify({ outcome: verdict.outcome, why: verdict.outcome === 'fork' ? null : verdict.why, sizes })}\n`)
process.exitCode = verdict.outcome === 'fork' ? 0 : 1
