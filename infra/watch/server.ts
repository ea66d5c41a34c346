import { readFile } from 'node:fs/promises'
import { createServer, type ServerResponse } from 'node:http'
import { extname, join } from 'node:path'
import type { Bus } from '../nats/operator.ts'
import { TODAY_PATH, todayPage } from '../today/page.ts'
import { type Sighting, tapBus } from './tap.ts'

/** How many envelopes a page that is opened late still sees. */
const REMEMBERED = 200

const TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
}

/** The demonstration's own pages: where they are. */
export interface Watch {
  readonly url: string
  /** A page that says what day it is, for whoever leaves the pages of workers. */
  readonly todayUrl: string
  readonly stop: () => Promise<void>
}

/**
 * The demonstration's page “watch the bus”: what its operator sees, live; and the page one leaves the pages of workers to. Loopback only;
 * no part of a real network.
 */
export async function serveWatch(bus: Bus, port: number): Promise<Watch> {
  const remembered: Sighting[] = []
  let passed = 0
  const pages = new Set<ServerResponse>()
  const untap = tapBus(bus, (sighting) => {
    passed += 1
    remembered.push(sighting)
    if (remembered.length > REMEMBERED) remembered.shift()
    for (const page of pages) page.write(`data: ${JSON.stringify(sighting)}\n\n`)
  })
  const server = createServer((request, response) => {
    const path = new URL(request.url ?? '/', 'http://watch').pathname
    if (path === '/watch/events') {
      response.writeHead(200, { 'content-type': 'text/event-stream', 'cache-control': 'no-store' })
      // While nothing passes, a page still learns that it is connected.
      response.flushHeaders()
      response.write(`event: before\ndata: ${passed - remembered.length}\n\n`)
      for (const sighting of remembered) response.write(`data: ${JSON.stringify(sighting)}\n\n`)
      pages.add(response)
      response.on('close', () => pages.delete(response))
      return
    }
    if (path === TODAY_PATH) return void send(response, '.html', todayPage(new Date()))
    if (path === `${TODAY_PATH}today.css`) return void file(join('..', 'today', 'today.css'), response)
    const name = path === '/' || path === '/watch' || path === '/watch/' ? 'index.html' : path.replace(/^\/watch\//, '')
    if (name.includes('/')) return void response.writeHead(404).end()
    void file(name, response)
  })
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject)
    server.listen(port, '127.0.0.1', resolve)
  })
  return {
    url: `http://127.0.0.1:${port}/watch/`,
    todayUrl: `http://127.0.0.1:${port}${TODAY_PATH}`,
    stop: async () => {
      untap()
      for (const page of pages) page.end()
      server.closeAllConnections()
      await new Promise<void>((resolve) => server.close(() => resolve()))
    },
  }
}

/** @param name below this folder; only what a page is made of is sent */
async function file(name: string, response: ServerResponse): Promise<void> {
  const content = extname(name) in TYPES ? await readFile(join(import.meta.dirname, name)).catch(() => undefined) : undefined
  if (content === undefined) return void response.writeHead(404).end()
  send(response, extname(name), content)
}

/** Nothing is loaded from elsewhere; the icon is an empty one. */
const POLICY = "default-src 'self'; img-src data:"

function send(response: ServerResponse, ending: string, content: string | Buffer): void {
  response.writeHead(200, { 'content-type': TYPES[ending], 'content-security-policy': POLICY, 'cache-control': 'no-store' }).end(content)
}
