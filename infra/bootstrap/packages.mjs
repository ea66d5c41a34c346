// The workspace's packages, exactly as the lockfile says; skipped when nothing that decides them has changed.
import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { ROOT, runQuietly, TOOLS } from './steps.mjs'

const PNPM = 'pnpm@12.21.0'
const STAMP = join(TOOLS, 'packages.stamp')

/**
 * @param {(what: string) => void} progress
 * @returns {Promise<{ detail: string }>}
 */
export async function installPackages(progress) {
  const wanted = fingerprint()
  const have = existsSync(STAMP) && existsSync(join(ROOT, 'node_modules', '.modules.yaml')) ? readFileSync(STAMP, 'utf8') : ''
  if (have === wanted) return { detail: 'unchanged' }

  progress('installing')
  await runQuietly('packages', 'npx', ['--yes', PNPM, 'install', '--frozen-lockfile', '--config.confirmModulesPurge=false'], {
    advice:
      'See that npm can fetch packages on this machine and that pnpm-lock.yaml belongs to the package.json files, then run the command again.',
    env: { CI: 'true' },
  })
  mkdirSync(TOOLS, { recursive: true })
  writeFileSync(STAMP, wanted)
  return { detail: 'installed as the lockfile says' }
}

/** Hash over the lockfile and every package.json of the workspace. */
function fingerprint() {
  const folders = ['packages', 'services'].flatMap((parent) =>
    readdirSync(join(ROOT, parent))
      .sort()
      .map((name) => join(parent, name)),
  )
  const files = [
    'pnpm-lock.yaml',
    'pnpm-workspace.yaml',
    'package.json',
    ...[...folders, 'infra', 'test'].map((folder) => join(folder, 'package.json')),
  ]
  const hash = createHash('sha256')
  for (const file of files) {
    if (existsSync(join(ROOT, file)))
      hash
        .update(`${file}\0`)
        .update(readFileSync(join(ROOT, file)))
        .update('\0')
  }
  return hash.digest('hex')
}
