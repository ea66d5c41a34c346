import { execFileSync } from 'node:child_process'
import { existsSync, mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { delimiter, join } from 'node:path'
import { type Child, lastLines, startChild } from '../child.ts'
import { waitUntil } from '../wait-until.ts'
import { type BusServerGrade, canSyncAlways, gradeOf } from './grade.mjs'
import { lintBusConfig } from './lint.ts'

/** A nats-server program and what it is good for. */
export interface BusServerProgram {
  readonly program: string
  /** Such as `2.14.9`. */
  readonly version: string
  readonly grade: Exclude<BusServerGrade, 'refused'>
}

/**
 * Finds the nats-server: the one NATS_SERVER names, the one kept in `.tools`, or one in PATH; the best grade first.
 * @throws when there is none that the bus runs on
 */
export function findBusServerProgram(root: string): BusServerProgram {
  const given = process.env.NATS_SERVER
  const places = given
    ? [given]
    : [
        join(root, '.tools/bin/nats-server'),
        ...(process.env.PATH ?? '').split(delimiter).map((dir) => join(dir, 'nats-server')),
        join(root, '.tools/debian-nats-server/usr/sbin/nats-server'),
      ]
  const found = places
    .filter((place) => existsSync(place))
    .map(inspect)
    .filter((one) => one !== undefined)
  const best = found.find((one) => one.grade === 'production') ?? found[0]
  if (!best) throw new Error('No nats-server that the bus runs on: set NATS_SERVER to one of version 2.14.5 or later, below 2.15.')
  return best
}

function inspect(program: string): BusServerProgram | undefined {
  const version = /v(\d+\.\d+\.\d+)/.exec(execFileSync(program, ['--version'], { encoding: 'utf8' }))?.[1]
  if (version === undefined) return undefined
  const grade = gradeOf(version)
  return grade === 'refused' ? undefined : { program, version, grade }
}

/** What the server needs to know; everything else it learns from signed accounts. */
export interface BusServerOptions {
  readonly dir: string
  readonly program: BusServerProgram
  readonly port: number
  readonly monitorPort: number
  /** Set when it is one of several servers: where it listens for the others, and where they do. */
  readonly cluster?: { readonly name: string; readonly port: number; readonly others: readonly number[] }
  readonly operatorJwt: string
  readonly systemAccount: string
  /** Signed accounts by public key that must be there before the first connection. */
  readonly preload: Readonly<Record<string, string>>
}

/**
 * Starts nats-server on the loopback address and waits until it answers. Accounts live in a `full` resolver, so new
 * ones are pushed to the running server.
 * @throws when it is not there after two minutes, with the end of its log: thousands of streams are read one after the other
 */
export async function startBusServer(options: BusServerOptions): Promise<Child> {
  const { dir, program, monitorPort } = options
  mkdirSync(dir, { recursive: true, mode: 0o700 })
  const logFile = join(dir, 'server.log')
  const config = join(dir, 'server.conf')
  writeFileSync(config, checkedConfiguration(options), { mode: 0o600 })
  rmSync(logFile, { force: true })
  const child = await startChild({ command: program.program, args: ['-c', config], logFile, recordFile: join(dir, 'server.pid.json') })
  try {
    await waitUntil(
      'nats-server',
      async () => {
        if (child.hasEnded()) return 'ended'
        // The server only: a stream it cannot read any more is the operator's to make anew.
        return (await fetch(`http://127.0.0.1:${monitorPort}/healthz?js-server-only=true`)).ok ? 'ready' : undefined
      },
      120_000,
    )
    if (child.hasEnded()) throw new Error('nats-server ended at once')
  } catch (error) {
    await child.kill()
    throw new Error(`nats-server did not start:\n${lastLines(logFile).join('\n')}`, { cause: error })
  }
  return child
}

/**
 * The server's settings, read by the linter as an operator's would be: what nobody may do is refused; what only production
 * needs stands at the head of the file.
 * @throws with every finding
 */
function checkedConfiguration(options: BusServerOptions): string {
  const text = configuration(options)
  const findings = lintBusConfig(text, options.program.version)
  const refused = findings.filter(({ demonstration }) => !demonstration)
  if (refused.length > 0)
    throw new Error(`The bus is not started with these settings:\n${refused.map(({ sentence }) => sentence).join('\n')}`)
  return `${findings.map(({ sentence }) => `# Not for production: ${sentence}\n`).join('')}${text}`
}

function configuration({ dir, program, port, monitorPort, cluster, operatorJwt, systemAccount, preload }: BusServerOptions): string {
  // An acknowledged message must survive a power failure; without this the server writes to disk every two minutes.
  const sync = canSyncAlways(program.version) ? 'sync_interval: always' : ''
  const others = cluster?.others.map((other) => `"nats://127.0.0.1:${other}"`).join(', ')
  return `server_name: ${cluster?.name ?? 'hub'}
listen: "127.0.0.1:${port}"
http: "127.0.0.1:${monitorPort}"
max_payload: 600000
jetstream { store_dir: "${join(dir, 'jetstream')}"
  ${sync} }
${cluster ? `cluster { name: ihala, listen: "127.0.0.1:${cluster.port}", routes: [${others}] }` : ''}
operator: ${operatorJwt}
system_account: ${systemAccount}
resolver { type: full, dir: "${join(dir, 'accounts')}", allow_delete: false, interval: "2m" }
resolver_preload {
${Object.entries(preload)
  .map(([account, jwt]) => `  ${account}: ${jwt}`)
  .join('\n')}
}
`
}
