import { execFile } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { verifyDossier } from '@ihala/verifier'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { figure } from '../kit/figures.ts'
import { isLong } from '../kit/seed.ts'
import { outsideCheck } from './in-chromium.ts'
import { writeYear } from './year.ts'

/** A year of one organisation. */
const YEAR = 100_000
const EVENTS = isLong() ? YEAR : 2_000
const MINUTES = isLong() ? 15 : 2
const CORES = 2
const SECONDS_AT_MOST = 300
const MIB_AT_MOST = 400
const folder = mkdtempSync(join(tmpdir(), 'ihala-year-'))
let files: readonly string[]
let anchors: Awaited<ReturnType<typeof writeYear>>['anchors']

beforeAll(async () => {
  const written = await writeYear(folder, EVENTS)
  files = written.files
  anchors = written.anchors
  writeFileSync(join(folder, 'anchors.json'), JSON.stringify(anchors))
}, MINUTES * 60_000)
afterAll(() => rmSync(folder, { recursive: true, force: true }))

interface Checked {
  readonly files: number
  readonly events: number
  readonly proven: number
  readonly cpuSeconds: number
  readonly peakMiB: number
}

/** Processes of their own, one a core, each with its share of the files and nothing else. */
async function checkAll(by: 'verifier' | 'outside') {
  const begun = performance.now()
  const shares = await Promise.all(
    Array.from({ length: CORES }, async (_, share): Promise<Checked> => {
      const args = [join(import.meta.dirname, 'check-year.ts'), by, folder, String(share), String(CORES)]
      return JSON.parse((await promisify(execFile)(process.execPath, args)).stdout)
    }),
  )
  const sum = (name: keyof Checked): number => shares.reduce((total, one) => total + one[name], 0)
  return {
    files: sum('files'),
    events: sum('events'),
    proven: sum('proven'),
    seconds: (performance.now() - begun) / 1000,
    cpuSeconds: sum('cpuSeconds'),
    peakMiB: Math.max(...shares.map(({ peakMiB }) => peakMiB)),
  }
}

for (const by of ['verifier', 'outside'] as const) {
  test(
    `T56 the ${by === 'outside' ? 'outside check' : 'verifier'} proves a year again from files alone, within 5 minutes on 2 cores`,
    async () => {
      const { seconds, cpuSeconds, peakMiB, ...found } = await checkAll(by)
      // Of a slice the work is counted, not the wait for a machine that others use as well.
      const year = isLong() ? seconds : (cpuSeconds / CORES) * (YEAR / EVENTS)
      figure(`T56 ${by}`, { ...found, seconds, 'CPU seconds': cpuSeconds, 'seconds for a year': Math.round(year), 'MiB at most': peakMiB })
      expect(found).toEqual({ files: files.length, events: EVENTS, proven: EVENTS })
      expect(year).toBeLessThan(SECONDS_AT_MOST)
      expect(peakMiB).toBeLessThan(MIB_AT_MOST)
    },
    MINUTES * 60_000,
  )
}

test('T56 in Chromium, with its own WebCrypto, the outside check says the same of each file as the verifier', async () => {
  const outside = await outsideCheck(anchors)
  try {
    const begun = performance.now()
    const some = files.slice(-20)
    let events = 0
    for (const file of some) {
      const text = readFileSync(file, 'utf8')
      const proven = verifyDossier(text, anchors)
      expect(await outside.check(text)).toEqual({ outcome: 'proven', proven })
      events += proven.acts.length
    }
    figure('T56 Chromium', { files: some.length, events, seconds: (performance.now() - begun) / 1000 })
  } finally {
    await outside.close()
  }
}, 60_000)
