import { execFile } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Neighbour } from './neighbours.ts'

/** What somebody who was not there makes of a proof. */
export interface OutsidersWord {
  readonly outcome: 'fork' | 'no-proof'
  readonly why: string | null
  /** Sizes of the two heads. */
  readonly sizes: readonly number[]
}

/** Hands a proof to another process, which has the file and the log's public keys and nothing else. */
export function checkedElsewhere(file: string, { lone }: Neighbour): Promise<OutsidersWord> {
  const folder = mkdtempSync(join(tmpdir(), 'ihala-proof-'))
  const path = join(folder, 'proof.json')
  writeFileSync(path, file)
  const keys = lone.running.service.keyring.publicKeys().filter(({ use }) => use === 'sig')
  const hex = keys.map(({ x }) => Buffer.from(x, 'base64url').toString('hex'))
  const script = join(import.meta.dirname, 'check-fork.ts')
  return new Promise((resolve, reject) => {
    execFile(
      process.execPath,
      ['--disable-warning=ExperimentalWarning', script, path, ...hex],
      { timeout: 20_000 },
      (error, stdout, stderr) => {
        rmSync(folder, { recursive: true, force: true })
        if (stdout === '') reject(new Error(`the check did not run: ${stderr.slice(0, 500)}`, { cause: error }))
        else resolve(JSON.parse(stdout))
      },
    )
  })
}
