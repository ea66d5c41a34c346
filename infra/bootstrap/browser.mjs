// Chromium for the browser tests. Its absence is not a failure: those tests are then skipped, with the reason.
import { existsSync } from 'node:fs'
import { aptGet, isRoot } from './debian.mjs'
import { ask } from './steps.mjs'

const CHROMIUM = '/usr/bin/chromium'

/**
 * Sets CHROMIUM to the executable, or NO_BROWSER to the reason why there is none.
 * @param {(what: string) => void} progress
 * @returns {Promise<{ detail: string, env: Record<string, string> }>}
 */
export async function findBrowser(progress) {
  const given = process.env.CHROMIUM ?? CHROMIUM
  if (existsSync(given)) return found(given)
  if (!isRoot()) return none('Chromium is not installed, and only root can install it')
  progress('installing Chromium with apt-get')
  try {
    await aptGet('chromium', ['install', '-y', '-q', '--no-install-recommends', 'chromium'])
  } catch (error) {
    return none(`Chromium could not be installed: ${error instanceof Error ? error.message : String(error)}`)
  }
  return existsSync(CHROMIUM) ? found(CHROMIUM) : none('apt-get ended well, but there is no Chromium')
}

async function found(executable) {
  return { detail: (await ask(executable, ['--version', '--no-sandbox'])) ?? executable, env: { CHROMIUM: executable } }
}

function none(reason) {
  return { detail: `none; browser tests will be skipped: ${reason}`, env: { NO_BROWSER: reason } }
}
