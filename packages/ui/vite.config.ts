import { readFileSync } from 'node:fs'
import { basename, join } from 'node:path'
import type { HtmlTagDescriptor, InlineConfig, Plugin, Rolldown } from 'vite'
import { completeCatalogues } from './catalogues.ts'
import { contractAsData } from './contract-as-data.ts'

/**
 * How the pages of one kind are built: `services/<kind>/web` → `services/<kind>/dist/web`, served below `/desk/`. Nothing is
 * inlined, neither script nor style nor font, so that the pages work under `default-src 'self'`. The kind may lie outside the
 * workspace: what its pages import is found here.
 * @param kindFolder absolute path of `services/<kind>`
 * @param outDir absolute path where the pages shall be, if not in `dist/web` of the kind
 */
export function deskConfig(kindFolder: string, outDir = join(kindFolder, 'dist', 'web')): InlineConfig {
  const root = join(kindFolder, 'web')
  const here = (path: string): string => join(import.meta.dirname, path)
  return {
    configFile: false,
    root,
    base: '/desk/',
    // Nothing is written beside the sources.
    cacheDir: join(outDir, '..', '.vite'),
    logLevel: 'warn',
    // React must be one copy, whoever imports it.
    resolve: {
      alias: [
        { find: /^@ihala\/ui$/, replacement: here('src/index.ts') },
        { find: /^(react|react-dom)(?=\/|$)/, replacement: here('node_modules/$1') },
      ],
    },
    // A catalogue is read as JSON, in a third of the time it takes as a program.
    json: { stringify: true, namedExports: false },
    oxc: { jsx: { runtime: 'automatic' } },
    plugins: [completeCatalogues(), contractAsData(), headOf(basename(kindFolder))],
    build: {
      outDir,
      emptyOutDir: true,
      assetsInlineLimit: 0,
      modulePreload: { polyfill: false },
      reportCompressedSize: false,
      sourcemap: false,
      rolldownOptions: {
        // “use client” in a dependency says something to a server renderer, and nothing here.
        onLog: (level, log, report) => (log.code === 'MODULE_LEVEL_DIRECTIVE' ? undefined : report(level, log)),
      },
    },
  }
}

/** The Arabic texts come beside the program instead of after it: Arabic is what a desk opens in, and a slow line waits for nothing twice. */
function firstTexts(bundle: Rolldown.OutputBundle | undefined): HtmlTagDescriptor[] {
  const texts = Object.values(bundle ?? {}).find((file) => file.type === 'chunk' && file.facadeModuleId?.endsWith('/messages/ar.json'))
  if (texts === undefined) return []
  return [{ tag: 'link', attrs: { rel: 'modulepreload', crossorigin: true, href: `/desk/${texts.fileName}` }, injectTo: 'head' }]
}

/**
 * What every page says in its head. The template bears the name under which React Aria would write a style of its own into the
 * page; finding it there, it writes none (its rule is in base.css).
 */
function headOf(kind: string): Plugin {
  return {
    name: 'desk-head',
    generateBundle() {
      this.emitFile({ type: 'asset', fileName: 'icon.svg', source: readFileSync(join(import.meta.dirname, 'src/styles/icon.svg')) })
    },
    transformIndexHtml: (_page, { bundle }) => [
      ...firstTexts(bundle),
      { tag: 'meta', attrs: { name: 'viewport', content: 'width=device-width, initial-scale=1' }, injectTo: 'head-prepend' },
      { tag: 'meta', attrs: { name: 'color-scheme', content: 'light dark' }, injectTo: 'head' },
      { tag: 'meta', attrs: { name: 'robots', content: 'noindex' }, injectTo: 'head' },
      { tag: 'meta', attrs: { name: 'ihala-kind', content: kind }, injectTo: 'head' },
      { tag: 'link', attrs: { rel: 'icon', type: 'image/svg+xml', href: '/desk/icon.svg' }, injectTo: 'head' },
      { tag: 'template', attrs: { id: 'react-aria-pressable-style' }, injectTo: 'head' },
    ],
  }
}

/**
 * How the script of the worker pages is built: `packages/ui/src/worker/script` → `<outDir>/worker/page.js` and `seal.js`, which is loaded
 * when something is sealed. Their names stay, because nothing of these pages is kept by a browser.
 * @param outDir absolute path of the kind's pages
 */
export function workerConfig(outDir: string): InlineConfig {
  return {
    configFile: false,
    root: import.meta.dirname,
    base: './',
    publicDir: false,
    cacheDir: join(outDir, '..', '.vite'),
    logLevel: 'warn',
    plugins: [contractAsData()],
    build: {
      outDir: join(outDir, 'worker'),
      emptyOutDir: true,
      modulePreload: false,
      reportCompressedSize: false,
      sourcemap: false,
      target: 'es2022',
      rolldownOptions: {
        input: join(import.meta.dirname, 'src/worker/script/page.ts'),
        output: { entryFileNames: '[name].js', chunkFileNames: '[name].js' },
      },
    },
  }
}
