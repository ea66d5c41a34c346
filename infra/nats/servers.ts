import { join } from 'node:path'
import type { Child } from '../child.ts'
import { freePort } from '../ports.ts'
import { type BusServerOptions, startBusServer } from './server.ts'

/** One server of the bus. */
export interface BusServer {
  /** Folder with everything it stored and logged. */
  readonly dir: string
  /** Where members reach it. */
  readonly url: string
  readonly monitorUrl: string
  readonly pid: () => number | undefined
  /** Starts it unless it runs: on the same port, with its data. */
  readonly start: () => Promise<void>
  /** Ends it at once, as a crash would. */
  readonly kill: () => Promise<void>
  readonly stop: () => Promise<void>
}

/** Where the servers keep their things, and their usual ports; three make a cluster that keeps everything three times. */
export interface BusServersOptions {
  readonly dir: string
  readonly count: 1 | 3
  readonly port?: number | undefined
  readonly monitorPort?: number | undefined
}

type Trust = Pick<BusServerOptions, 'program' | 'operatorJwt' | 'systemAccount' | 'preload'>

/** The servers of the bus, each on ports of its own; none is started yet. */
export async function busServers(options: BusServersOptions, trust: Trust): Promise<readonly BusServer[]> {
  const taken = new Set<number>()
  const allot = async (usual?: number): Promise<number> => {
    const port = await freePort(usual, taken)
    taken.add(port)
    return port
  }
  if (options.count === 1) {
    const own = { dir: join(options.dir, 'server'), port: await allot(options.port), monitorPort: await allot(options.monitorPort) }
    return [busServer({ ...own, ...trust })]
  }
  const routes = [await allot(), await allot(), await allot()]
  const servers: BusServer[] = []
  for (const [index, port] of routes.entries()) {
    const name = `hub-${index + 1}`
    const own = { dir: join(options.dir, name), port: await allot(), monitorPort: await allot() }
    servers.push(busServer({ ...own, ...trust, cluster: { name, port, others: routes.filter((other) => other !== port) } }))
  }
  return servers
}

function busServer(options: BusServerOptions): BusServer {
  let child: Child | undefined
  return {
    dir: options.dir,
    url: `nats://127.0.0.1:${options.port}`,
    monitorUrl: `http://127.0.0.1:${options.monitorPort}`,
    pid: () => (child && !child.hasEnded() ? child.pid : undefined),
    start: async () => {
      if (!child || child.hasEnded()) child = await startBusServer(options)
    },
    kill: async () => child?.kill(),
    stop: async () => child?.stop(),
  }
}

/** Does one thing with all servers at once, and waits for all, also when one fails. */
export async function withAll(servers: readonly BusServer[], what: 'start' | 'kill' | 'stop'): Promise<void> {
  const ended = await Promise.allSettled(servers.map((server) => server[what]()))
  for (const one of ended) if (one.status === 'rejected') throw one.reason
}
