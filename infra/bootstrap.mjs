// The one door behind `npm start` and `npm test`: brings what the command needs, then runs it.
// Plain JavaScript without dependencies, because it runs before anything is installed, on Node 18 and later.
//
//   node infra/bootstrap.mjs start|test|test-adversary|test-browser|test-faults|test-rights|test-long|bench|simulate|new [arguments]
import { join } from 'node:path'
import { findBrowser } from './bootstrap/browser.mjs'
import { findBusServer } from './bootstrap/bus-server.mjs'
import { findNode } from './bootstrap/node.mjs'
import { installPackages } from './bootstrap/packages.mjs'
import { ROOT, runInForeground, StepFailed, say, step, TOOLS, tellFailure } from './bootstrap/steps.mjs'

/** What each command runs, and what it needs besides Node and the packages. */
const COMMANDS = {
  start: { script: ['infra/up.ts'], bus: true, browser: false },
  test: { script: ['test/run.ts'], bus: true, browser: true },
  'test-adversary': { script: ['test/run.ts', '--suite', 'adversary'], bus: true, browser: false },
  'test-browser': { script: ['test/run.ts', '--suite', 'browser'], bus: true, browser: true },
  'test-faults': { script: ['test/run.ts', '--suite', 'faults'], bus: true, browser: false },
  'test-rights': { script: ['test/run.ts', '--suite', 'rights'], bus: true, browser: false },
  'test-long': { script: ['test/run.ts', '--long'], bus: true, browser: false },
  bench: { script: ['test/load/bench.ts'], bus: true, browser: false },
  simulate: { script: ['test/simulation/simulate.ts'], bus: false, browser: false },
  new: { script: ['infra/new.ts'], bus: false, browser: false },
}

async function main([name, ...rest]) {
  const command = Object.hasOwn(COMMANDS, name ?? '') ? COMMANDS[name] : undefined
  if (!command) {
    say(`Say one of: ${Object.keys(COMMANDS).join(', ')}.`)
    return 2
  }
  const args = rest[0] === '--' ? rest.slice(1) : rest
  // The fast test run is types, lint and unit tests: no server, no browser.
  const needsServers = !(name === 'test' && args.includes('--fast'))

  const node = await step('Node', () => findNode())
  process.env.PATH = node.path
  // Compiled code is kept between starts: the second one is a second faster.
  process.env.NODE_COMPILE_CACHE ??= join(TOOLS, 'compile-cache')

  // Each step waits for the network or for a compiler, so they go side by side; a failure stops the rest at the end.
  const steps = [step('Packages', (progress) => installPackages(progress))]
  if (command.bus && needsServers) steps.push(step('Bus server', (progress) => findBusServer(progress)))
  if (command.browser && needsServers) steps.push(step('Browser', (progress) => findBrowser(progress)))
  const ended = await Promise.allSettled(steps)
  const failed = ended.find((one) => one.status === 'rejected')
  if (failed) throw failed.reason
  for (const one of ended) Object.assign(process.env, one.value.env ?? {})

  return runInForeground(node.executable, [...command.script, ...args], ROOT)
}

try {
  process.exitCode = await main(process.argv.slice(2))
} catch (error) {
  if (!(error instanceof StepFailed)) throw error
  tellFailure(error)
  process.exitCode = 1
}
