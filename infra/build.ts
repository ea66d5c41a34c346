import { execFile } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, statSync, symlinkSync } from 'node:fs'
import { dirname, join, relative } from 'node:path'
import { pathToFileURL } from 'node:url'
import { promisify } from 'node:util'
import { build, type Plugin } from 'esbuild'

/** Packages that bring WebAssembly or files of their own and are therefore loaded from where they are installed. */
const LEFT_OUTSIDE = [
  '@cedar-policy/cedar-wasm',
  '@fastify/swagger-ui',
  'graphile-worker',
  '@myriaddreamin/typst-ts-node-compiler',
  '@node-rs/argon2',
]

const run = promisify(execFile)

/** The text of a source, by its full path. */
export type ReadSource = (path: string) => string

const readSource: ReadSource = (path) => readFileSync(path, 'utf8')

/** How a kind of service is started. */
export interface BuiltKind {
  /** The bundle to run. The pages, where the kind has any, are in the folder `web` beside it. */
  readonly main: string
  /** Whether it was built now rather than taken from the cache. */
  readonly fresh: boolean
}

/**
 * Bundles a kind of service, with its pages: `<buildDir>/<kind>/<hash>/main.mjs`. The hash is that of all sources, so an
 * unchanged kind costs milliseconds, and a running process never loses the parts it has not loaded yet.
 * @param kindDir folder of the kind, inside the project or not
 */
export async function buildKind(root: string, buildDir: string, kindDir: string, kind: string): Promise<BuiltKind> {
  const pages = existsSync(join(kindDir, 'web', 'index.html')) ? await buildPages(root, buildDir, kindDir, kind) : undefined
  const sources = [...packageFolders(root), join(kindDir, 'src'), join(root, 'infra', 'build.ts'), join(root, 'pnpm-lock.yaml')]
  const home = join(buildDir, kind, hashOf(root, sources, pages ?? ''))
  const main = join(home, 'main.mjs')
  if (existsSync(main)) return { main, fresh: false }
  await intoPlace(home, async (unfinished) => {
    await bundle(root, join(kindDir, 'src', 'main.ts'), unfinished)
    if (pages !== undefined) symlinkSync(relative(home, pages), join(unfinished, 'web'))
  })
  dropOldest(join(buildDir, kind))
  return { main, fresh: true }
}

/**
 * Bundles the service whose `src/main.ts` is `entry` into `<outdir>/main.mjs`, without its pages.
 * @param read how a source of ours is read: a test bundles a program that differs from the real one in one place
 * @throws when it does not build, with what `read` threw
 */
export async function bundle(root: string, entry: string, outdir: string, read: ReadSource = readSource): Promise<void> {
  await build({
    entryPoints: { main: entry },
    outdir,
    outExtension: { '.js': '.mjs' },
    bundle: true,
    splitting: true,
    format: 'esm',
    platform: 'node',
    target: 'node24',
    sourcemap: 'linked',
    sourcesContent: false,
    legalComments: 'none',
    logLevel: 'error',
    // What is written for CommonJS finds what it expects.
    banner: {
      js: "import{createRequire as __createRequire}from'node:module';const require=__createRequire(import.meta.url);const __filename=import.meta.filename,__dirname=import.meta.dirname;",
    },
    // A kind outside the workspace has no node_modules of its own.
    nodePaths: ['kit', 'desk', 'ui', 'contract'].map((name) => join(root, 'packages', name, 'node_modules')),
    plugins: [workspacePackages(root), leftOutside(), ownPlace(root, dirname(dirname(entry)), read)],
  })
}

/** `@ihala/<name>` is the source of that package, also for a kind that is not part of the workspace. */
function workspacePackages(root: string): Plugin {
  return {
    name: 'workspace-packages',
    setup(builder) {
      builder.onResolve({ filter: /^@ihala\/[a-z-]+$/ }, ({ path }) => ({
        path: join(root, 'packages', path.slice('@ihala/'.length), 'src/index.ts'),
      }))
      builder.onResolve({ filter: /^@ihala\/ui\/worker$/ }, () => ({ path: join(root, 'packages/ui/src/worker/index.ts') }))
    },
  }
}

function leftOutside(): Plugin {
  return {
    name: 'left-outside',
    setup(builder) {
      builder.onResolve({ filter: /^[@a-z]/ }, async ({ path, pluginData, ...rest }) => {
        if (pluginData === 'asked' || !LEFT_OUTSIDE.some((name) => path === name || path.startsWith(`${name}/`))) return undefined
        const { path: found, errors } = await builder.resolve(path, {
          resolveDir: rest.resolveDir,
          importer: rest.importer,
          kind: rest.kind,
          pluginData: 'asked',
        })
        if (errors.length > 0) return { errors }
        return { path: rest.kind === 'require-call' ? found : pathToFileURL(found).href, external: true }
      })
    },
  }
}

/** Our own sources keep their place: migrations and other files beside them are found as if nothing was bundled. */
function ownPlace(root: string, kindDir: string, read: ReadSource): Plugin {
  return {
    name: 'own-place',
    setup(builder) {
      builder.onLoad({ filter: /\.tsx?$/ }, ({ path }) => {
        const ours = [join(root, 'packages'), kindDir].some((dir) => path.startsWith(`${dir}/`)) && !path.includes('/node_modules/')
        if (!ours) return undefined
        const contents = read(path)
          .replaceAll('import.meta.dirname', JSON.stringify(dirname(path)))
          .replaceAll('import.meta.filename', JSON.stringify(path))
          .replaceAll('import.meta.url', JSON.stringify(pathToFileURL(path).href))
        return { contents, loader: path.endsWith('x') ? 'tsx' : 'ts' }
      })
    },
  }
}

/** Builds the pages of a kind as `packages/ui` says; answers their folder. */
async function buildPages(root: string, buildDir: string, kindDir: string, kind: string): Promise<string> {
  const sources = [
    ...packageFolders(root).filter((dir) => /\/(ui|contract|policy)\/src$/.test(dir)),
    ...['build-pages.ts', 'catalogues.ts', 'contract-as-data.ts', 'home-screen-icon.ts', 'offline-program.ts', 'vite.config.ts'].map(
      (file) => join(root, 'packages', 'ui', file),
    ),
    join(kindDir, 'web'),
    join(root, 'infra', 'build.ts'),
    join(root, 'pnpm-lock.yaml'),
  ]
  const home = join(buildDir, kind, `web-${hashOf(root, sources, '')}`)
  if (existsSync(join(home, 'index.html'))) return home
  await intoPlace(home, async (unfinished) => {
    await run(process.execPath, [join(root, 'packages', 'ui', 'build-pages.ts'), '--out', unfinished, kindDir])
  })
  return home
}

/** Everything is made beside its place and moved there at the end, so that nobody ever sees half of it. */
async function intoPlace(home: string, make: (unfinished: string) => Promise<void>): Promise<void> {
  const unfinished = `${home}.${process.pid}`
  rmSync(unfinished, { recursive: true, force: true })
  mkdirSync(unfinished, { recursive: true })
  try {
    await make(unfinished)
    if (existsSync(home)) return
    renameSync(unfinished, home)
  } finally {
    rmSync(unfinished, { recursive: true, force: true })
  }
}

function packageFolders(root: string): string[] {
  return readdirSync(join(root, 'packages'))
    .sort()
    .map((name) => join(root, 'packages', name, 'src'))
    .filter((dir) => existsSync(dir))
}

/** Hash over names and contents of the files and folders; tests do not count. */
function hashOf(root: string, sources: readonly string[], salt: string): string {
  const hash = createHash('sha256').update(salt)
  for (const source of sources) {
    const files = statSync(source).isDirectory()
      ? readdirSync(source, { recursive: true, encoding: 'utf8' })
          .sort()
          .map((name) => join(source, name))
      : [source]
    for (const file of files) {
      if (/\.test\.tsx?$/.test(file) || file.includes('/node_modules/') || !statSync(file).isFile()) continue
      hash
        .update(`${relative(root, file)}\0`)
        .update(readFileSync(file))
        .update('\0')
    }
  }
  return hash.digest('hex').slice(0, 16)
}

/** Keeps the four newest builds of a kind and its four newest page builds. */
function dropOldest(dir: string): void {
  const newestFirst = readdirSync(dir)
    .map((name) => ({ name, at: statSync(join(dir, name)).mtimeMs }))
    .sort((a, b) => b.at - a.at)
  for (const isPages of [true, false]) {
    for (const { name } of newestFirst.filter((one) => one.name.startsWith('web-') === isPages).slice(4))
      rmSync(join(dir, name), { recursive: true, force: true })
  }
}
