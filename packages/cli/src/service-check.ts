import { setTimeout as pause } from 'node:timers/promises'
import { check } from '@ihala/contract'
import { type Config, loadKeyring, type MigrationSource, migrationState, openPool } from '@ihala/kit'
import Type from 'typebox'
import { readOne } from './chains.ts'

const isVersion = check(Type.Object({ service: Type.String(), version: Type.String() }))

/** What to look for in a service that was started. */
export interface Expected {
  readonly config: Config
  /** Where it answers, without a path. */
  readonly url: string
  /** The version it must say, when one is expected. */
  readonly version?: string
  readonly withinMs: number
  /** Why it will never come up, as soon as that is known. */
  readonly failed: () => string | undefined
}

const BETWEEN_MS = 200
const ANSWER_MS = 2_000

/**
 * Waits until a service says that it is ready, and that it is the one that was meant. Returns the version it runs, or why it
 * is not good.
 */
export async function serviceStands(expected: Expected): Promise<{ readonly version: string } | { readonly problem: string }> {
  const { config, url, version, withinMs, failed } = expected
  const until = performance.now() + withinMs
  let last = 'it does not answer'
  while (performance.now() < until) {
    const problem = failed()
    if (problem !== undefined) return { problem }
    const ready = await asked(`${url}/readyz`)
    if (ready?.status === 200) {
      const about = await asked(`${url}/version`)
      if (!isVersion(about?.body)) return { problem: '/version does not answer' }
      if (about.body.service !== config.slug) return { problem: `somebody else answers at ${url}: ${about.body.service}` }
      if (version !== undefined && about.body.version !== version)
        return { problem: `it runs version ${about.body.version}, not ${version}` }
      return { version: about.body.version }
    }
    if (ready !== undefined) last = `it is not ready: ${reasonOf(ready.body)}`
    await pause(BETWEEN_MS)
  }
  return { problem: last }
}

/** Whether anything speaks HTTP there. */
export async function somebodyAnswers(url: string): Promise<boolean> {
  return (await asked(`${url}/livez`)) !== undefined
}

const isReady = check(Type.Object({ reason: Type.String() }))
const reasonOf = (body: unknown): string => (isReady(body) ? body.reason : 'it does not say why')

async function asked(url: string): Promise<{ readonly status: number; readonly body: unknown } | undefined> {
  try {
    const answer = await fetch(url, { signal: AbortSignal.timeout(ANSWER_MS) })
    return { status: answer.status, body: await answer.json().catch(() => undefined) }
  } catch {
    return undefined
  }
}

/**
 * Reads as the service does: as the role that works, behind its fences, the newest event of a chain, opened with the keyring.
 * Returns why it fails; undefined when all is well, also when nothing was ever exchanged.
 */
export async function selfTest(config: Config, sources: readonly MigrationSource[], now: () => Date): Promise<string | undefined> {
  const app = openPool(config.databaseUrl, { max: 1, name: 'ihala self-test', actor: 'system' })
  try {
    const state = await migrationState(app, sources)
    if (state === undefined || state.pending.length > 0) return 'the database is not migrated'
    if (state.above || state.unfenced.length > 0) return 'row-level security does not stand'
    const keyring = loadKeyring({ dir: config.keyDir, kekFile: config.kekFile, clock: now })
    return await app.begin((tx) => readOne(tx, keyring))
  } catch (fault) {
    return fault instanceof Error ? fault.message : 'something that is no error was thrown'
  } finally {
    await app.end({ timeout: 5 })
  }
}
