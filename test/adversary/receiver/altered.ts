/**
 * Runs the attacks against the receiver with each of its checks switched off in turn, and prints what caught each: one JSON
 * line per alteration. A process of its own, because it loads the sources many times. `--all` tries every attack on every one.
 */
import { alteredSources } from '../altered-sources.ts'
import type { Surprise } from './all-attacks.ts'
import { ALTERATIONS } from './alterations.ts'

/** What one altered receiver did otherwise. */
export interface Caught {
  readonly at: number
  readonly surprises: readonly Surprise[]
}

const sources = alteredSources(ALTERATIONS, import.meta.dirname)
const all = process.argv.includes('--all')
/** Every how many of them, and from which on; all when nothing is said. */
const [every = 1, from = 0] = process.argv.filter((word) => /^\d+$/.test(word)).map(Number)
for (const [at, { places }] of ALTERATIONS.entries()) {
  if (at % every !== from) continue
  const { attackAll }: typeof import('./all-attacks.ts') = await import(sources.specifier('./all-attacks.ts', at))
  const surprises = await attackAll(places[0]?.file, all)
  sources.assertRead(at)
  console.log(JSON.stringify({ at, surprises } satisfies Caught))
}
