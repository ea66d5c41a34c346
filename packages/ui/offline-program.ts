import { createHash } from 'node:crypto'
import { readdir, readFile, writeFile } from 'node:fs/promises'
import { join, relative } from 'node:path'
import { build } from 'vite'
import { iconAsPng, iconAsSvg } from './home-screen-icon.ts'

const WORKER = 'service-worker.js'
/** Vite names these by their content: they never change under their name. */
const HASHED = /-[A-Za-z0-9_-]{8,}\.[a-z0-9]+$/
const SIDES = [192, 512] as const

/** What stands under the icon: a word that says nothing of whose it is. */
const NAMES = { ar: { name: 'دفتري', dir: 'rtl' }, en: { name: 'Notebook', dir: 'ltr' } } as const

/** Adds to built pages what lets a phone keep them and open them without a network: manifests, icons, the service worker. */
export async function addOfflineProgram(folder: string): Promise<void> {
  for (const side of SIDES) await writeFile(join(folder, `notebook-${side}.png`), iconAsPng(side))
  await writeFile(join(folder, 'notebook.svg'), iconAsSvg())
  for (const [language, { name, dir }] of Object.entries(NAMES))
    await writeFile(join(folder, `manifest-${language}.webmanifest`), JSON.stringify(manifestOf(language, name, dir)))
  await buildWorker(folder, await programIn(folder))
}

function manifestOf(language: string, name: string, dir: string): object {
  const sizes = SIDES.map((side) => `${side}x${side}`)
  return {
    // One app, in whichever language it was put on the home screen.
    id: '/desk/',
    name,
    short_name: name,
    lang: language,
    dir,
    start_url: '/desk/drafts',
    // Signing in is not below /desk/, and happens in the same window.
    scope: '/',
    display: 'standalone',
    background_color: '#f6f5f1',
    theme_color: '#f6f5f1',
    icons: [
      ...SIDES.flatMap((side, at) =>
        ['any', 'maskable'].map((purpose) => ({ src: `/desk/notebook-${side}.png`, sizes: sizes[at], type: 'image/png', purpose })),
      ),
      { src: '/desk/notebook.svg', sizes: 'any', type: 'image/svg+xml' },
    ],
  }
}

/** The files of the program: all that was built, by content. What is hashed by its name needs no other hash. */
async function programIn(folder: string): Promise<{ url: string; revision: string | null }[]> {
  const found = await readdir(folder, { recursive: true, withFileTypes: true })
  const paths = found.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name))
  return Promise.all(
    paths
      .filter((path) => !path.endsWith('.webmanifest'))
      .sort()
      .map(async (path) => ({
        url: `/desk/${relative(folder, path)}`,
        revision: HASHED.test(path)
          ? null
          : createHash('sha256')
              .update(await readFile(path))
              .digest('hex')
              .slice(0, 16),
      })),
  )
}

async function buildWorker(folder: string, program: readonly object[]): Promise<void> {
  await build({
    configFile: false,
    root: import.meta.dirname,
    publicDir: false,
    logLevel: 'warn',
    define: { PROGRAM: JSON.stringify(program), 'process.env.NODE_ENV': '"production"' },
    build: {
      outDir: folder,
      emptyOutDir: false,
      copyPublicDir: false,
      reportCompressedSize: false,
      modulePreload: false,
      rolldownOptions: {
        input: join(import.meta.dirname, 'src/offline/service-worker.ts'),
        output: { format: 'iife', entryFileNames: WORKER },
      },
    },
  })
}
