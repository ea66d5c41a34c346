import { type ConformanceDesk, type ConformanceRun, runConformance } from '@ihala/cli'
import type { ConformanceStep } from '@ihala/contract'
import { memoryHub, registryKey } from '@ihala/exchange'
import { DOMAIN, type Mutate, startApplicant } from './applicant.ts'

/** Seconds of the run for each second of the clock on the wall: an event that nobody receipted comes again after five. */
const FASTER = 20

/** What a run against an applicant came to. */
export interface Tried extends ConformanceRun {
  readonly failed: readonly ConformanceStep[]
  readonly application: string
}

/** Runs the conformance run against an applicant, whole or broken, on a memory bus. */
export async function tried(
  desk: ConformanceDesk,
  given: { readonly mutate?: Mutate; readonly slug?: string; readonly start?: typeof startApplicant; readonly patienceMs?: number } = {},
): Promise<Tried> {
  const hub = memoryHub()
  const began = Date.now()
  const now = (): Date => new Date(began + FASTER * (Date.now() - began))
  const { start = startApplicant, patienceMs = 5_000, ...applicantOf } = given
  const applicant = await start({ hub, anchor: desk.anchor, now, ...applicantOf })
  const committee = hub.member(`A${'C'.repeat(55)}`, true)
  const failed: ConformanceStep[] = []
  try {
    const run = await runConformance({
      desk,
      networkDomain: DOMAIN,
      application: applicant.application,
      bus: hub.member(`A${'T'.repeat(55)}`),
      publish: ({ sub }, jws) => committee.registry.publish(registryKey(sub), jws),
      now,
      patience: { answer: patienceMs, first: 2 * patienceMs, again: patienceMs, revocation: patienceMs },
      report: (step, passed) => {
        if (!passed) failed.push(step)
      },
    })
    return { ...run, failed, application: applicant.application.jws }
  } finally {
    await applicant.stop()
  }
}
