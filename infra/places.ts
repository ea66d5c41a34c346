import { freePort } from './ports.ts'

/** Where one organisation's service listens. */
export interface Place {
  readonly port: number
  readonly baseUrl: string
}

/** The ports of a network. */
export interface Places {
  readonly identity: number
  readonly watch: number
  readonly bus: number
  readonly busMonitor: number
  readonly postgres: number
  readonly organisations: ReadonlyMap<string, Place>
}

const USUAL = { identity: 4100, watch: 4120, organisations: 4101, postgres: 4132, bus: 4122, busMonitor: 4182 } as const

/**
 * Gives everybody a port of the loopback address, none twice: the usual ones where nobody listens yet, else free ones.
 */
export async function allotPlaces(slugs: readonly string[], ports: 'usual' | 'free'): Promise<Places> {
  const taken = new Set<number>()
  const allot = async (usual: number): Promise<number> => {
    const port = await freePort(ports === 'usual' ? usual : undefined, taken)
    taken.add(port)
    return port
  }
  const identity = await allot(USUAL.identity)
  const watch = await allot(USUAL.watch)
  const [bus, busMonitor, postgres] = [await allot(USUAL.bus), await allot(USUAL.busMonitor), await allot(USUAL.postgres)]
  const organisations = new Map<string, Place>()
  for (const [index, slug] of slugs.entries()) {
    const port = await allot(USUAL.organisations + index)
    organisations.set(slug, { port, baseUrl: `http://127.0.0.1:${port}` })
  }
  return { identity, watch, bus, busMonitor, postgres, organisations }
}
