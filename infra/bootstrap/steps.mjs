// One line per step with its seconds; every command's output goes to a log file of its own.
import { spawn } from 'node:child_process'
import { closeSync, mkdirSync, openSync, readFileSync } from 'node:fs'
import { constants } from 'node:os'
import { dirname, join, relative } from 'node:path'
import { fileURLToPath } from 'node:url'

/** The top folder of the project. */
export const ROOT = dirname(dirname(dirname(fileURLToPath(import.meta.url))))
/** Where everything fetched is kept; deleting the folder costs only time. */
export const TOOLS = join(ROOT, '.tools')
const LOGS = join(TOOLS, 'log')

/** A step that did not work: what happened, what to do, and the log that tells more. */
export class StepFailed extends Error {
  /**
   * @param {string} what one sentence: what did not work
   * @param {string} advice one sentence: what to do about it
   * @param {string} [logFile] the log of the command that failed
   */
  constructor(what, advice, logFile) {
    super(what)
    this.name = 'StepFailed'
    this.advice = advice
    this.logFile = logFile
  }
}

/** @param {string} line */
export function say(line) {
  process.stdout.write(`${line}\n`)
}

/**
 * Runs one step and prints one line when it ends; `progress` prints a line before something slow begins.
 * @template {{ detail: string }} T
 * @param {string} title
 * @param {(progress: (what: string) => void) => Promise<T>} work
 * @returns {Promise<T>}
 */
export async function step(title, work) {
  const started = Date.now()
  const seconds = () => `${((Date.now() - started) / 1000).toFixed(1)} s`
  try {
    const result = await work((what) => say(`  · ${title}: ${what}`))
    say(`  ✓ ${title}: ${result.detail} (${seconds()})`)
    return result
  } catch (error) {
    say(`  ✗ ${title} (${seconds()})`)
    throw error
  }
}

/**
 * Runs a command quietly; rejects with StepFailed when it fails, cannot be started, or outlives its time.
 * @param {string} logName name of the log, without ending
 * @param {string} file
 * @param {string[]} args
 * @param {{ advice: string, env?: Record<string, string>, cwd?: string, timeoutMs?: number }} options
 * @returns {Promise<void>}
 */
export async function runQuietly(logName, file, args, { advice, env = {}, cwd = ROOT, timeoutMs = 15 * 60_000 }) {
  mkdirSync(LOGS, { recursive: true })
  const logFile = join(LOGS, `${logName}.log`)
  const log = openSync(logFile, 'w')
  try {
    await new Promise((resolve, reject) => {
      const fail = (/** @type {string} */ how) => reject(new StepFailed(`${file} ${args[0] ?? ''}: ${how}`, advice, logFile))
      const child = spawn(file, args, {
        cwd,
        env: { ...process.env, ...env },
        stdio: ['ignore', log, log],
        shell: process.platform === 'win32',
      })
      const timer = setTimeout(() => {
        child.kill()
        fail(`took longer than ${timeoutMs / 1000} s`)
      }, timeoutMs)
      child.once('error', (error) => {
        clearTimeout(timer)
        fail(error.message)
      })
      child.once('close', (code, signal) => {
        clearTimeout(timer)
        if (code === 0) resolve(undefined)
        else fail(signal ? `ended by ${signal}` : `ended with ${code}`)
      })
    })
  } finally {
    closeSync(log)
  }
}

/**
 * What a short command answers on its standard output, or undefined when it is not there, fails, or takes longer than five seconds.
 * @param {string} file
 * @param {string[]} args
 * @returns {Promise<string | undefined>}
 */
export async function ask(file, args) {
  return new Promise((resolve) => {
    // What a launcher complains of beside its answer is no part of the answer.
    const child = spawn(file, args, { cwd: ROOT, stdio: ['ignore', 'pipe', 'ignore'], shell: process.platform === 'win32' })
    let text = ''
    const timer = setTimeout(() => child.kill('SIGKILL'), 5000)
    child.stdout.on('data', (part) => {
      text += part
    })
    child.once('error', () => {
      clearTimeout(timer)
      resolve(undefined)
    })
    child.once('close', (code) => {
      clearTimeout(timer)
      resolve(code === 0 ? text.trim() : undefined)
    })
  })
}

/** Who started this process; npm puts a shell between, which npm ends and which tells nobody. */
const PARENT = process.ppid
const PARENT_LOOKED_AFTER_MS = 500

/**
 * Runs the command itself with the terminal's own input and output; answers its exit code.
 * However this process is asked to end, the child is asked by SIGTERM: after the Ctrl-C that reached it from the terminal that says nothing new.
 * Under npm the end of the shell between counts as asking, because `kill` of npm reaches no further than that shell.
 * @param {string} file
 * @param {string[]} args
 * @param {string} cwd
 * @returns {Promise<number>}
 */
export async function runInForeground(file, args, cwd) {
  return new Promise((resolve, reject) => {
    const child = spawn(file, args, { cwd, stdio: 'inherit' })
    const end = () => child.kill('SIGTERM')
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, end)
    const look = setInterval(() => {
      if (process.env.npm_lifecycle_event === undefined || process.ppid === PARENT) return
      clearInterval(look)
      end()
    }, PARENT_LOOKED_AFTER_MS)
    child.once('error', reject)
    child.once('close', (code, signal) => {
      clearInterval(look)
      resolve(code ?? 128 + (signal ? constants.signals[signal] : 0))
    })
  })
}

/**
 * The last 20 lines of the step's log, the log's name, and what to do. Addresses are left out: they may carry
 * names and tokens of the machine's own mirrors.
 * @param {StepFailed} failure
 */
export function tellFailure(failure) {
  say('')
  if (failure.logFile) {
    const lines = readFileSync(failure.logFile, 'utf8').trimEnd().split('\n').slice(-20)
    for (const line of lines) say(`    ${line.replaceAll(/\b[a-z][a-z+]*:\/\/\S+/gi, '(address)')}`)
    say(`  Log: ${relative(process.cwd(), failure.logFile)}`)
  }
  say(`  ${failure.message}`)
  say(`  ${failure.advice}`)
}
