import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'

/** A collector of traces that keeps none: it is there so that the services make and send what they would. */
export interface Collector {
  /** Where OTLP over HTTP is taken. */
  readonly url: string
  /** What came so far. */
  readonly received: () => { readonly requests: number; readonly kb: number }
  readonly stop: () => Promise<void>
}

/** Listens on the loopback address and answers everything with 200. */
export async function startCollector(): Promise<Collector> {
  let [requests, bytes] = [0, 0]
  const server = createServer((request, response) => {
    request.on('data', (part: Buffer) => {
      bytes += part.length
    })
    request.on('end', () => {
      requests += 1
      response.writeHead(200, { 'content-type': 'application/json' }).end('{}')
    })
  })
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject)
    server.listen(0, '127.0.0.1', resolve)
  })
  const { port } = server.address() as AddressInfo
  return {
    url: `http://127.0.0.1:${port}/v1/traces`,
    received: () => ({ requests, kb: bytes / 1024 }),
    stop: async () => {
      server.closeAllConnections()
      await new Promise<void>((resolve) => server.close(() => resolve()))
    },
  }
}
