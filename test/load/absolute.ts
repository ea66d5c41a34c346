import { spawn } from 'node:child_process'
import { existsSync, readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { isAlive } from '../../infra/child.ts'
import type { Network } from '../../infra/network.ts'
import { forgetPostgres } from '../../infra/postgres/server.ts'
import { median } from './numbers.ts'
import { residentMb, treeMemoryMb, treesCpuMs } from './processes.ts'

/** Figures that need no ruler. */
export interface AbsoluteFigures {
  /** Resident memory of one service that nobody asked anything yet, MB. */
  readonly idleMb: number
  /** Seconds from starting one service's process to /readyz, its database migrated. */
  readonly readySeconds: number
  /** Of `npm start`, warm; undefined when it could not be measured. */
  readonly whole: WholeFigures | undefined
  /** Why not. */
  readonly wholeNot: string | undefined
}

/** The whole demonstration as `npm start` runs it. */
export interface WholeFigures {
  readonly startSeconds: number
  /** CPU of all its processes while nobody asks anything, percent of one core. */
  readonly idlePercent: number
  /** Memory of all its processes, MB. */
  readonly memoryMb: number
}

const IDLE_SECONDS = 20
const STARTS = 3
const SETTLING_MS = 5_000
/**
 * After this long a service looks less often for what is due, and the first heads of the logs have been countersigned (then once an
 * hour): a network nobody uses is always past it.
 */
const FALLING_IDLE_MS = 45_000

/** Memory of an idle service: to be asked before the first load. */
export async function idleMemory(network: Network, slug: string): Promise<number> {
  await pause(SETTLING_MS)
  return residentMb(network.organisation(slug).pid())
}

/** Starts one service again and again: seconds until it is ready, the median. The network asks every 20 to 500 ms whether it is. */
export async function readySeconds(network: Network, slug: string): Promise<number> {
  const { logFile } = network.organisation(slug)
  const samples: number[] = []
  for (let round = 0; round < STARTS; round++) {
    await network.stopOrganisation(slug)
    const from = Date.now()
    await network.startOrganisation(slug)
    // When it was ready the service says itself, in its log.
    samples.push((readyAt(logFile) - from) / 1000)
  }
  return median(samples)
}

function readyAt(logFile: string): number {
  const line = readFileSync(logFile, 'utf8')
    .trimEnd()
    .split('\n')
    .findLast((one) => one.includes('"ready after'))
  if (line === undefined) throw new Error(`${logFile} does not say when the service was ready.`)
  const { time }: { time: string } = JSON.parse(line)
  return Date.parse(time)
}

/**
 * Starts the demonstration as a user does, and leaves it alone for a while. A start that had to build or make something was
 * not a warm one and is done again. What was not there before is forgotten afterwards. Returns in words why it cannot be done.
 */
export async function wholeDemonstration(
  root: string,
  report: (line: string) => void,
  signal: AbortSignal,
): Promise<WholeFigures | string> {
  const stateDir = join(root, '.state', 'network')
  const holder = join(stateDir, 'holder.json')
  if (existsSync(holder)) {
    const { pid }: { pid?: number } = JSON.parse(readFileSync(holder, 'utf8'))
    if (pid !== undefined && isAlive(pid)) return 'the demonstration runs already'
  }
  const kept = existsSync(stateDir)
  try {
    let started = await npmStart(root, signal)
    if (!kept || started.built) {
      report(`# npm start, not warm: ${started.seconds.toFixed(1)} s`)
      await started.stop()
      started = await npmStart(root, signal)
    }
    try {
      await pause(FALLING_IDLE_MS, undefined, { signal })
      const [before = 0] = treesCpuMs([started.pid])
      await pause(IDLE_SECONDS * 1000, undefined, { signal })
      const [after = 0] = treesCpuMs([started.pid])
      return { startSeconds: started.seconds, idlePercent: (after - before) / IDLE_SECONDS / 10, memoryMb: treeMemoryMb(started.pid) }
    } finally {
      await started.stop()
    }
  } catch (error) {
    return error instanceof Error ? error.message : 'it could not be started'
  } finally {
    if (!kept) {
      forgetPostgres(join(stateDir, 'postgres'))
      rmSync(stateDir, { recursive: true, force: true })
    }
  }
}

interface Started {
  readonly pid: number
  readonly seconds: number
  /** Whether a kind had to be built first. */
  readonly built: boolean
  readonly stop: () => Promise<void>
}

/** Runs `npm start` until it shows its last screen. */
function npmStart(root: string, signal: AbortSignal): Promise<Started> {
  const from = performance.now()
  const child = spawn(process.execPath, ['infra/bootstrap.mjs', 'start'], { cwd: root, stdio: ['ignore', 'pipe', 'pipe'], signal })
  // Stopped with the bench it is told so, and ends in its own order.
  child.on('error', () => undefined)
  const ended = new Promise<void>((resolve) => child.once('close', () => resolve()))
  const stop = async (): Promise<void> => {
    child.kill('SIGTERM')
    await ended
  }
  return new Promise((resolve, reject) => {
    let said = ''
    const hear = (chunk: Buffer): void => {
      said += chunk.toString('utf8')
      // The last screen stands when the last step was reported and the addresses follow.
      if (child.pid !== undefined && /Services ready[^\n]*\n[\s\S]*https?:\/\//.test(said))
        resolve({ pid: child.pid, seconds: (performance.now() - from) / 1000, built: said.includes('(new)'), stop })
    }
    child.stdout.on('data', hear)
    child.stderr.on('data', hear)
    void ended.then(() => reject(new Error(`npm start ended: ${said.split('\n').find((line) => line.includes('✗')) ?? said.slice(-200)}`)))
  })
}
