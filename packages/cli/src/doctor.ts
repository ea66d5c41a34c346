import { statfs } from 'node:fs/promises'
import { dirname } from 'node:path'
import { type BusFacts, exchangeFigures, natsBus } from '@ihala/exchange'
import {
  busProblems,
  type Config,
  KeyringProblem,
  loadKeyring,
  MigrationProblem,
  type MigrationSource,
  migrationState,
  openPool,
} from '@ihala/kit'
import type { Sql } from 'postgres'
import type { Figure, Saying } from './doctor.words.ts'
import { escrowIsOld } from './escrow.ts'
import { hasTable } from './shape.ts'

/** How something is: in order, to be looked at, or in the way of the service. */
export type Verdict = 'good' | 'notice' | 'bad'

/** One thing the doctor found. */
export interface Finding {
  readonly verdict: Verdict
  readonly saying: Saying
  readonly figures: Readonly<Record<string, Figure>>
}

/** What the doctor looks at. */
export interface DoctorOptions {
  readonly config: Config
  readonly sources: readonly MigrationSource[]
  readonly now: () => Date
}

const found = (verdict: Verdict, saying: Saying, figures: Readonly<Record<string, Figure>> = {}): Finding => ({ verdict, saying, figures })

const DAY = 86_400
const HOUR = 3_600
/** A key whose end is nearer than its overlap (DESIGN §6) should have a successor. */
const KEY_NOTICE_DAYS = 14
const OUTBOX_NOTICE = HOUR
const OUTBOX_BAD = DAY
/** Beyond 5 minutes messages are refused; half a minute is a clock nobody looks after. */
const CLOCK_NOTICE = 5
const CLOCK_BAD = 60
const GIB = 2 ** 30
const DISK_NOTICE_GIB = 5
const DISK_BAD_GIB = 1
const ANSWER_MS = 5_000

/** Whether this Node.js is one the services run on. */
export function nodeFinding(version: string): Finding {
  return Number(version.split('.')[0]) >= 24 ? found('good', 'node-good', { version }) : found('bad', 'node-bad', { version })
}

/** Looks at everything an organisation's service needs. Changes nothing, and says nothing of people. */
export async function examine(options: DoctorOptions): Promise<readonly Finding[]> {
  const { config } = options
  return [
    ...keyringFindings(options),
    ...(await databaseFindings(options)),
    ...(await busFindings(config)),
    await issuerClock(options),
    await disk(config),
  ]
}

function keyringFindings({ config, now }: DoctorOptions): Finding[] {
  const { keyDir, kekFile, environment } = config
  const apart = dirname(kekFile) !== keyDir
  const kek = apart ? found('good', 'kek-good') : found(environment === 'production' ? 'bad' : 'notice', 'kek-bad')
  try {
    const keys = loadKeyring({ dir: keyDir, kekFile, clock: now, production: environment === 'production' }).publicKeys()
    const end = Math.max(...keys.filter(({ use }) => use === 'sig').map(({ exp }) => exp))
    const days = Math.floor((end - now().getTime() / 1000) / DAY)
    return [days < KEY_NOTICE_DAYS ? found('notice', 'keyring-ending', { days }) : found('good', 'keyring-good', { days }), kek]
  } catch (fault) {
    if (!(fault instanceof KeyringProblem)) throw fault
    return [found('bad', 'keyring-bad', { problem: fault.message }), kek]
  }
}

async function databaseFindings({ config, sources, now }: DoctorOptions): Promise<Finding[]> {
  const app = openPool(config.databaseUrl, { max: 1, name: 'ihala doctor', actor: 'system' })
  try {
    const asked = now().getTime()
    const [server] = await app<[{ version: string; number: number; seconds: number }]>`
      select current_setting('server_version') as version, current_setting('server_version_num')::int as number,
        extract(epoch from clock_timestamp())::float8 as seconds`
    const { version } = server
    const findings = [
      server.number >= 150_000 ? found('good', 'database-good', { version }) : found('bad', 'database-old', { version }),
      clock(Math.abs(server.seconds - (asked + now().getTime()) / 2000), 'PostgreSQL'),
    ]
    return [...findings, ...(await stateFindings(app, sources)), ...(await contentFindings(app, config, now))]
  } catch (fault) {
    const { code } = fault as { code?: unknown }
    return [found('bad', 'database-away', { code: String(code ?? 'unknown') })]
  } finally {
    await app.end({ timeout: 5 })
  }
}

async function stateFindings(app: Sql, sources: readonly MigrationSource[]): Promise<Finding[]> {
  try {
    const state = await migrationState(app, sources)
    if (state === undefined) return [found('bad', 'migrations-none')]
    const { above, unfenced, pending } = state
    return [
      above ? found('bad', 'role-bad') : found('good', 'role-good'),
      unfenced.length > 0 ? found('bad', 'fences-bad', { tables: unfenced.join(', ') }) : found('good', 'fences-good'),
      pending.length > 0 ? found('notice', 'migrations-due', { count: pending.length }) : found('good', 'migrations-good'),
    ]
  } catch (fault) {
    if (!(fault instanceof MigrationProblem)) throw fault
    return [found('bad', 'migrations-bad', { problem: fault.message })]
  }
}

async function contentFindings(app: Sql, config: Config, now: () => Date): Promise<Finding[]> {
  if (!(await hasTable(app, 'exchange.outbox'))) return []
  const since = (instant: string): Figure => ({ seconds: (now().getTime() - Date.parse(instant)) / 1000 })
  const findings = [await registryFinding(app, config, now), await outboxFinding(app)]
  if (await hasTable(app, 'kit.escrow')) {
    const [last] = await app<{ version: number; writtenAt: string }[]>`
      select version, written_at from kit.escrow order by version desc limit 1`
    if (last === undefined) findings.push(found('bad', 'escrow-none'))
    else {
      const figures = { version: last.version, age: since(last.writtenAt) }
      findings.push((await escrowIsOld(app)) ? found('notice', 'escrow-old', figures) : found('good', 'escrow-good', figures))
    }
  }
  if (await hasTable(app, 'exchange.recovery')) {
    const [open] = await app<{ startedAt: string }[]>`select started_at from exchange.recovery where ended_at is null`
    if (open !== undefined) findings.push(found('notice', 'recovery-open', { age: since(open.startedAt) }))
  }
  return findings
}

async function registryFinding(app: Sql, { entityId }: Config, now: () => Date): Promise<Finding> {
  const [row] = await app<{ jws: string; heardAt: string }[]>`
    select jws, heard_at from exchange.registry_statement where subject = ${entityId}`
  if (row === undefined) return found('notice', 'registry-none')
  const { exp = 0 }: { exp?: number } = JSON.parse(Buffer.from(row.jws.split('.')[1] ?? '', 'base64url').toString())
  const seconds = exp - now().getTime() / 1000
  if (seconds <= 0) return found('bad', 'registry-expired', { age: { seconds: -seconds } })
  const age = { seconds: (now().getTime() - Date.parse(row.heardAt)) / 1000 }
  return found('good', 'registry-good', { age, left: { seconds } })
}

async function outboxFinding(app: Sql): Promise<Finding> {
  const { outboxWaiting: count, oldestWaitingSeconds: seconds } = await app.begin((tx) => exchangeFigures(tx))
  const figures = { count, age: { seconds } }
  if (seconds < OUTBOX_NOTICE) return found('good', 'outbox-good', figures)
  return found(seconds < OUTBOX_BAD ? 'notice' : 'bad', 'outbox-slow', figures)
}

async function busFindings(config: Config): Promise<Finding[]> {
  const bus = natsBus({ ...config.nats, notice: () => {} })
  let facts: BusFacts
  try {
    await bus.connect()
    facts = await bus.facts()
  } catch {
    return [found('bad', 'bus-away')]
  } finally {
    await bus.close().catch(() => undefined)
  }
  // What production refuses serves to try things out.
  const verdict = config.environment === 'production' ? 'bad' : 'notice'
  const problems = busProblems(facts).map((problem) => found(verdict, 'bus-problem', { problem }))
  return [found('good', 'bus-good', { version: facts.version }), ...problems]
}

/** The identity provider's clock, as its HTTP answers tell it to the second. */
async function issuerClock({ config, now }: DoctorOptions): Promise<Finding> {
  const whom = new URL(config.oidc.issuer).host
  try {
    const answer = await fetch(config.oidc.issuer, { method: 'HEAD', redirect: 'manual', signal: AbortSignal.timeout(ANSWER_MS) })
    const date = Date.parse(answer.headers.get('date') ?? '')
    if (Number.isNaN(date)) return found('notice', 'clock-unknown', { whom })
    return clock(Math.max(0, Math.abs(now().getTime() - date) / 1000 - 1), whom)
  } catch {
    return found('notice', 'clock-unknown', { whom })
  }
}

function clock(apart: number, whom: string): Finding {
  const figures = { seconds: Math.round(apart), whom }
  if (apart < CLOCK_NOTICE) return found('good', 'clock-good', figures)
  return found(apart < CLOCK_BAD ? 'notice' : 'bad', 'clock-bad', figures)
}

async function disk({ keyDir }: Config): Promise<Finding> {
  const { bavail, bsize } = await statfs(keyDir).catch(() => statfs(dirname(keyDir)))
  const gib = (bavail * bsize) / GIB
  const figures = { free: Math.floor(gib * 10) / 10 }
  if (gib >= DISK_NOTICE_GIB) return found('good', 'disk-good', figures)
  return found(gib >= DISK_BAD_GIB ? 'notice' : 'bad', 'disk-bad', figures)
}
