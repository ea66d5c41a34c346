// Debian's package tool, one call at a time: two of them fight for its lock.
import { existsSync } from 'node:fs'
import { runQuietly, StepFailed } from './steps.mjs'

let turn = Promise.resolve()

/** @returns {boolean} */
export function isRoot() {
  return typeof process.getuid === 'function' && process.getuid() === 0
}

/**
 * Runs apt-get after bringing its lists up to date (which needs root; as an ordinary user the lists at hand must do).
 * @param {string} logName
 * @param {string[]} args
 * @param {{ cwd?: string, timeoutMs?: number }} [more]
 * @returns {Promise<void>}
 */
export function aptGet(logName, args, more = {}) {
  const work = async () => {
    if (!existsSync('/usr/bin/apt-get')) throw new StepFailed('This machine has no apt-get.', 'Install the program by hand.')
    const options = {
      advice: 'See that apt-get works on this machine.',
      env: { DEBIAN_FRONTEND: 'noninteractive' },
      ...more,
    }
    if (isRoot()) await runQuietly(`${logName}-lists`, 'apt-get', ['update', '-q'], options)
    await runQuietly(logName, 'apt-get', args, options)
  }
  const mine = turn.then(work)
  turn = mine.catch(() => undefined)
  return mine
}
