// Chromium for the browser tests. Its absence is not a failure: those tests are then skipped, with the reason.
import { existsSync } from 'node:fs'
import { aptGet, isRoot } from './debian.mjs'
import { ask } from './steps.mjs'

/** The shell is the same Chromium without windows to draw: it takes half the processor time. Either will do. */
const PROGRAMS = ['chromium-headless-shell', 'chromium']
/** How long it is waited for one where another is there already, milliseconds. */
const RATHER_MS = 120_000

/**
 * Sets CHROMIUM to the executable, or NO_BROWSER to the reason why there is none.
 * @param {(what: string) => void} progress
 * @returns {Promise<{ detail: string, env: Record<string, string> }>}
 */
export async function findBrowser(progress) {
  const given = process.env.CHROMIUM
  if (given) return existsSync(given) ? found(given) : none(`CHROMIUM names ${given}, which is not there`)
  const problems = []
  const some = PROGRAMS.some((name) => existsSync(`/usr/bin/${name}`))
  for (const name of PROGRAMS) {
    const program = `/usr/bin/${name}`
    if (!existsSync(program)) problems.push(await install(name, some, progress))
    if (existsSync(program)) return found(program)
  }
  return none(problems.join('; '))
}

/** Installs one of them where that can be done; answers what was in the way. */
async function install(name, some, progress) {
  if (!isRoot()) return `${name} is not installed, and only root can install it`
  progress(`installing ${name} with apt-get`)
  try {
    await aptGet(name, ['install', '-y', '-q', '--no-install-recommends', name], some ? { timeoutMs: RATHER_MS } : {})
    return `apt-get ended well, but there is no ${name}`
  } catch (error) {
    return `${name} could not be installed: ${error instanceof Error ? error.message : String(error)}`
  }
}

async function found(executable) {
  return { detail: (await ask(executable, ['--version', '--no-sandbox'])) ?? executable, env: { CHROMIUM: executable } }
}

function none(reason) {
  return { detail: `none; browser tests will be skipped: ${reason}`, env: { NO_BROWSER: reason } }
}
