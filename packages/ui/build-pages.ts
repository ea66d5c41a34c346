import { existsSync } from 'node:fs'
import { readdir, readFile, writeFile } from 'node:fs/promises'
import { basename, join, resolve } from 'node:path'
import { brotliCompressSync, constants, gzipSync } from 'node:zlib'
import { build } from 'vite'
import { deskConfig } from './vite.config.ts'

/**
 * Builds the pages of kinds of organisation: `node packages/ui/build-pages.ts services/shelter [services/…]`, or all that have a
 * `web` folder when none is named. Beside each text file stand its compressed copies. Prints one line per kind.
 */
const services = resolve(import.meta.dirname, '../../services')

async function buildPages(kindFolder: string): Promise<void> {
  const started = performance.now()
  await build(deskConfig(kindFolder))
  const { first, all } = await compress(join(kindFolder, 'dist', 'web'))
  const seconds = ((performance.now() - started) / 1000).toFixed(1)
  process.stdout.write(
    `pages of ${basename(kindFolder)}: ${seconds} s, first load ${kilobytes(first)} gz, everything ${kilobytes(all)} gz\n`,
  )
}

const TEXT = /\.(js|css|html|svg|json)$/

/** Writes `.gz` and `.br` beside each text file. Answers compressed bytes: of what the first page loads in Arabic, and of all. */
async function compress(folder: string): Promise<{ first: number; all: number }> {
  const page = await readFile(join(folder, 'index.html'), 'utf8')
  let first = 0
  let all = 0
  for (const entry of await readdir(folder, { recursive: true, withFileTypes: true })) {
    if (!entry.isFile()) continue
    const path = join(entry.parentPath, entry.name)
    const bytes = await readFile(path)
    let size = bytes.length
    if (TEXT.test(entry.name)) {
      const packed = gzipSync(bytes, { level: 9 })
      size = packed.length
      await writeFile(`${path}.gz`, packed)
      await writeFile(`${path}.br`, brotliCompressSync(bytes, { params: { [constants.BROTLI_PARAM_QUALITY]: 9 } }))
    }
    all += size
    if (page.includes(entry.name) || entry.name === 'index.html' || FIRST.test(entry.name)) first += size
  }
  return { first, all }
}

/** What the first Arabic page asks for beside what its head names: the Arabic catalogue and the four fonts. */
const FIRST = /^(ar-.*\.js|noto-.*\.woff2)$/

const kilobytes = (bytes: number): string => `${Math.round(bytes / 1000)} kB`

const named = process.argv.slice(2).map((folder) => resolve(folder))
const found = (await readdir(services)).map((kind) => join(services, kind))
for (const kindFolder of named.length > 0 ? named : found) {
  if (existsSync(join(kindFolder, 'web', 'index.html'))) await buildPages(kindFolder)
  else if (named.length > 0) throw new Error(`no pages in ${kindFolder}: it has no web/index.html`)
}
