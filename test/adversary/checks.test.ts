import { spawn } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { expect, test } from 'vitest'
import { figure } from '../kit/figures.ts'
import { isLong, seed } from '../kit/seed.ts'
import { ATTACKS, attackAll, isAccepted, type Surprise } from './receiver/all-attacks.ts'
import { ALTERATIONS } from './receiver/alterations.ts'
import type { Caught } from './receiver/altered.ts'

const ROOT = join(import.meta.dirname, '..', '..')
/** A child that loads the sources a hundred times needs a minute of one core; a busy machine has less than one. */
const LONGEST_MS = 600_000

test('T14: every attack on the receiver comes to what it should, and none is taken for good', async () => {
  expect(await attackAll()).toEqual([])
  figure('T14 own attacks', { attacks: ATTACKS.length, 'false accepts': 0 })
}, 60_000)

test('c2: every check that is switched off stands in its source, once', () => {
  const gone = ALTERATIONS.flatMap(({ check, places }) =>
    places
      .filter(({ file, passage }) => readFileSync(join(ROOT, file), 'utf8').split(passage).length !== 2)
      .map(({ file }) => `${check}: ${file}`),
  )
  expect(gone).toEqual([])
})

/** In the slice every third check is switched off, another third with another seed. */
const EVERY = isLong() ? 1 : 3
const FROM = seed() % EVERY

test(
  'c2: with any one of its checks switched off, the receiver is caught by an attack',
  async () => {
    const caught = await caughtAll()
    expect(caught.map(({ at }) => at)).toEqual([...ALTERATIONS.keys()].filter((at) => at % EVERY === FROM))
    const line = ({ at, surprises }: Caught): string => {
      const alteration = ALTERATIONS[at]
      const first = surprises.find(isAccepted) ?? surprises[0]
      return `${alteration?.step}: ${alteration?.check} — ${first ? `${first.attack} → ${first.became}` : 'CAUGHT BY NOTHING'}`
    }
    console.log(`what catches the receiver without a check\n${caught.map(line).join('\n')}`)
    expect(caught.filter(({ surprises }) => surprises.length === 0).map(line)).toEqual([])
    const some = (is: (surprise: Surprise) => boolean): number => caught.filter(({ surprises }) => surprises.some(is)).length
    figure('c2 checks of the receiver', {
      checks: ALTERATIONS.length,
      'switched off': caught.length,
      caught: some(() => true),
      'by a wrong accept': some(isAccepted),
      'by another answer or a fault': caught.length - some(isAccepted),
    })
  },
  LONGEST_MS,
)

/** Runs the attacks on every altered receiver, in a process of its own. */
async function caughtAll(): Promise<Caught[]> {
  const script = join(import.meta.dirname, 'receiver', 'altered.ts')
  const child = spawn(
    process.execPath,
    ['--disable-warning=ExperimentalWarning', script, String(EVERY), String(FROM), ...(isLong() ? ['--all'] : [])],
    {
      stdio: ['ignore', 'pipe', 'pipe'],
    },
  )
  const complaints: string[] = []
  child.stderr.on('data', (data: Buffer) => complaints.push(data.toString()))
  const ended = new Promise<number | null>((resolve) => child.on('close', resolve))
  const caught: Caught[] = []
  for await (const line of createInterface({ input: child.stdout })) caught.push(JSON.parse(line))
  const code = await ended
  if (code !== 0) throw new Error(`the altered receivers did not run: ${complaints.join('').slice(0, 2000)}`)
  return caught
}
