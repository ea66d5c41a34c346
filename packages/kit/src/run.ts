import { existsSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { parseArgs } from 'node:util'
import { BusProblem } from './bus-guard.ts'
import { type Config, ConfigProblem, loadConfig } from './config.ts'
import type { Service } from './feature.ts'
import { KeyringProblem } from './keyring-file.ts'
import { MigrationProblem } from './migration-files.ts'
import { create, type Running } from './service.ts'

/** Exit codes: settings, keys or database that cannot be used; anything else. */
const UNUSABLE = 2
const FAULT = 1

/**
 * The whole of a service's process: `main.ts --config FILE`. What cannot be used (settings, keys, database, in production
 * also the bus) is told in plain sentences on standard error, exit code 2. SIGTERM and SIGINT let what is under way end; a second one ends at once.
 */
export async function run(service: Service): Promise<void> {
  const stopping = new AbortController()
  const asked = new Promise<void>((resolve) => {
    const stop = (): void => {
      if (stopping.signal.aborted) process.exit(FAULT)
      stopping.abort(new Error('asked to stop'))
      resolve()
    }
    process.on('SIGTERM', stop)
    process.on('SIGINT', stop)
  })
  try {
    const running = await create(service, withPages(loadConfig(fileAsked())), { signal: stopping.signal })
    const fault = await Promise.race([asked, refused(running)])
    await running.stop()
    if (fault !== undefined && !stopping.signal.aborted) throw fault
    process.exit(0)
  } catch (fault) {
    if (stopping.signal.aborted) process.exit(0)
    process.stderr.write(`${sentenceOf(fault)}\n`)
    process.exit(isUnusable(fault) ? UNUSABLE : FAULT)
  }
}

/** Resolves with what the service found at its bus that it may not work with; never, when all is well. */
function refused({ ready }: Running): Promise<unknown> {
  return new Promise((resolve) => ready.catch(resolve))
}

/** The built pages lie in the folder `web` beside the bundle that runs, unless the settings name another. */
function withPages(config: Config): Config {
  const beside = join(dirname(process.argv[1] ?? ''), 'web')
  return config.pages === undefined && existsSync(join(beside, 'index.html')) ? { ...config, pages: beside } : config
}

function fileAsked(): string {
  try {
    const { values } = parseArgs({ options: { config: { type: 'string' } } })
    if (values.config !== undefined) return values.config
  } catch {
    // An option nobody knows is answered like a missing one.
  }
  throw new ConfigProblem(['config: say where the settings are, and nothing else: --config FILE'])
}

function isUnusable(fault: unknown): boolean {
  return (
    fault instanceof ConfigProblem || fault instanceof KeyringProblem || fault instanceof BusProblem || fault instanceof MigrationProblem
  )
}

function sentenceOf(fault: unknown): string {
  if (isUnusable(fault)) return (fault as Error).message
  return fault instanceof Error ? (fault.stack ?? fault.message) : 'something that is no error was thrown'
}
