import { checkMembershipEntry, checkMembershipHead, KEY_DELAY, type MembershipEntry } from '@ihala/contract'
import {
  type Checkpoint,
  claimedCheckpoint,
  committeeOf,
  consistencyProof,
  contradiction,
  cosign,
  countersign,
  EMPTY_EDGE,
  membershipLeaf,
  membershipOf,
  memoryTree,
  openCheckpoint,
  rootAt,
  type Tx,
  type WitnessedHead,
} from '@ihala/ledger'
import type { LastEntry } from '@ihala/policy'
import { type Bus, REGISTRY_LOG_KEY, registryEntryKey } from './bus.ts'
import type { ComposePorts } from './compose-ports.ts'
import { withNewKeys } from './membership-news.ts'
import { type DoubtKeeping, keepDoubt } from './pair/doubts.ts'
import { compare } from './pair/heard-heads.ts'
import { logKeysOf, logSigner } from './pair/log-keys.ts'
import type { KeptEntry } from './store/membership.ts'

/** What reading the membership log needs. */
export interface MembershipPorts<T = Tx> extends Pick<ComposePorts<T>, 'self' | 'keyring' | 'registry'>, DoubtKeeping<T> {
  readonly bus: Bus
  readonly transaction: <R>(work: (tx: T) => Promise<R>) => Promise<R>
}

/** A head as the bus has it, signed by the committee. */
export interface OfferedHead {
  readonly note: string
  readonly head: Checkpoint
  /** The member in whose name the log is kept. */
  readonly member: string
  readonly keys: readonly Buffer[]
}

/** The kind whose members keep the membership log. */
export const COMMITTEE_KIND = 'national-committee'
/** Entries asked for at once. */
const AT_ONCE = 32

/** The newest head on the bus; undefined when there is none that a committee signed. Throws BusAway. */
export async function offeredHead<T>({ bus, registry }: MembershipPorts<T>): Promise<OfferedHead | undefined> {
  const note = await bus.registry.fetch(REGISTRY_LOG_KEY)
  if (!checkMembershipHead(note)) return undefined
  const committee = committeeOf(claimedCheckpoint(note)?.origin ?? '') ?? ''
  if (registry.lastKnown(committee)?.metadata.ihala_member.kind !== COMMITTEE_KIND) return undefined
  const keys = logKeysOf(registry, committee)
  const head = openCheckpoint(note, keys)
  return head && { note, head, member: membershipOf(committee), keys }
}

/** Since when a member rests that is new to us now, seconds since 1970; undefined until this organisation has watched the log for a day (T26). */
export async function newcomersSince<T>({ store, stamp }: Pick<MembershipPorts<T>, 'store' | 'stamp'>, tx: T): Promise<number | undefined> {
  const { began } = await store.membership.heard(tx, '')
  const now = Date.parse(stamp().now)
  return began === null || now - Date.parse(began) < KEY_DELAY * 1000 ? undefined : Math.floor(now / 1000)
}

/** Entries from one place to before another, as the bus has them; undefined when one is not there. Throws BusAway. */
export async function entriesOnBus({ registry }: Bus, from: number, to: number): Promise<MembershipEntry[] | undefined> {
  const entries: MembershipEntry[] = []
  for (let at = from; at < to; at += AT_ONCE) {
    const places = Array.from({ length: Math.min(AT_ONCE, to - at) }, (_, one) => at + one)
    const texts = await Promise.all(places.map((place) => registry.fetch(registryEntryKey(place))))
    for (const [index, text] of texts.entries()) {
      const entry = text === undefined ? undefined : parsed(text)
      if (!checkMembershipEntry(entry) || entry.position !== places[index]) return undefined
      entries.push(entry)
    }
  }
  return entries
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

/**
 * K8, c13: judges a head by the entries that lead to it, keeps both and countersigns, in one transaction; what contradicts the head
 * that is held is kept as evidence. `last` has the newest entry about every member. Returns what was added; undefined when nothing was.
 * Throws BusAway.
 */
export async function readHead<T>(
  ports: MembershipPorts<T>,
  offered: OfferedHead,
  last: ReadonlyMap<string, LastEntry>,
): Promise<readonly KeptEntry[] | 'entries-missing' | undefined> {
  const { head, member } = offered
  const [held] = await ports.transaction((tx) => ports.store.log.held(tx, member))
  if (held !== undefined && head.size <= held.size) {
    await ports.transaction((tx) => seeAgain(ports, tx, offered, held))
    return undefined
  }
  const from = held?.size ?? 0
  const entries = await entriesOnBus(ports.bus, from, head.size)
  if (entries === undefined) return 'entries-missing'
  const leaves = entries.map(membershipLeaf)
  const tree = memoryTree(held?.edge ?? EMPTY_EDGE, [...(held?.leaves ?? []), ...leaves])
  const proof = await consistencyProof(tree, from, head.size)
  return ports.transaction(async (tx) => {
    const { now } = ports.stamp()
    const offer = { note: offered.note, from, proof, edge: [], leaves }
    const became = await countersign(ports.store.log, tx, offer, offered, { signer: logSigner(ports), now })
    if (became.outcome === 'signed') {
      const added = withNewKeys(entries, last, await newcomersSince(ports, tx))
      await ports.store.membership.keep(tx, added, now)
      await keepLine(ports, tx, offered, became.line)
      await compare(ports, tx, member, head.origin)
      return added
    }
    if (became.outcome === 'inconsistent')
      await keepDoubt(ports, tx, 'inconsistent', {
        member,
        by: null,
        heads: [offered.note, held?.note ?? ''],
        content: { held: held?.note ?? null, offered: offered.note, from, root: (await rootAt(tree, head.size)).toString('base64') },
      })
    return undefined
  })
}

/** A head that is not larger than ours: a part of the same history, signed anew perhaps, or a fork. */
async function seeAgain<T>(ports: MembershipPorts<T>, tx: T, { note, head, member }: OfferedHead, held: WitnessedHead): Promise<void> {
  const fork = await contradiction(held, note, head)
  if (fork) await keepDoubt(ports, tx, 'fork', { member, by: null, heads: [fork.older, fork.newer], content: fork })
  // Under another key of the committee, its old one will not be known for ever.
  else if (head.size === held.size && !held.note.startsWith(note)) await keepLine(ports, tx, { note, head, member }, lineOf(ports, note))
}

function lineOf<T>(ports: MembershipPorts<T>, note: string): string {
  return cosign(note, Math.floor(Date.parse(ports.stamp().now) / 1000), logSigner(ports))
}

/** The countersignature stays with the head, and goes with it to whoever hears of it. */
async function keepLine<T>(
  ports: MembershipPorts<T>,
  tx: T,
  { note, head, member }: Omit<OfferedHead, 'keys'>,
  line: string,
): Promise<void> {
  const { log } = ports.store
  const held = (await log.held(tx, member)).find(({ origin }) => origin === head.origin)
  if (held) await log.advance(tx, { ...held, note: `${note}${line}\n` }, held.size, ports.stamp().now)
}
