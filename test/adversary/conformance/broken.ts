/**
 * Runs the conformance run against applicants in which one check is switched off, and prints the steps that each failed: one JSON
 * line per alteration. A process of its own, because it loads the sources many times. Its arguments are the checks, by name; with
 * `--all` it switches off every check there is.
 */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { makeConformanceDesk, openConformanceDesk } from '@ihala/cli'
import type { ConformanceStep } from '@ihala/contract'
import { alteredSources } from '../altered-sources.ts'
import { ALTERATIONS } from '../receiver/alterations.ts'
import { DOMAIN } from './applicant.ts'
import { BREAKAGES, breakageOf } from './breakages.ts'
import { tried } from './tried.ts'

/** What one broken applicant came to. */
export interface BrokenResult {
  readonly step: string
  readonly check: string
  /** Steps of the run that it failed. */
  readonly failed: readonly ConformanceStep[]
}

const dir = mkdtempSync(join(tmpdir(), 'ihala-conformance-'))
try {
  makeConformanceDesk(dir)
  const desk = openConformanceDesk(dir, DOMAIN)
  const chosen = process.argv.includes('--all')
    ? ALTERATIONS
    : BREAKAGES.filter(({ check }) => process.argv.includes(check)).map(breakageOf)
  const sources = alteredSources(chosen, import.meta.dirname)
  for (const [at, { step, check }] of chosen.entries()) {
    // Only the applicant stands on the altered sources: the test member is as it is.
    const { startApplicant }: typeof import('./applicant.ts') = await import(sources.specifier('./applicant.ts', at))
    const { failed } = await tried(desk, { start: startApplicant })
    sources.assertRead(at)
    console.log(JSON.stringify({ step, check, failed } satisfies BrokenResult))
  }
} finally {
  rmSync(dir, { recursive: true, force: true })
}
