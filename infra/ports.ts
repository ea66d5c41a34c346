import { randomInt } from 'node:crypto'
import { createServer } from 'node:net'

// Whoever was given one does not listen yet when the next one asks, perhaps in another part of the program.
const promised = new Set<number>()
/** Below those that systems hand to connections that go out (Linux from 32768): such a one may take a free port before its listener does. */
const OURS = { from: 12_000, to: 32_000 } as const

/**
 * A free TCP port of the loopback address.
 * @param preferred the usual port, answered when nobody listens on it
 * @param taken ports already promised to somebody who does not listen yet
 */
export async function freePort(preferred?: number, taken: ReadonlySet<number> = new Set()): Promise<number> {
  if (preferred !== undefined && !taken.has(preferred) && (await tryPort(preferred)) !== undefined) return preferred
  for (;;) {
    const port = await tryPort(randomInt(OURS.from, OURS.to))
    if (port === undefined || taken.has(port) || promised.has(port)) continue
    promised.add(port)
    return port
  }
}

async function tryPort(port: number): Promise<number | undefined> {
  return new Promise((resolve) => {
    const probe = createServer()
    probe.once('error', () => resolve(undefined))
    probe.listen({ port, host: '127.0.0.1', exclusive: true }, () => {
      const address = probe.address()
      probe.close(() => resolve(typeof address === 'object' && address ? address.port : undefined))
    })
  })
}
