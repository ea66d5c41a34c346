import { readdir } from 'node:fs/promises'
import { extname, join, relative, sep } from 'node:path'
import fastifyStatic from '@fastify/static'
import { Refusal } from '@ihala/contract'
import Type from 'typebox'
import type { App } from './app.ts'

/** The pages are programs without data: everybody may load them, and what they show they ask for with a session. */
export const PAGE_POLICIES = `
permit (principal, action == Action::"open-pages", resource);
`

const Path = Type.Object({ '*': Type.String({ maxLength: 500 }) }, { additionalProperties: false })
const YEAR = 'public, max-age=31536000, immutable'
/** Vite names built files by their content. */
const HASHED = /-[A-Za-z0-9_-]{8,}\.[a-z0-9]+$/

/** A worker beside a page: it may run WebAssembly, and reach nothing. */
const WORKER = /\.worker-[A-Za-z0-9_-]{8,}\.js$/
const WORKER_POLICY = "default-src 'none';script-src 'self' 'wasm-unsafe-eval'"

/**
 * Serves the built desk under /desk/, its addresses inside all as index.html, and sends / there; and whoever asks for an icon without
 * having read a page, to the desk's. Only files that were in the folder at start are served, by their exact names. Without a folder
 * /desk/ is not found.
 */
export async function pageRoutes(app: App, folder: string | undefined): Promise<void> {
  const files = folder === undefined ? new Set<string>() : await filesIn(folder)
  if (folder !== undefined)
    await app.register(fastifyStatic, { root: folder, serve: false, cacheControl: false, preCompressed: hasCompressed(files) })

  for (const [from, to] of [
    ['/', '/desk/'],
    ['/desk', '/desk/'],
    ['/favicon.ico', '/desk/icon.svg'],
  ] as const)
    app.get(from, { config: { action: 'open-pages', answers: { 302: [] } } }, (_request, reply) => reply.redirect(to, 302))
  app.get(
    '/desk/*',
    {
      config: { action: 'open-pages', answers: { 200: ['*/*'], 304: [] } },
      schema: { params: Path, querystring: Type.Object({}, { additionalProperties: Type.String() }) },
    },
    (request, reply) => {
      const wanted = request.params['*']
      if (WORKER.test(wanted)) reply.header('content-security-policy', WORKER_POLICY)
      if (files.has(wanted)) return reply.header('cache-control', HASHED.test(wanted) ? YEAR : 'no-cache').sendFile(wanted)
      // A missing file is missing; any other address inside is the page's own.
      if (extname(wanted) !== '' || !files.has('index.html')) throw new Refusal('not-found')
      return reply.header('cache-control', 'no-cache').sendFile('index.html')
    },
  )
}

async function filesIn(folder: string): Promise<Set<string>> {
  const found = await readdir(folder, { recursive: true, withFileTypes: true }).catch(() => [])
  return new Set(
    found.filter((entry) => entry.isFile()).map((entry) => relative(folder, join(entry.parentPath, entry.name)).split(sep).join('/')),
  )
}

function hasCompressed(files: ReadonlySet<string>): boolean {
  return [...files].some((file) => file.endsWith('.br') || file.endsWith('.gz'))
}
