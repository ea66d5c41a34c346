// A nats-server, the first of five ways that works. NATS_SERVER tells the command which program it is.
//
// The official release archive is not one of the ways: its digest could not be obtained from a trustworthy place when
// this was written, and an unpinned download from the network is worse than a build that Go checks against its
// checksum database. The container image is named by tag for the same reason, and only used where an engine is at hand.
import { chmodSync, existsSync, mkdirSync, readdirSync, renameSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { gradeOf } from '../nats/grade.mjs'
import { aptGet } from './debian.mjs'
import { ask, runQuietly, StepFailed, TOOLS } from './steps.mjs'

const VERSION = '2.14.9'
/** Go's checksum of the module's source tree, as `go version -m` shows it for the built program. */
const MODULE_SUM = 'h1:5qySxqT44SAUIHkjGC6o9t+PnrWmxqdjER0FMTt7rkA='
const BUILT = join(TOOLS, 'bin', 'nats-server')
const UNPACKED = join(TOOLS, 'debian-nats-server')

/**
 * @param {(what: string) => void} progress
 * @returns {Promise<{ detail: string, env: Record<string, string> }>}
 */
export async function findBusServer(progress) {
  if (process.env.NATS_URL) return { detail: 'the running one NATS_URL names', env: {} }

  const older = []
  for (const [where, program] of [
    ['NATS_SERVER', process.env.NATS_SERVER],
    ['.tools', BUILT],
    ['PATH', 'nats-server'],
    ['.tools, from Debian', join(UNPACKED, 'usr/sbin/nats-server')],
  ]) {
    if (!program) continue
    const found = await look(program, where)
    if (found?.grade === 'production' || (found && where === 'NATS_SERVER')) return found
    if (found?.grade === 'demonstration') older.push(found)
  }
  for (const way of [fromContainerImage, fromGo]) {
    const found = await way(progress).catch(reasonAsText)
    if (typeof found !== 'string') return found
  }
  if (older[0]) return older[0]
  const found = await fromDebian(progress).catch(reasonAsText)
  if (typeof found !== 'string') return found

  throw new StepFailed(
    'No nats-server could be found or made.',
    [
      'Do one of these: set NATS_URL (and NATS_OPERATOR_DIR) to a running bus of yours;',
      `put nats-server ${VERSION} in PATH; start a container engine; install Go 1.25 or later;`,
      'or run apt-get install nats-server as root (demonstration only).',
    ].join(' '),
  )
}

/** @returns {string} */
function reasonAsText(error) {
  return error instanceof Error ? error.message : String(error)
}

async function look(program, where) {
  const answer = await ask(program, ['--version'])
  const version = /v(\d+\.\d+\.\d+)/.exec(answer ?? '')?.[1]
  if (!version) return undefined
  const grade = gradeOf(version)
  if (grade === 'refused') return undefined
  const remark = grade === 'production' ? 'production grade' : 'DEMONSTRATION ONLY, too old for production'
  return { grade, detail: `nats-server ${version} (${where}; ${remark})`, env: { NATS_SERVER: program } }
}

async function mustRun(program, where) {
  const found = await look(program, where)
  if (!found) throw new Error(`${where}: the program does not run here`)
  return found
}

/** Takes the program out of the official image; it is then run like any other, without the engine. */
async function fromContainerImage(progress) {
  if (process.platform !== 'linux' || (await ask('docker', ['info'])) === undefined) throw new Error('no container engine answers')
  progress(`taking nats-server ${VERSION} out of its container image`)
  const name = `ihala-nats-${process.pid}`
  const options = { advice: 'See the log of the container engine.', timeoutMs: 120_000 }
  await runQuietly('nats-image', 'docker', ['create', '--name', name, `nats:${VERSION}`], options)
  mkdirSync(join(TOOLS, 'bin'), { recursive: true })
  try {
    await runQuietly('nats-image', 'docker', ['cp', `${name}:/nats-server`, `${BUILT}.new`], options)
  } finally {
    await runQuietly('nats-image-remove', 'docker', ['rm', name], options).catch(() => undefined)
  }
  chmodSync(`${BUILT}.new`, 0o755)
  renameSync(`${BUILT}.new`, BUILT)
  return mustRun(BUILT, 'container image, kept in .tools')
}

async function fromGo(progress) {
  const [go, answer] = await firstAnswer(['go', '/usr/local/go/bin/go'], ['version'])
  const [, major, minor] = /go(\d+)\.(\d+)/.exec(answer ?? '') ?? []
  if (!go || Number(major) < 1 || Number(minor) < 25) throw new Error('no Go 1.25 or later')
  progress(`building nats-server ${VERSION} with Go (about a minute)`)
  const target = join(TOOLS, 'bin-go')
  await runQuietly('nats-go', go, ['install', `github.com/nats-io/nats-server/v2@v${VERSION}`], {
    advice: 'See that Go can fetch modules on this machine.',
    env: {
      GOBIN: target,
      GOFLAGS: '-mod=mod',
      GO111MODULE: 'on',
      GOWORK: 'off',
      CGO_ENABLED: '0',
      ...(process.env.HOME ? {} : { GOCACHE: join(TOOLS, 'go-cache'), GOPATH: join(TOOLS, 'go') }),
    },
    timeoutMs: 10 * 60_000,
  })
  const facts = await ask(go, ['version', '-m', join(target, 'nats-server')])
  if (!facts?.includes(MODULE_SUM)) {
    rmSync(target, { recursive: true, force: true })
    throw new Error('the source Go fetched is not the pinned one; the program was deleted')
  }
  mkdirSync(join(TOOLS, 'bin'), { recursive: true })
  renameSync(join(target, 'nats-server'), BUILT)
  rmSync(target, { recursive: true, force: true })
  return mustRun(BUILT, 'built with Go, kept in .tools')
}

async function firstAnswer(programs, args) {
  for (const program of programs) {
    const answer = await ask(program, args)
    if (answer !== undefined) return [program, answer]
  }
  return []
}

/** Unpacks Debian's package without installing it, so that no daemon is started. */
async function fromDebian(progress) {
  progress("fetching Debian's nats-server with apt-get")
  const download = join(TOOLS, 'download-nats-server')
  rmSync(download, { recursive: true, force: true })
  mkdirSync(download, { recursive: true })
  await aptGet('nats-debian', ['download', 'nats-server'], { cwd: download })
  const archive = readdirSync(download).find((name) => name.endsWith('.deb'))
  if (!archive) throw new Error('apt-get brought nothing')
  rmSync(UNPACKED, { recursive: true, force: true })
  await runQuietly('nats-debian-unpack', 'dpkg', ['-x', join(download, archive), UNPACKED], {
    advice: 'See that dpkg works on this machine.',
  })
  rmSync(download, { recursive: true, force: true })
  const program = ['usr/sbin/nats-server', 'usr/bin/nats-server'].map((path) => join(UNPACKED, path)).find((path) => existsSync(path))
  if (!program) throw new Error("Debian's package holds no nats-server")
  return mustRun(program, 'from Debian, kept in .tools')
}
