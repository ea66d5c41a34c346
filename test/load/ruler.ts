import { spawn } from 'node:child_process'
import { cpSync, existsSync, mkdirSync, readlinkSync } from 'node:fs'
import { dirname, join } from 'node:path'

/** What the ruler measured at one number of loops in flight. */
export interface RulerFigures {
  readonly inflight: number
  readonly perSecond: number
  /** Milliseconds from the call to the acceptance being committed at the sender. */
  readonly closed: { readonly p50: number; readonly p99: number }
  readonly cpuMs: { readonly a: number; readonly b: number; readonly pg: number; readonly nats: number }
  readonly rssMb: { readonly a: number; readonly b: number }
  readonly walKb: number
}

/** How fast the ruler's member that was away caught up. */
export interface RulerDrain {
  readonly drainPerSecond: number
  readonly drainSeconds: number
  /** CPU milliseconds a delivery: both ends, Postgres, the bus. */
  readonly cpuMs: { readonly a: number; readonly b: number; readonly pg: number; readonly nats: number }
}

/** A ruler ready to be laid on. */
export interface Ruler {
  readonly measure: (inflight: readonly number[], seconds: number, warmup: number) => Promise<RulerFigures[]>
  /** Its acceptance loop with arrivals at a rate per second, whether or not earlier ones are done. */
  readonly measureOpen: (rate: number, seconds: number, warmup: number) => Promise<RulerFigures>
  /** Its deliveries for a member that was away. */
  readonly drain: (backlog: number) => Promise<RulerDrain>
}

/** The servers that the product runs on: the ruler gets the same programs. */
export interface SameServers {
  readonly postgresPid: number | undefined
  readonly natsProgram: string | undefined
}

/**
 * Finds the ruler (RULER, else ../shared/floor), and copies it with its packages to a folder of its own.
 * Returns the reason in words when there is none or it cannot be laid on here.
 * @param signal ends what it runs
 */
export async function findRuler(root: string, home: string, servers: SameServers, signal: AbortSignal): Promise<Ruler | string> {
  const named = process.env.RULER
  const source = named ?? join(root, '..', 'shared', 'floor')
  if (!existsSync(join(source, 'floor.mjs')))
    return named === undefined ? 'there is no ruler beside the project (RULER names one)' : `RULER names ${source}, which holds none`
  const dir = join(home, 'ruler')
  mkdirSync(dir, { recursive: true })
  cpSync(source, dir, { recursive: true, filter: (path) => !path.includes('node_modules') })
  const installed = await run('npm', ['install', '--no-audit', '--no-fund', '--loglevel=error'], dir, process.env, signal)
  if (installed.code !== 0) return `its packages could not be installed: ${installed.errors.trim().split('\n').at(-1) ?? ''}`
  // The very program the product's server runs from, so that both are measured on one Postgres.
  const bin = servers.postgresPid === undefined ? undefined : dirname(readlinkSync(`/proc/${servers.postgresPid}/exe`))
  const env = {
    ...process.env,
    FLOOR_PAD: '16384',
    // What it leaves behind when it is stopped goes with the bench's folder.
    TMPDIR: home,
    ...(bin === undefined ? {} : { PG_BIN: bin }),
    ...(servers.natsProgram === undefined ? {} : { NATS_SERVER: servers.natsProgram }),
    // The product's own way in is nothing the ruler may use: it starts servers of its own.
    DATABASE_URL: undefined,
    NATS_URL: undefined,
    PG_A: undefined,
    PG_B: undefined,
    NODE_OPTIONS: undefined,
  }
  const laidOn = async <T>(...args: string[]): Promise<T[]> => {
    const ended = await run(process.execPath, ['floor.mjs', ...args, '--json'], dir, env, signal)
    if (ended.code !== 0) throw new Error(`The ruler failed: ${ended.errors.trim().split('\n').slice(-5).join('\n')}`)
    const figures: T[] = JSON.parse(ended.output)
    return figures
  }
  const first = <T>([figures]: readonly T[]): T => {
    if (figures === undefined) throw new Error('The ruler measured nothing.')
    return figures
  }
  const timed = (seconds: number, warmup: number): string[] => ['--loop=acceptance', `--seconds=${seconds}`, `--warmup=${warmup}`]
  return {
    measure: (inflight, seconds, warmup) => laidOn<RulerFigures>(`--inflight=${inflight.join(',')}`, ...timed(seconds, warmup)),
    measureOpen: async (rate, seconds, warmup) => first(await laidOn<RulerFigures>(`--rate=${rate}`, ...timed(seconds, warmup))),
    drain: async (backlog) => first(await laidOn<RulerDrain>('--loop=delivery', `--backlog=${backlog}`)),
  }
}

function run(
  command: string,
  args: readonly string[],
  cwd: string,
  env: NodeJS.ProcessEnv,
  signal: AbortSignal,
): Promise<{ code: number; output: string; errors: string }> {
  return new Promise((resolve, reject) => {
    // In a group of its own, so that the servers it starts end with it when the bench is stopped.
    const child = spawn(command, args, { cwd, env, stdio: ['ignore', 'pipe', 'pipe'], detached: true })
    const end = (): void => {
      if (child.pid !== undefined && child.exitCode === null) process.kill(-child.pid, 'SIGINT')
    }
    signal.addEventListener('abort', end)
    let output = ''
    let errors = ''
    child.stdout.on('data', (chunk) => {
      output += chunk
    })
    child.stderr.on('data', (chunk) => {
      errors += chunk
    })
    child.once('error', reject)
    child.once('close', (code) => {
      signal.removeEventListener('abort', end)
      resolve({ code: code ?? 1, output, errors })
    })
  })
}
