import { type ChildProcess, spawn } from 'node:child_process'
import { closeSync, existsSync, mkdirSync, openSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { waitUntil } from './wait-until.ts'

/** A process of the network. */
export interface Child {
  readonly pid: number
  /** Resolves with how it ended, for example `exit 0` or `SIGKILL`; never rejects. */
  readonly ended: Promise<string>
  readonly hasEnded: () => boolean
  /** Asks it to end, and ends it after the grace period; resolves when it is gone. */
  readonly stop: (signal?: NodeJS.Signals, graceMs?: number) => Promise<void>
  /** Ends it at once, as a power failure would. */
  readonly kill: () => Promise<void>
}

/** What to run, and where its output and its process id are written. */
export interface ChildOptions {
  readonly command: string
  readonly args: readonly string[]
  readonly logFile: string
  /** Where its process id is kept while it lives, so that a later start can end what a crash left over. */
  readonly recordFile: string
  readonly cwd?: string
  readonly env?: Readonly<Record<string, string | undefined>>
  readonly uid?: number
  readonly gid?: number
  /** Text for its standard input; secrets travel so, never as arguments. */
  readonly input?: string
}

/**
 * Starts a process in a group of its own: Ctrl-C in the terminal then reaches only the parent, which stops its
 * children in the right order.
 * @throws when the program cannot be started
 */
export async function startChild(options: ChildOptions): Promise<Child> {
  await endLeftover(options.recordFile)
  mkdirSync(dirname(options.logFile), { recursive: true })
  mkdirSync(dirname(options.recordFile), { recursive: true })
  const log = openSync(options.logFile, 'a', 0o600)
  const child = spawn(options.command, options.args, {
    detached: true,
    stdio: [options.input === undefined ? 'ignore' : 'pipe', log, log],
    ...(options.cwd === undefined ? {} : { cwd: options.cwd }),
    env: { ...process.env, ...options.env },
    ...(options.uid === undefined ? {} : { uid: options.uid }),
    ...(options.gid === undefined ? {} : { gid: options.gid }),
  })
  closeSync(log)
  const pid = await spawned(child, options.command)
  child.stdin?.end(options.input)
  writeFileSync(options.recordFile, JSON.stringify({ pid, born: birthOf(pid) }))

  let over = false
  const ended = new Promise<string>((resolve) => {
    child.once('exit', (code, signal) => {
      over = true
      rmSync(options.recordFile, { force: true })
      resolve(signal ?? `exit ${code}`)
    })
  })
  const stop = async (signal: NodeJS.Signals = 'SIGTERM', graceMs = 10_000): Promise<void> => {
    if (over) return
    child.kill(signal)
    const timer = setTimeout(() => child.kill('SIGKILL'), graceMs)
    await ended
    clearTimeout(timer)
  }
  return { pid, ended, hasEnded: () => over, stop, kill: () => stop('SIGKILL') }
}

async function spawned(child: ChildProcess, command: string): Promise<number> {
  return new Promise((resolve, reject) => {
    child.once('error', (error) => reject(new Error(`${command} cannot be started`, { cause: error })))
    child.once('spawn', () => {
      if (child.pid !== undefined) resolve(child.pid)
    })
  })
}

/**
 * Ends the process a record names, if it still runs and is the same one: numbers are used again, so the moment of
 * birth must agree too.
 */
export async function endLeftover(recordFile: string): Promise<void> {
  if (!existsSync(recordFile)) return
  const { pid, born } = readRecord(recordFile)
  rmSync(recordFile, { force: true })
  if (pid === 0 || birthOf(pid) !== born) return
  for (const signal of ['SIGINT', 'SIGKILL'] as const) {
    process.kill(pid, signal)
    const gone = await waitUntil('end of a leftover process', () => (birthOf(pid) === born ? undefined : true), 8000).catch(() => false)
    if (gone) return
  }
}

function readRecord(file: string): { pid: number; born: string } {
  try {
    const record: { pid?: unknown; born?: unknown } = JSON.parse(readFileSync(file, 'utf8'))
    return { pid: Number.isSafeInteger(record.pid) ? Number(record.pid) : 0, born: String(record.born) }
  } catch {
    // The record was cut short by the crash it was made for.
    return { pid: 0, born: '' }
  }
}

/** When a process was started, in the kernel's ticks; `gone` for none; `unknown` where the system does not say. */
function birthOf(pid: number): string {
  try {
    process.kill(pid, 0)
  } catch {
    return 'gone'
  }
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8')
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
    return fields[0] === 'Z' ? 'gone' : (fields[19] ?? 'unknown')
  } catch {
    return 'unknown'
  }
}

/** Whether a process of this number is there and not just waiting to be taken note of. */
export function isAlive(pid: number): boolean {
  return birthOf(pid) !== 'gone'
}

/**
 * Claims a folder for this process until it ends, so that two starts never work on the same state.
 * @throws when another process that is still there holds it
 */
export function claimFolder(dir: string): void {
  const file = join(dir, 'holder.json')
  if (existsSync(file)) {
    const { pid, born } = readRecord(file)
    if (pid !== 0 && pid !== process.pid && birthOf(pid) === born)
      throw new Error(`The network of ${dir} runs already, as process ${pid}: stop that one first (Ctrl-C).`)
  }
  mkdirSync(dir, { recursive: true })
  writeFileSync(file, JSON.stringify({ pid: process.pid, born: birthOf(process.pid) }))
}

/** Gives a claimed folder back. */
export function releaseFolder(dir: string): void {
  rmSync(join(dir, 'holder.json'), { force: true })
}

/** The last lines of a log, for the screen; empty when there is none. */
export function lastLines(logFile: string, count = 20): string[] {
  if (!existsSync(logFile)) return []
  return readFileSync(logFile, 'utf8').trimEnd().split('\n').slice(-count)
}
