import { Refusal } from '@ihala/contract'
import {
  EMPTY_EDGE,
  entriesOnBus,
  membershipLeaf,
  membershipOrigin,
  memoryTree,
  openCheckpoint,
  REGISTRY_LOG_KEY,
  registryEntryKey,
  rootAt,
  type ServiceContext,
  signCheckpoint,
  type TreeReader,
} from '@ihala/kit'
import { addEntries, changesFrom, leavesOfLog, lockRegistry } from './registry.store.ts'

/** Entries published at once. */
const AT_ONCE = 50

/** The membership log as a tree, and how many entries it has. */
export interface LogTree {
  readonly reader: TreeReader
  readonly count: number
}

/** The tree of the membership log as it is now. */
export async function logTree(service: Pick<ServiceContext, 'asSystem'>): Promise<LogTree> {
  const leaves = await service.asSystem((tx) => leavesOfLog(tx))
  return { reader: memoryTree(EMPTY_EDGE, leaves), count: leaves.length }
}

/** The head of the membership log (K8, C2SP), signed by the committee. */
export async function signedHead({ organisation, keyring }: ServiceContext, { reader, count }: LogTree): Promise<string> {
  const { signing, sign } = keyring
  const head = { origin: membershipOrigin(organisation.entityId), size: count, root: await rootAt(reader, count), extensions: [] }
  return signCheckpoint(head, { publicKey: Buffer.from(signing.jwk.x, 'base64url'), sign })
}

/**
 * K8: puts on the bus what of the membership log is not there yet, entries first, so that whoever hears of a head can read all that
 * leads to it. The same again adds nothing. Throws BusAway.
 */
export async function publishLog(service: ServiceContext): Promise<void> {
  const { registry } = service.bus
  const tree = await logTree(service)
  const there = (await headOnBus(service))?.size ?? 0
  for (let at = Math.min(there, tree.count); at < tree.count; at += AT_ONCE) {
    const entries = await service.asSystem((tx) => changesFrom(tx, at, AT_ONCE))
    await Promise.all(entries.map(({ leaf: _, ...entry }) => registry.publish(registryEntryKey(entry.position), JSON.stringify(entry))))
  }
  await registry.publish(REGISTRY_LOG_KEY, await signedHead(service, tree))
}

/**
 * A committee restored from a backup lacks what it published since; another word at the same place would be a fork. It takes its own
 * entries back from the bus before it writes. Throws Refusal `service-unavailable` when they are not those that it signed; BusAway.
 */
export async function takeBackLog(service: ServiceContext): Promise<void> {
  const head = await headOnBus(service)
  const tree = await logTree(service)
  if (head === undefined || head.size <= tree.count) return
  const entries = (await entriesOnBus(service.bus, tree.count, head.size)) ?? []
  const leaves = await service.asSystem((tx) => leavesOfLog(tx))
  const whole = memoryTree(EMPTY_EDGE, [...leaves, ...entries.map(membershipLeaf)])
  const isOurs = leaves.length + entries.length === head.size && (await rootAt(whole, head.size)).equals(head.root)
  if (!isOurs) throw new Refusal('service-unavailable', { rule: 'membership-log' })
  await service.asSystem(async (tx) => {
    await lockRegistry(tx)
    const { length } = await leavesOfLog(tx)
    await addEntries(
      tx,
      entries.filter(({ position }) => position >= length),
    )
  })
}

/** The newest head on the bus, if we signed it. Throws BusAway. */
async function headOnBus({ bus, organisation, keyring, registry }: ServiceContext) {
  const note = await bus.registry.fetch(REGISTRY_LOG_KEY)
  if (note === undefined) return undefined
  const published = registry.lastKnown(organisation.entityId)?.jwks.keys.filter(({ use }) => use === 'sig') ?? []
  const keys = [keyring.signing.jwk, ...published].map(({ x }) => Buffer.from(x, 'base64url'))
  const head = openCheckpoint(note, keys)
  return head?.origin === membershipOrigin(organisation.entityId) ? head : undefined
}

/** Throws Refusal `service-unavailable` when the bus is away. */
export async function onBus(work: () => Promise<void>): Promise<void> {
  try {
    await work()
  } catch (fault) {
    if (fault instanceof Error && fault.name === 'BusAway') throw new Refusal('service-unavailable', { rule: 'bus' })
    throw fault
  }
}
