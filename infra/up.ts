import { existsSync, readFileSync, rmSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { parseArgs } from 'node:util'
import { isAlive } from './child.ts'
import { type Network, startNetwork } from './network.ts'
import { forgetPostgres } from './postgres/server.ts'
import { lastScreen } from './screen.ts'
import { seedDemonstration } from './seed.ts'

const ROOT = dirname(import.meta.dirname)
const STATE = join(ROOT, '.state', 'network')
/** `--once` leaves what it made for whoever wants to look at it, and begins anew each time. */
const ONCE = join(ROOT, '.state', 'once')

const USAGE = `npm start                 starts the network and leaves it running until Ctrl-C
npm start -- --once       starts a fresh network, plays the journeys, stops everything; ends with 0 when every step happened
npm start -- --reset      forgets everything the network kept, then starts it
npm start -- --only a,b   starts only these organisations`

const say = (line: string): void => {
  process.stdout.write(`${line}\n`)
}

/** Plays the journeys on a running network; rejects at the first step that did not happen. */
type PlayJourneys = (network: Network, report: (line: string) => void) => Promise<void>

async function main(args: string[]): Promise<number> {
  let options: { once?: boolean; reset?: boolean; only?: string; help?: boolean }
  try {
    options = parseArgs({
      args,
      options: { once: { type: 'boolean' }, reset: { type: 'boolean' }, only: { type: 'string' }, help: { type: 'boolean' } },
    }).values
  } catch (error) {
    say(`${error instanceof Error ? error.message : 'That is not understood.'}\n\n${USAGE}`)
    return 2
  }
  if (options.help) {
    say(USAGE)
    return 0
  }
  const stateDir = options.once ? ONCE : STATE
  if (options.reset || options.once) forget(stateDir)

  const fresh = !existsSync(stateDir)
  const starting = new AbortController()
  const stopped = askedToStop()
  void stopped.then(() => starting.abort(new Error('Stopped before everything was up.')))
  const network = await startNetwork({
    root: ROOT,
    stateDir,
    report: say,
    signal: starting.signal,
    ports: options.once ? 'free' : 'usual',
    ...(options.only ? { only: options.only.split(',') } : {}),
  })
  try {
    if (options.once) return await playOnce(network, stopped)
    if (fresh && !options.only) await seedDemonstration(network, say)
    say(lastScreen(network))
    await stopped
    say('\nStopping …')
    return 0
  } finally {
    await network.stop()
    say('Everything is stopped.')
  }
}

/** Resolves at the first Ctrl-C or SIGTERM; a second Ctrl-C ends this process at once. */
function askedToStop(): Promise<void> {
  return new Promise((resolve) => {
    let asked = false
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
      process.on(signal, () => {
        if (asked && signal === 'SIGINT') process.exit(130)
        asked = true
        resolve()
      })
    }
  })
}

async function playOnce(network: Network, stopped: Promise<void>): Promise<number> {
  const file = join(ROOT, 'test/federation/journeys.ts')
  const { playJourneys }: { playJourneys: PlayJourneys } = await import(pathToFileURL(file).href)
  const ended = await Promise.race([
    playJourneys(network, say).then(
      () => 'played' as const,
      (error: unknown) => (error instanceof Error ? error : new Error(String(error))),
    ),
    stopped.then(() => 'stopped' as const),
  ])
  if (ended === 'played') {
    say('Every step happened.')
    return 0
  }
  say(ended === 'stopped' ? 'Stopped before the end.' : `A step did not happen: ${ended.stack ?? ended.message}`)
  return 1
}

function forget(stateDir: string): void {
  const holder = join(stateDir, 'holder.json')
  if (existsSync(holder)) {
    const { pid }: { pid?: number } = JSON.parse(readFileSync(holder, 'utf8'))
    if (pid !== undefined && isAlive(pid))
      throw new Error(`The network of ${stateDir} runs already, as process ${pid}: stop that one first (Ctrl-C).`)
  }
  forgetPostgres(join(stateDir, 'postgres'))
  rmSync(stateDir, { recursive: true, force: true })
}

try {
  process.exitCode = await main(process.argv.slice(2))
} catch (error) {
  say(`\n  ✗ ${error instanceof Error ? error.message : String(error)}`)
  if (error instanceof Error && error.cause instanceof Error) say(`    because: ${error.cause.message}`)
  process.exitCode = 1
}
