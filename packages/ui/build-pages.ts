import { existsSync } from 'node:fs'
import { readdir, readFile, writeFile } from 'node:fs/promises'
import { basename, join, resolve } from 'node:path'
import { parseArgs } from 'node:util'
import { brotliCompressSync, constants, gzipSync } from 'node:zlib'
import { build } from 'vite'
import { addOfflineProgram } from './offline-program.ts'
import { deskConfig, workerConfig } from './vite.config.ts'

/**
 * Builds the pages of kinds of organisation:
 *
 *     node packages/ui/build-pages.ts                                    all kinds of services/ that have a web folder
 *     node packages/ui/build-pages.ts <kind folder>…                     these, each into its dist/web
 *     node packages/ui/build-pages.ts --out <folder> <kind folder>       one, into another folder
 *
 * Beside each text file stand its compressed copies. Prints one line per kind; exits non-zero when one cannot be built.
 */
const services = resolve(import.meta.dirname, '../../services')
const { values, positionals } = parseArgs({ options: { out: { type: 'string' } }, allowPositionals: true })
if (values.out !== undefined && positionals.length !== 1) throw new Error('--out goes with one kind folder')

// Whoever starts a build under a test says NODE_ENV=test, and would get React's development half: twice the bytes, half the speed.
process.env.NODE_ENV = 'production'

async function buildPages(kindFolder: string, outDir: string): Promise<void> {
  const started = performance.now()
  const built = [await build(deskConfig(kindFolder, outDir))].flat()
  // A kind that works without a network has the parts for it among its files.
  const offline = built.some((one) => 'output' in one && one.output.some(({ fileName }) => /(^|\/)offline-parts-/.test(fileName)))
  if (offline) await addOfflineProgram(outDir)
  // A kind that answers workers has a folder for it; the pages themselves are written by its service.
  if (existsSync(join(kindFolder, 'src', 'worker-pages'))) await build(workerConfig(outDir))
  const { first, fonts, all } = await compress(outDir)
  const seconds = ((performance.now() - started) / 1000).toFixed(1)
  process.stdout.write(
    `pages of ${basename(kindFolder)}${offline ? ' (without a network too)' : ''}: ${seconds} s, first load ${kilobytes(first)} gz and ${kilobytes(fonts)} of fonts, everything ${kilobytes(all)} gz\n`,
  )
}

const TEXT = /\.(js|css|html|svg|json)$/

/** Writes `.gz` and `.br` beside each text file. Answers compressed bytes: of what the first page loads in Arabic, of its four fonts, and of all. */
async function compress(folder: string): Promise<{ first: number; fonts: number; all: number }> {
  const page = await readFile(join(folder, 'index.html'), 'utf8')
  let first = 0
  let fonts = 0
  let all = 0
  for (const entry of await readdir(folder, { recursive: true, withFileTypes: true })) {
    if (!entry.isFile()) continue
    const path = join(entry.parentPath, entry.name)
    const bytes = await readFile(path)
    let size = bytes.length
    const isFirst = page.includes(entry.name) || entry.name === 'index.html' || FIRST.test(entry.name)
    if (TEXT.test(entry.name)) {
      const packed = gzipSync(bytes, { level: 9 })
      size = packed.length
      await writeFile(`${path}.gz`, packed)
      // The best level takes much longer to write: it is taken where somebody waits for what is read.
      await writeFile(`${path}.br`, brotliCompressSync(bytes, { params: { [constants.BROTLI_PARAM_QUALITY]: isFirst ? 11 : 9 } }))
    }
    all += size
    if (entry.name.endsWith('.woff2')) fonts += size
    else if (isFirst) first += size
  }
  return { first, fonts, all }
}

/** What the first Arabic page asks for beside what its head names: the parts that work without a network. Fonts come after it is drawn. */
const FIRST = /^offline-parts-.*\.js$/

const kilobytes = (bytes: number): string => `${Math.round(bytes / 1000)} kB`

const named = positionals.map((folder) => resolve(folder))
const found = (await readdir(services)).map((kind) => join(services, kind))
for (const kindFolder of named.length > 0 ? named : found) {
  const outDir = values.out === undefined ? join(kindFolder, 'dist', 'web') : resolve(values.out)
  if (existsSync(join(kindFolder, 'web', 'index.html'))) await buildPages(kindFolder, outDir)
  else if (named.length > 0) throw new Error(`no pages in ${kindFolder}: it has no web/index.html`)
}
