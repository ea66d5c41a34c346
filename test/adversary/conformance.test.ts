import { spawn } from 'node:child_process'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { expect, test } from 'vitest'
import { figure } from '../kit/figures.ts'
import { isLong, seed } from '../kit/seed.ts'
import { BREAKAGES } from './conformance/breakages.ts'
import type { BrokenResult } from './conformance/broken.ts'

const LONGEST_MS = 240_000
/** All in the long form; three of them in a slice, which three the seed says. */
const TRIED = isLong()
  ? BREAKAGES
  : Array.from({ length: 3 }, (_, at) => BREAKAGES[(seed() + 4 * at) % BREAKAGES.length]).flatMap((one) => one ?? [])

test(
  'K1: an applicant that leaves out one check does not pass, and the step that it is for says so',
  async () => {
    const results = await brokenOnes()
    expect(results.map(({ check }) => check).sort()).toEqual(TRIED.map(({ check }) => check).sort())
    for (const { check, caughtBy } of TRIED) expect(results.find((one) => one.check === check)?.failed, check).toContain(caughtBy)
    figure('K1 conformance run', {
      seed: seed(),
      'broken applicants': results.length,
      passed: results.filter(({ failed }) => failed.length === 0).length,
    })
  },
  LONGEST_MS,
)

/** Runs the run against each broken applicant, in a process of its own. */
async function brokenOnes(): Promise<BrokenResult[]> {
  const script = join(import.meta.dirname, 'conformance', 'broken.ts')
  const child = spawn(process.execPath, ['--disable-warning=ExperimentalWarning', script, ...TRIED.map(({ check }) => check)], {
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  const complaints: string[] = []
  child.stderr.on('data', (data: Buffer) => complaints.push(data.toString()))
  const ended = new Promise<number | null>((resolve) => child.on('close', resolve))
  const results: BrokenResult[] = []
  for await (const line of createInterface({ input: child.stdout })) results.push(JSON.parse(line))
  const code = await ended
  if (code !== 0) throw new Error(`the broken applicants did not run: ${complaints.join('').slice(0, 2000)}`)
  return results
}
