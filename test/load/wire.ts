import { randomUUID } from 'node:crypto'
import { Agent, request } from 'node:http'
import type { Created } from '@ihala/contract'
import type { Network } from '../../infra/network.ts'

/** A signed-in member of staff as the driver uses them: connections kept alive, JSON in and out, nothing else. */
export interface Wire {
  readonly get: <T>(path: string) => Promise<T>
  readonly create: (path: string, body: object) => Promise<Created>
  readonly change: (path: string, version: number, body: object) => Promise<Created>
  /** Opens the stream that tells the desk what changes, and opens it again when it ends; each event as it was sent. */
  readonly hear: (path: string, told: (event: string, data: unknown) => void) => void
  readonly close: () => void
}

/** Signs somebody in over HTTP and opens their wire. `connections` is how many requests may be under way at once. */
export async function wire(network: Network, slug: string, staffSub: string, connections: number): Promise<Wire> {
  const { baseUrl } = network.organisation(slug)
  const { hostname, port } = new URL(baseUrl)
  const { cookie } = await network.signIn(slug, staffSub)
  const agent = new Agent({ keepAlive: true, maxSockets: connections, maxFreeSockets: connections })

  const ask = <T>(method: string, path: string, headers: Record<string, string | number>, body?: string): Promise<T> =>
    new Promise((resolve, reject) => {
      const asked = request({ agent, hostname, port, method, path, headers: { cookie, ...headers } }, (response) => {
        const parts: Buffer[] = []
        response.on('data', (part: Buffer) => parts.push(part))
        response.on('error', reject)
        response.on('end', () => {
          const text = Buffer.concat(parts).toString('utf8')
          if ((response.statusCode ?? 500) < 300) resolve(JSON.parse(text))
          else reject(new Error(`${slug}: ${method} ${path.split('?')[0]} answered ${response.statusCode} ${text.slice(0, 300)}`))
        })
      })
      asked.on('error', reject)
      asked.end(body)
    })
  const { csrf } = await ask<{ csrf: string }>('GET', '/session', {})
  const send = (path: string, headers: Record<string, string>, body: object): Promise<Created> => {
    const text = JSON.stringify(body)
    return ask(
      'POST',
      path,
      { 'content-type': 'application/json', 'content-length': Buffer.byteLength(text), 'x-csrf-token': csrf, ...headers },
      text,
    )
  }
  let closed = false
  const hear: Wire['hear'] = (path, told) => {
    const asked = request({ hostname, port, path, headers: { cookie } }, (response) => {
      let text = ''
      response.setEncoding('utf8')
      response.on('data', (part: string) => {
        const blocks = `${text}${part}`.split('\n\n')
        text = blocks.pop() ?? ''
        for (const block of blocks) {
          const [, event, data] = /^event: (\w+)\ndata: (.*)$/.exec(block) ?? []
          if (event !== undefined && data !== undefined) told(event, JSON.parse(data))
        }
      })
      response.on('close', () => closed || hear(path, told))
    })
    asked.on('error', () => undefined)
    asked.end()
    streams.push(asked)
  }
  const streams: { destroy: () => void }[] = []
  return {
    hear,
    get: (path) => ask('GET', path, {}),
    create: (path, body) => send(path, { 'idempotency-key': randomUUID() }, body),
    // As the desk's screens do: a repeated click is one click.
    change: (path, version, body) => send(path, { 'if-match': `"${version}"`, 'idempotency-key': randomUUID() }, body),
    close: () => {
      closed = true
      for (const stream of streams) stream.destroy()
      agent.destroy()
    },
  }
}
