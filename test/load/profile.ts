import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { SourceMap } from 'node:module'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { shown, table } from './numbers.ts'

// Reads the CPU profiles that `npm run bench -- --profile DIR` wrote, and says where the services' time went:
//   node test/load/profile.ts DIR [--after SECONDS] [--top N]

interface Frame {
  readonly functionName: string
  readonly url: string
  readonly lineNumber: number
  readonly columnNumber: number
}

interface Profile {
  readonly nodes: readonly { readonly id: number; readonly callFrame: Frame; readonly children?: readonly number[] }[]
  readonly samples: readonly number[]
  /** Microseconds. */
  readonly timeDeltas: readonly number[]
}

/** Where a frame is in the sources: the file shortened to what tells, and the line. */
interface Place {
  readonly name: string
  readonly file: string
  readonly line: number
}

const maps = new Map<string, SourceMap | undefined>()

function mapOf(url: string): SourceMap | undefined {
  if (!maps.has(url)) {
    const file = url.startsWith('file:') ? `${fileURLToPath(url)}.map` : ''
    maps.set(url, existsSync(file) ? new SourceMap(JSON.parse(readFileSync(file, 'utf8'))) : undefined)
  }
  return maps.get(url)
}

/** Source of a frame: through the bundle's map where there is one. */
function placeOf({ functionName, url, lineNumber, columnNumber }: Frame): Place {
  const entry = mapOf(url)?.findEntry(lineNumber, columnNumber)
  const mapped = entry && 'originalSource' in entry ? entry : undefined
  const source = mapped?.originalSource ?? url
  const file = source.replace(/^.*\/node_modules\/(?!\.pnpm)/, '').replace(/^.*\/(?=(packages|services)\/)/, '')
  return { name: functionName === '' ? '(anonymous)' : functionName, file, line: (mapped?.originalLine ?? lineNumber) + 1 }
}

/** What a file belongs to: a package of ours, a library, or the runtime. */
function partOf({ name, file }: Place): string {
  if (file === '') return name
  if (file.startsWith('packages/')) return file.split('/').slice(0, 2).join('/')
  if (file.startsWith('services/')) return 'services'
  if (file.startsWith('node:')) return `node:${file.slice(5).split('/').slice(0, 2).join('/')}`
  return file
    .split('/')
    .slice(0, file.startsWith('@') ? 2 : 1)
    .join('/')
}

const OWN = /^(packages|services)\//

/**
 * What a stretch of time was spent for: the innermost frame that tells. What runs between an answer of Postgres and the next
 * query stands under the packages that ask.
 */
const PURPOSES: readonly (readonly [string, RegExp])[] = [
  ['garbage', /^\(garbage collector\)/],
  ['Postgres: driver and socket', / (postgres\/|packages\/kit\/src\/pool)/],
  ['bus: client and socket', / (@nats-io\/|packages\/exchange\/src\/nats-bus)/],
  ['policies (Cedar)', / (@cedar-policy|packages\/kit\/src\/access-policy)/],
  [
    'secrets at rest: case keys, wrapping',
    / packages\/(seal\/src\/case-key|kit\/src\/case-keys|exchange\/src\/case-secrets)|^(wrap|unwrap) packages\/(kit|seal)/,
  ],
  ['seal and open envelopes', / packages\/seal\/src\/(opening\/(decrypt|envelope|unpad)|sealing\/(seal-to|pad))|^agree packages/],
  ['sign and verify', / packages\/seal\/src\/(opening\/(verify|object)|sealing\/sign)|^sign packages/],
  ['JSON and schemas', / (typebox\/|packages\/contract\/|secure-json-parse)|^check_\d+|raw-json|http-schema/],
  ['log and figures', / (pino|sonic-boom|prom-client)|packages\/kit\/src\/(logging|metrics)/],
  ['session, limits, idempotency', / packages\/kit\/src\/(session|http-admission|idempotency)|@fastify\/rate-limit/],
  ['clocks (Temporal)', / temporal|packages\/policy\/src\/clocks/],
  ['leaves', / packages\/ledger/],
  ['exchange', / packages\/exchange/],
  ['desk and services', / (packages\/desk|services\/)/],
  ['kit: act, read', / packages\/kit\/src\/act/],
  [
    'HTTP: Fastify, node:http',
    / (fastify|find-my-way|avvio|helmet|@fastify|light-my-request|node:_http|node:internal\/(streams|stream_base|http)|node:net|packages\/kit)/,
  ],
]

function purposeOf(stack: readonly string[]): string {
  for (const frame of stack) {
    const found = PURPOSES.find(([, pattern]) => pattern.test(frame))
    // A stream or socket is for whoever stands behind it.
    if (found && !(found[0].startsWith('HTTP') && / node:(net|internal)/.test(frame))) return found[0]
  }
  return stack.some((frame) => / node:(net|_http|internal\/stream)/.test(frame)) ? 'sockets, nobody named' : 'the rest of the runtime'
}

function add(sums: Map<string, number>, key: string, ms: number): void {
  sums.set(key, (sums.get(key) ?? 0) + ms)
}

function largest(sums: ReadonlyMap<string, number>, total: number, count: number): string {
  const rows = [...sums].sort(([, one], [, other]) => other - one).slice(0, count)
  return table(rows.map(([key, ms]) => [key, `${shown((100 * ms) / total)} %`]))
}

function read(file: string, after: number, count: number): void {
  const profile: Profile = JSON.parse(readFileSync(file, 'utf8'))
  const nodes = new Map(profile.nodes.map((node) => [node.id, { place: placeOf(node.callFrame), parent: 0 }]))
  for (const { id, children = [] } of profile.nodes)
    for (const child of children) nodes.set(child, { place: nodes.get(child)?.place ?? { name: '?', file: '', line: 0 }, parent: id })
  const main = profile.nodes.map(({ callFrame }) => callFrame.url).find((url) => /\/build\/[^/]+\/[^/]+\/main\.mjs$/.test(url))
  if (main === undefined) return

  const selfByPart = new Map<string, number>()
  const self = new Map<string, number>()
  const inclusive = new Map<string, number>()
  const purposes = new Map<string, number>()
  let total = 0
  let elapsed = 0
  for (const [index, sample] of profile.samples.entries()) {
    const ms = (profile.timeDeltas[index] ?? 0) / 1000
    elapsed += ms
    const leaf = nodes.get(sample)
    if (elapsed < after * 1000 || !leaf || leaf.place.name === '(idle)' || leaf.place.name === '(program)') continue
    total += ms
    add(selfByPart, partOf(leaf.place), ms)
    add(self, `${leaf.place.name} ${leaf.place.file}:${leaf.place.line}`, ms)
    const met = new Set<string>()
    const stack: string[] = []
    for (let at = sample; at !== 0; at = nodes.get(at)?.parent ?? 0) {
      const place = nodes.get(at)?.place
      if (place) stack.push(`${place.name} ${place.file}`)
      if (!place || !OWN.test(place.file)) continue
      const key = `${place.name} ${place.file}:${place.line}`
      if (!met.has(key)) add(inclusive, key, ms)
      met.add(key)
    }
    add(purposes, purposeOf(stack), ms)
  }
  const kind = /\/build\/([^/]+)\//.exec(main)?.[1]
  process.stdout.write(
    `\n== ${kind}: ${shown(total)} ms of CPU in ${shown(elapsed / 1000 - after)} s\n-- what for\n${largest(purposes, total, count)}\n-- by part, itself\n${largest(selfByPart, total, count)}\n-- by function, itself\n${largest(self, total, count)}\n-- our functions, with all they call\n${largest(inclusive, total, count)}\n`,
  )
}

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { after: { type: 'string', default: '5' }, top: { type: 'string', default: '30' } },
})
const [dir] = positionals
if (dir === undefined) throw new Error('Say in which folder the profiles are.')
for (const name of readdirSync(dir).filter((one) => one.endsWith('.cpuprofile')))
  read(join(dir, name), Number(values.after), Number(values.top))
