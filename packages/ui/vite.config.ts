import { readFileSync } from 'node:fs'
import { basename, join } from 'node:path'
import type { HtmlTagDescriptor, InlineConfig, Plugin, Rolldown } from 'vite'
import { completeCatalogues, dividedCatalogues } from './catalogues.ts'
import { CONTRACT_DATA, contractAsData } from './contract-as-data.ts'

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
    oxc: { jsx: { runtime: 'automatic' } },
    plugins: [completeCatalogues(), dividedCatalogues(), contractAsData(), headOf(basename(kindFolder))],
    build: {
      outDir,
      emptyOutDir: true,
      assetsInlineLimit: 0,
      modulePreload: { polyfill: false },
      reportCompressedSize: false,
      sourcemap: false,
      rolldownOptions: {
        output: { codeSplitting: { groups: [ASKED_AHEAD, CONTRACT_DATA] } },
        // “use client” in a dependency says something to a server renderer, and nothing here.
        onLog: (level, log, report) => (log.code === 'MODULE_LEVEL_DIRECTIVE' ? undefined : report(level, log)),
      },
    },
  }
}

/** A file of its own, with all it needs. */
const ASKED_AHEAD = {
  name: 'asked-ahead',
  test: /\/ui\/src\/(shell\/(asked-ahead|roles)|i18n\/(calendar|locale|settings|tables))\.ts$/,
}
const ARABIC = /\/messages\/ar\.first\.js$/

/**
 * What comes beside the program instead of after it, so that a slow line waits for nothing twice: the first requests and the tables of
 * the language, which run as soon as they are there, and the Arabic texts, since Arabic is what a desk opens in.
 */
function comesBeside(bundle: Rolldown.OutputBundle | undefined): HtmlTagDescriptor[] {
  const addressOf = (source: RegExp) => {
    const file = Object.values(bundle ?? {}).find((one) => one.type === 'chunk' && one.moduleIds.some((id) => source.test(id)))
    if (!file) throw new Error(`no file of the pages has ${source}`)
    return `/desk/${file.fileName}`
  }
  return [
    {
      tag: 'script',
      attrs: { type: 'module', async: true, crossorigin: true, src: addressOf(ASKED_AHEAD.test) },
      injectTo: 'head-prepend',
    },
    { tag: 'link', attrs: { rel: 'modulepreload', crossorigin: true, href: addressOf(ARABIC) }, injectTo: 'head' },
  ]
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
      ...comesBeside(bundle),
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
