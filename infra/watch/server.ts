import { readFile } from 'node:fs/promises'
import { createServer, type ServerResponse } from 'node:http'
import { extname, join } from 'node:path'
import type { Bus } from '../nats/operator.ts'
import { type Sighting, tapBus } from './tap.ts'

/** How many envelopes a page that is opened late still sees. */
const REMEMBERED = 200

const TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
}

/** The demonstration's page “watch the bus”: what its operator sees, live. Loopback only; no part of a real network. */
export async function serveWatch(bus: Bus, port: number): Promise<{ readonly url: string; readonly stop: () => Promise<void> }> {
  const remembered: Sighting[] = []
  const pages = new Set<ServerResponse>()
  const untap = tapBus(bus, (sighting) => {
    remembered.push(sighting)
    if (remembered.length > REMEMBERED) remembered.shift()
    for (const page of pages) page.write(`data: ${JSON.stringify(sighting)}\n\n`)
  })
  const server = createServer((request, response) => {
    const path = new URL(request.url ?? '/', 'http://watch').pathname
    if (path === '/watch/events') {
      response.writeHead(200, { 'content-type': 'text/event-stream', 'cache-control': 'no-store' })
      for (const sighting of remembered) response.write(`data: ${JSON.stringify(sighting)}\n\n`)
      pages.add(response)
      response.on('close', () => pages.delete(response))
      return
    }
    void file(path, response)
  })
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject)
    server.listen(port, '127.0.0.1', resolve)
  })
  return {
    url: `http://127.0.0.1:${port}/watch/`,
    stop: async () => {
      untap()
      for (const page of pages) page.end()
      server.closeAllConnections()
      await new Promise<void>((resolve) => server.close(() => resolve()))
    },
  }
}

async function file(path: string, response: ServerResponse): Promise<void> {
  const name = path === '/' || path === '/watch' || path === '/watch/' ? 'index.html' : path.replace(/^\/watch\//, '')
  const type = TYPES[extname(name)]
  if (type === undefined || name.includes('/') || name.endsWith('.ts')) return void response.writeHead(404).end()
  try {
    const content = await readFile(join(import.meta.dirname, name))
    response
      .writeHead(200, { 'content-type': type, 'content-security-policy': "default-src 'self'", 'cache-control': 'no-store' })
      .end(content)
  } catch {
    response.writeHead(404).end()
  }
}
