import { mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { admitToBus, type Bus, startBus } from '../../infra/nats/operator.ts'
import { openPassage } from '../../infra/nats/passage.ts'
import { findBusServerProgram } from '../../infra/nats/server.ts'
import type { Held } from './goals.ts'
import { shown } from './numbers.ts'

const AT_ONCE = 8
/** Members that stay connected while another one is added. */
const CONNECTED = 20

interface Grown {
  readonly members: number
  /** What the server is told beside the members' own accounts: its file with the bus's account. */
  readonly constantBytes: number
  /** What one member adds: its signed account. */
  readonly memberBytes: number
  readonly readySeconds: number
  readonly addSeconds: number
  /** Connections of other members lost while one was added. */
  readonly lost: number
}

/** A bus with ever more members: what its server must be told, how fast it is ready, and what adding one costs the others. */
export async function measureMembers(root: string, counts: readonly number[], say: (line: string) => void): Promise<Held[]> {
  const dir = mkdtempSync(join(tmpdir(), 'bench-members-'))
  const bus = await startBus({ dir, source: { program: findBusServerProgram(root) } })
  try {
    const grown: Grown[] = []
    const names: string[] = []
    for (const count of [...counts].sort((a, b) => a - b)) {
      await admitUpTo(bus, names, count)
      grown.push(await look(bus, names))
      say(`# ${count} members: ${JSON.stringify(grown.at(-1))}`)
    }
    const [least, most] = [grown[0], grown.at(-1)]
    if (!least || !most) return []
    return [
      {
        name: `what a server is told at ${most.members} members ÷ at ${least.members}`,
        value: (most.constantBytes + most.memberBytes) / (least.constantBytes + least.memberBytes),
        must: 1.001,
        aim: 1.001,
        note: `${most.constantBytes} bytes whatever their number, and ${most.memberBytes} for each`,
      },
      ...grown.map((one) => ({
        name: `${one.members} members: bus ready, s`,
        value: one.readySeconds,
        must: 10,
        aim: 3,
        note: 'from starting the server to the first envelope through',
      })),
      ...grown.map((one) => ({
        name: `${one.members} members: adding one, s`,
        value: one.lost === 0 ? one.addSeconds : Number.NaN,
        must: 1,
        aim: 1,
        note: one.lost === 0 ? 'nobody was restarted or cut off' : `${shown(one.lost)} others were cut off`,
      })),
    ]
  } finally {
    await bus.stop()
    rmSync(dir, { recursive: true, force: true })
  }
}

async function admitUpTo(bus: Bus, names: string[], count: number): Promise<void> {
  const one = async (): Promise<void> => {
    while (names.length < count) {
      const slug = `member-${names.length + 1}`
      names.push(slug)
      await admitToBus(bus, { slug, publishesRegistry: false })
    }
  }
  await Promise.all(Array.from({ length: AT_ONCE }, one))
}

async function look(bus: Bus, names: string[]): Promise<Grown> {
  const [name = ''] = names
  const place = await admitToBus(bus, { slug: name, publishesRegistry: false })

  await bus.killServer()
  const from = performance.now()
  await bus.startServer()
  const first = await openPassage(bus, place)
  await first.passThrough()
  const readySeconds = (performance.now() - from) / 1000
  await first.close()

  const others = await Promise.all(
    names.slice(0, CONNECTED).map(async (slug) => openPassage(bus, await admitToBus(bus, { slug, publishesRegistry: false }))),
  )
  const pid = bus.pid()
  const began = performance.now()
  const added = `member-${names.length + 1}`
  const newcomer = await admitToBus(bus, { slug: added, publishesRegistry: false })
  const own = await openPassage(bus, newcomer)
  await own.passThrough()
  const addSeconds = (performance.now() - began) / 1000
  names.push(added)
  const lost = (await Promise.all(others.map((other) => other.wasCut()))).filter(Boolean).length
  const cut = bus.pid() === pid ? lost : others.length
  await Promise.all([...others, own].map((connection) => connection.close()))

  const members = join(bus.operator.dir, 'members')
  const server = readFileSync(join(bus.serverDir ?? '', 'server.conf'), 'utf8')
  return {
    members: names.length - 1,
    constantBytes: server.length,
    memberBytes: statSync(join(members, `${added}.jwt`)).size - added.length,
    readySeconds,
    addSeconds,
    lost: cut,
  }
}
