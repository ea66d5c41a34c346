import { type Checkpoint, claimedCheckpoint, contradiction, type Fork, forkOf, openCheckpoint, readOrigin, rootAt } from '@ihala/ledger'
import { type DoubtKeeping, type DoubtPorts, keepDoubt } from './doubts.ts'
import { logKeysOf, ownLogKeys, ownLogKeysEver } from './log-keys.ts'

/**
 * T31: heads of third logs that a member says it saw. What contradicts a head that was countersigned or heard here is a fork, and is
 * proven by the two signed heads alone. What no member signed is nothing.
 */
export async function hearHeads<T>(ports: DoubtPorts<T>, tx: T, teller: string, notes: readonly string[]): Promise<void> {
  for (const note of notes) {
    const member = readOrigin(claimedCheckpoint(note)?.origin ?? '')?.member
    if (member === undefined || member === teller) continue
    if (member === ports.self.entityId) {
      await hearOwn(ports, tx, teller, note)
      continue
    }
    const head = openCheckpoint(note, logKeysOf(ports.registry, member))
    if (head === undefined) continue
    const { log } = ports.store
    await log.hear(tx, teller, { origin: head.origin, size: head.size, note }, ports.stamp().now)
    await compare(ports, tx, member, head.origin)
  }
}

/** Holds all that is known of a log against each other. */
export async function compare<T>(ports: DoubtKeeping<T>, tx: T, member: string, origin: string): Promise<void> {
  const { log } = ports.store
  const held = (await log.held(tx, member)).find((one) => one.origin === origin)
  const heard = (await log.heard(tx, origin)).flatMap(({ note, teller }) => {
    const head = claimedCheckpoint(note)
    return head ? [{ head, note, teller }] : []
  })
  for (const one of heard) {
    const fork = (held && (await contradiction(held, one.note, one.head))) ?? ofOneSize(one, heard)
    if (fork) await keepDoubt(ports, tx, 'fork', { member, by: one.teller, heads: [fork.older, fork.newer], content: fork })
  }
}

interface Heard {
  readonly head: Checkpoint
  readonly note: string
}

/** Two heads of one size need no tree to contradict each other. */
function ofOneSize({ head, note }: Heard, others: readonly Heard[]): Fork | undefined {
  const other = others.find((one) => one.head.size === head.size && !one.head.root.equals(head.root))
  if (!other) return undefined
  const [older = note, newer = note] = [note, other.note].sort()
  const root = newer === note ? head.root : other.head.root
  return forkOf(older, newer, root, [])
}

/** A head that we signed: it must be the beginning of our log, or a part of our log was lost. */
export async function hearOwn<T>(ports: DoubtPorts<T>, tx: T, teller: string, note: string): Promise<boolean> {
  const head = openCheckpoint(note, ownLogKeysEver(ports))
  const of = head && readOrigin(head.origin)
  if (head === undefined || of?.member !== ports.self.entityId) return false
  const { log } = ports.store
  const { epoch, begunAt } = await log.epoch(tx)
  const restored = await ports.store.restoredAt(tx)
  // Rebuilt, and the next epoch has not begun: what others hold is being asked for.
  if (of.epoch < epoch || (restored !== null && (begunAt === null || begunAt < restored))) return false
  const { size } = await log.state(tx, 0)
  const isOurs = of.epoch === epoch && head.size <= size && (await rootAt(log.tree(tx), head.size)).equals(head.root)
  // A head that is not of our log, by a key of ours that was stolen, is the thief's: it says nothing of the log.
  if (!isOurs && openCheckpoint(note, ownLogKeys(ports)) !== undefined)
    await keepDoubt(ports, tx, 'own-log-behind', { member: ports.self.entityId, by: teller, heads: [note], content: { held: note, size } })
  return isOurs
}
