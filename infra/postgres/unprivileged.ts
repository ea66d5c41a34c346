import { execFileSync, spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { cpSync, existsSync, mkdirSync, renameSync, rmSync } from 'node:fs'
import { dirname, join } from 'node:path'

/** The user Postgres runs as; without numbers it is the user of this process. */
export interface ServerUser {
  readonly uid?: number
  readonly gid?: number
}

/**
 * Postgres refuses to run as root: then it runs as `postgres`, as a user made for it, or as `nobody`, in this order.
 */
export function serverUser(): ServerUser {
  if (process.getuid?.() !== 0) return {}
  const existing = numbersOf('postgres') ?? numbersOf('ihala-postgres')
  if (existing) return existing
  spawnSync('useradd', ['--system', '--no-create-home', '--shell', '/usr/sbin/nologin', 'ihala-postgres'], { stdio: 'ignore' })
  return numbersOf('ihala-postgres') ?? numbersOf('nobody') ?? { uid: 65534, gid: 65534 }
}

function numbersOf(name: string): { uid: number; gid: number } | undefined {
  const ask = (flag: '-u' | '-g'): number => Number(spawnSync('id', [flag, name], { encoding: 'utf8' }).stdout?.trim() || Number.NaN)
  const [uid, gid] = [ask('-u'), ask('-g')]
  return Number.isInteger(uid) && Number.isInteger(gid) ? { uid, gid } : undefined
}

/**
 * Whether the user may enter this folder. Postgres goes into its data folder by the full path, so a folder below a
 * closed home (`/root`) cannot hold its data.
 */
function mayEnter(user: ServerUser, dir: string): boolean {
  if (user.uid === undefined) return true
  const answer = spawnSync('test', ['-x', dir], { cwd: '/', uid: user.uid, ...(user.gid === undefined ? {} : { gid: user.gid }) })
  return answer.status === 0
}

/** A place below /var/lib that stands in for a folder the unprivileged user cannot reach; always the same for the same folder. */
function standIn(dir: string): string {
  return join('/var/lib/ihala', createHash('sha256').update(dir).digest('hex').slice(0, 16))
}

/** Where the data of `dir` really is: in `dir`, or in its stand-in. Makes the folder, and opens it to the user alone. */
export function dataFolder(dir: string, user: ServerUser): string {
  mkdirSync(dir, { recursive: true })
  if (user.uid === undefined) return dir
  if (mayEnter(user, dirname(dir))) return dir
  const place = standIn(dir)
  mkdirSync(place, { recursive: true, mode: 0o711 })
  return place
}

/** Deletes the data of `dir`, wherever it is. */
export function forgetDataFolder(dir: string): void {
  rmSync(dir, { recursive: true, force: true })
  if (process.getuid?.() === 0) rmSync(standIn(dir), { recursive: true, force: true })
}

/**
 * The folder with Postgres' programs as the user can reach it: as installed, or linked (where that is impossible,
 * copied) to a place outside the closed home.
 */
export function reachablePrograms(native: string, user: ServerUser): string {
  if (mayEnter(user, native)) return native
  const place = `${standIn(native)}-programs`
  if (existsSync(join(place, 'bin/postgres'))) return place
  const unfinished = `${place}-${process.pid}`
  mkdirSync(dirname(place), { recursive: true, mode: 0o711 })
  try {
    execFileSync('cp', ['-al', native, unfinished], { stdio: 'ignore' })
  } catch {
    rmSync(unfinished, { recursive: true, force: true })
    cpSync(native, unfinished, { recursive: true, verbatimSymlinks: true })
  }
  execFileSync('chmod', ['-R', 'a+rX', unfinished])
  renameSync(unfinished, place)
  return place
}
