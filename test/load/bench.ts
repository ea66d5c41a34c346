import { chmodSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { loadavg, tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { parseArgs } from 'node:util'
import { findBusServerProgram } from '../../infra/nats/server.ts'
import { startNetwork } from '../../infra/network.ts'
import { forgetPostgres } from '../../infra/postgres/server.ts'
import { type AbsoluteFigures, idleMemory, readySeconds, wholeDemonstration } from './absolute.ts'
import { startCollector } from './collector.ts'
import { ONLY, OTHER, RECIPIENT, SENDER } from './ends.ts'
import { type Held, heldTable } from './goals.ts'
import { type Instead, measureInstead } from './instead.ts'
import { measureMembers } from './members.ts'
import { openProduct } from './product.ts'
import { absoluteTable, type Round, ratioTable, roundTable } from './report.ts'
import { findRuler, type Ruler } from './ruler.ts'

const ROOT = dirname(dirname(import.meta.dirname))

const USAGE = `npm run bench -- [options]     measures the closed loop beside the ruler (DESIGN §13); nothing is asserted
  --rounds N        alternating rounds of ruler and product (3)
  --seconds N       length of one measurement (8)      --warmup N   before it (4; with --rate 25)
  --inflight LIST   loops in flight (1,8,64)
  --parts LIST      of ruler, loop, disclosure, absolute (all)
  --backlog N       instead: a member was away for N referrals and catches up (100000)
  --rate N          instead: N referrals a second, whether or not earlier ones are done (50)
  --members LIST    instead: buses with so many members (5,50,500,5000)
  --fsync MS        instead: every flush of a commit so much longer (5)
  --inbox LIST      instead: a page of the work list at so many rows (10000,10000000)
  --profile DIR     a CPU profile of every service (read by: node test/load/profile.ts DIR); costs speed
  --json            everything as JSON instead of tables`

interface Options {
  readonly rounds: number
  readonly seconds: number
  readonly warmup: number
  readonly inflight: readonly number[]
  readonly parts: ReadonlySet<string>
  readonly profile: string | undefined
  readonly json: boolean
  /** What is measured instead of the loop; nothing of it when empty. */
  readonly instead: Instead
}

function readOptions(args: string[]): Options | undefined {
  const { values } = parseArgs({
    args,
    options: {
      rounds: { type: 'string', default: '3' },
      seconds: { type: 'string', default: '8' },
      warmup: { type: 'string' },
      inflight: { type: 'string', default: '1,8,64' },
      parts: { type: 'string', default: 'ruler,loop,disclosure,absolute' },
      profile: { type: 'string' },
      backlog: { type: 'string' },
      rate: { type: 'string' },
      members: { type: 'string' },
      fsync: { type: 'string' },
      inbox: { type: 'string' },
      json: { type: 'boolean', default: false },
      help: { type: 'boolean' },
    },
  })
  if (values.help) return undefined
  return {
    rounds: Number(values.rounds),
    seconds: Number(values.seconds),
    // At a rate so far below the most it takes a service this long to compile its own code.
    warmup: Number(values.warmup ?? (values.rate === undefined ? 4 : 25)),
    inflight: numbers(values.inflight),
    instead: {
      ...(values.backlog === undefined ? {} : { backlog: Number(values.backlog) }),
      ...(values.rate === undefined ? {} : { rate: Number(values.rate) }),
      ...(values.members === undefined ? {} : { members: numbers(values.members) }),
      ...(values.fsync === undefined ? {} : { fsyncMs: Number.parseFloat(values.fsync) }),
      ...(values.inbox === undefined ? {} : { inbox: numbers(values.inbox) }),
    },
    parts: new Set(values.parts.split(',')),
    profile: values.profile,
    json: values.json,
  }
}

const numbers = (list: string): number[] => list.split(',').map(Number)

async function main(options: Options): Promise<void> {
  const stopping = new AbortController()
  const stopped = new Promise<never>((_, reject) => {
    for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => stopping.abort(new Error('Stopped before the end.')))
    stopping.signal.addEventListener('abort', () => reject(stopping.signal.reason))
  })
  // Nobody may be waiting for it at the moment.
  stopped.catch(() => undefined)
  const say = (line: string): void => {
    if (!options.json) process.stdout.write(`${line}\n`)
  }
  const home = mkdtempSync(join(tmpdir(), 'bench-'))
  // Postgres runs as another user when we are root, and has to pass through.
  chmodSync(home, 0o711)
  const stateDir = join(home, 'state')
  try {
    say(
      `# ${SENDER.slug} → ${RECIPIENT.slug}; load ${loadavg()
        .map((one) => one.toFixed(1))
        .join(' ')}`,
    )
    if (options.profile !== undefined) process.env.NODE_OPTIONS = `--cpu-prof --cpu-prof-dir=${options.profile}`
    const { instead } = options
    const held: Held[] = []
    if (instead.members) held.push(...(await measureMembers(ROOT, instead.members, say)))
    const wanted = Object.keys(instead).filter((name) => name !== 'members')
    if (wanted.length === 0 && instead.members) return report(options, held, say)

    const collector = await startCollector()
    const network = await startNetwork({
      root: ROOT,
      stateDir,
      only: instead.backlog === undefined ? ONLY : [...ONLY, OTHER],
      otlpUrl: collector.url,
      signal: stopping.signal,
      report: (line) => say(`#${line}`),
    })
    let absolute: AbsoluteFigures | undefined
    const rounds: Round[] = []
    const measure = async (): Promise<void> => {
      const small =
        wanted.length === 0 && options.parts.has('absolute')
          ? { idleMb: await idleMemory(network, RECIPIENT.slug), readySeconds: await readySeconds(network, RECIPIENT.slug) }
          : undefined
      const ruler = options.parts.has('ruler')
        ? await findRuler(
            ROOT,
            home,
            {
              postgresPid: network.postgres.pid(),
              natsProgram: process.env.NATS_URL ? undefined : findBusServerProgram(ROOT).program,
            },
            stopping.signal,
          )
        : 'it was not asked for'
      if (small) absolute = { ...small, whole: undefined, wholeNot: undefined }
      if (wanted.length > 0) {
        if (typeof ruler === 'string') say(`# Without the ruler: ${ruler}.`)
        held.push(...(await measureInstead({ ...options, network, ruler: typeof ruler === 'string' ? undefined : ruler, say })))
        return
      }
      if (!['ruler', 'loop', 'disclosure'].some((part) => options.parts.has(part))) return
      if (typeof ruler === 'string') say(`# Without the ruler: ${ruler}.`)
      const product = await openProduct(network)
      for (let round = 0; round < options.rounds; round++) {
        rounds.push(await playRound(options, typeof ruler === 'string' ? undefined : ruler, product))
        const last = rounds.at(-1)
        if (last)
          say(`\nround ${round + 1} of ${options.rounds}; load ${last.load.map((one) => one.toFixed(1)).join(' → ')}\n${roundTable(last)}`)
      }
      await product.close()
    }
    try {
      await Promise.race([measure(), stopped])
      const { requests, kb } = collector.received()
      say(`# Tracing was on: ${requests} batches of spans, ${Math.round(kb)} KB, went to a collector that keeps none.`)
    } catch (error) {
      for (const { slug, logFile } of network.organisations) for (const line of faults(logFile)) process.stderr.write(`${slug}: ${line}\n`)
      throw error
    } finally {
      await network.stop()
      await collector.stop()
      delete process.env.NODE_OPTIONS
    }
    if (wanted.length > 0) return report(options, held, say)
    // Only now, alone on the machine.
    if (absolute) {
      const whole = await wholeDemonstration(ROOT, say, stopping.signal)
      absolute = typeof whole === 'string' ? { ...absolute, wholeNot: whole } : { ...absolute, whole }
    }
    if (options.json) process.stdout.write(`${JSON.stringify({ rounds, absolute }, undefined, 1)}\n`)
    const ratios = ratioTable(rounds)
    if (ratios !== '') say(`\n${ratios}`)
    if (absolute) say(`\n${absoluteTable(absolute)}`)
  } finally {
    forgetPostgres(join(stateDir, 'postgres'))
    rmSync(home, { recursive: true, force: true })
  }
}

function report({ json }: Options, held: readonly Held[], say: (line: string) => void): void {
  if (json) process.stdout.write(`${JSON.stringify(held, undefined, 1)}\n`)
  say(`\n${heldTable('under load and faults', held)}`)
}

/** The last faults a service wrote down, for when the bench fails: its log goes with the state. */
function faults(logFile: string): string[] {
  return readFileSync(logFile, 'utf8')
    .split('\n')
    .filter((line) => line.includes('"msg":"fault"'))
    .slice(-2)
}

async function playRound(options: Options, ruler: Ruler | undefined, product: Awaited<ReturnType<typeof openProduct>>): Promise<Round> {
  const { seconds, warmup, inflight } = options
  const before = loadavg()[0] ?? Number.NaN
  const byRuler = ruler ? await ruler.measure(inflight, seconds, warmup) : []
  const byProduct = []
  if (options.parts.has('loop')) for (const one of inflight) byProduct.push(await product.measure({ inflight: one, seconds, warmup }))
  const most = Math.max(...inflight)
  const disclosure = options.parts.has('disclosure')
    ? await product.measure({ inflight: most, seconds, warmup, disclosure: true })
    : undefined
  return { ruler: byRuler, product: byProduct, disclosure, load: [before, loadavg()[0] ?? Number.NaN] }
}

const options = readOptions(process.argv.slice(2))
if (options) {
  try {
    await main(options)
  } catch (error) {
    process.stderr.write(`${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`)
    process.exitCode = 1
  }
  // Loops that were under way when it was stopped still wait for answers.
  process.exit()
} else process.stdout.write(`${USAGE}\n`)
