// Node 24: the one that runs this, or the official binary out of its npm package, checked against a pinned digest.
import { createHash } from 'node:crypto'
import { createReadStream, existsSync, mkdirSync, renameSync, rmSync } from 'node:fs'
import { delimiter, dirname, join } from 'node:path'
import { ask, runQuietly, StepFailed, TOOLS } from './steps.mjs'

const NODE_VERSION = '24.21.0'
/** SHA-256 of `bin/node` inside the npm packages node-<os>-<arch>@24.21.0. */
const NODE_DIGESTS = {
  'linux-x64': '7fde7b8afa198da66257f42ee2001d874c7355631e6d1579a5fb5ef1f246df4c',
  'linux-arm64': '0f8949d1028f6d61506b2d5bc57e7e6fe893d7b1997509b7847294fc9c616584',
}
const ADVICE = 'Install Node 24 by hand, or see that npm can fetch packages on this machine.'

/** @returns {Promise<{ executable: string, path: string, detail: string }>} */
export async function findNode() {
  const tools = join(TOOLS, 'bin')
  const withTools = (/** @type {string} */ executable) => [dirname(executable), tools, process.env.PATH].join(delimiter)
  if (Number(process.versions.node.split('.')[0]) >= 24) {
    return { executable: process.execPath, path: withTools(process.execPath), detail: process.versions.node }
  }
  const platform = `${process.platform}-${process.arch}`
  const digest = NODE_DIGESTS[platform]
  if (!digest)
    throw new StepFailed(
      `Node ${process.versions.node} is too old, and for ${platform} none can be fetched.`,
      'Install Node 24 and run the command again.',
    )

  const home = join(TOOLS, `node-${platform}`)
  const executable = join(home, 'bin', 'node')
  if ((await ask(executable, ['--version'])) !== `v${NODE_VERSION}`) await fetchNode(platform, digest, home)
  if ((await ask(executable, ['--version'])) !== `v${NODE_VERSION}`)
    throw new StepFailed(`The fetched Node ${NODE_VERSION} does not run here.`, ADVICE)
  return { executable, path: withTools(executable), detail: `${NODE_VERSION}, kept in .tools (this machine has ${process.versions.node})` }
}

async function fetchNode(platform, digest, home) {
  const download = join(TOOLS, 'download-node')
  rmSync(download, { recursive: true, force: true })
  mkdirSync(download, { recursive: true })
  await runQuietly(
    'node',
    'npm',
    ['install', '--prefix', download, '--ignore-scripts', '--no-save', '--no-audit', '--no-fund', `node-${platform}@${NODE_VERSION}`],
    { advice: ADVICE, cwd: download },
  )
  const fetched = join(download, 'node_modules', `node-${platform}`)
  const found = existsSync(join(fetched, 'bin', 'node')) ? await sha256(join(fetched, 'bin', 'node')) : 'nothing'
  if (found !== digest) {
    rmSync(download, { recursive: true, force: true })
    throw new StepFailed(
      `The fetched Node has SHA-256 ${found}, expected ${digest}. It was deleted.`,
      'Do not run it: find out who changed the package, or install Node 24 by hand.',
    )
  }
  rmSync(home, { recursive: true, force: true })
  renameSync(fetched, home)
  rmSync(download, { recursive: true, force: true })
}

async function sha256(file) {
  const hash = createHash('sha256')
  for await (const part of createReadStream(file)) hash.update(part)
  return hash.digest('hex')
}
