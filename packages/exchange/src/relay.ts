import type { RegistryStatement } from '@ihala/contract'
import type { Bus } from './bus.ts'
import type { BusWord } from './bus-word.ts'
import { type ComposePorts, type Dispatch, recoveryWith } from './compose-ports.ts'
import type { RegistryCache } from './registry-cache.ts'
import { reissue } from './reissue.ts'
import { sealAfresh } from './seal-afresh.ts'
import { makePiecesAnew, type SignAnewPorts, signAnew } from './sign-anew.ts'
import type { HeldUp, Leased } from './store/store.ts'

/** What publishing alone needs. */
export interface PublishPorts extends Pick<ComposePorts, 'recovery' | 'unwitnessed'> {
  readonly bus: Bus
  readonly registry: RegistryCache
  readonly store: { readonly noteHeldUp: (jti: string, why: HeldUp | null) => Promise<void> }
  readonly busWord?: BusWord
  /** Told that nothing more fits into the inbox of a member. */
  readonly isFull?: (recipient: string) => void
}

/** What publishing needs. */
export interface RelayPorts {
  readonly bus: Bus
  readonly registry: RegistryCache
  readonly now: () => Date
}

/**
 * Leases overdue heads and publishes them again; what is sealed to a key that the recipient does not have any more is signed
 * and sealed anew. Returns how many were taken.
 */
export async function republishOverdue<T>(ports: Republishing<T>): Promise<number> {
  return republish(ports, await ports.store.leaseOverdue(ports.now().toISOString()))
}

/** What republishing needs. */
export type Republishing<T> = RelayPorts & SignAnewPorts<T>

/** The same for what did not fit into the inbox of a member, oldest first: so many may fit now. */
export async function republishHeldUp<T>(ports: Republishing<T>, recipient: string, room: number): Promise<number> {
  return republish(ports, await ports.store.leaseHeldUp(ports.now().toISOString(), recipient, room))
}

async function republish<T>(ports: Republishing<T>, leased: readonly Leased[]): Promise<number> {
  const ours = await signAnew(ports, leased)
  const { good: rows, dispatch } = await makePiecesAnew(ports, ours.good)
  await publishAll(ports, [...ours.dispatch, ...dispatch])
  const lost = rows.filter((row) => row.caseId !== null && (row.sealed === '' || !hasKey(ports.registry, row)))
  const waiting = await publishAll(
    ports,
    rows.filter((row) => !lost.includes(row)),
  )
  await replaceStale(ports, waiting)
  await sealAgain(ports, lost, 'reissue', (tx, row) => (row.heldThere ? sealAfresh(ports, tx, row) : reissue(ports, tx, row.caseId ?? '')))
  return leased.length
}

/** A copy that lies on the bus for hours, though its recipient is there, was lost with its place kept: another one goes (DESIGN §4). */
async function replaceStale<T>(ports: Republishing<T>, waiting: readonly Leased[]): Promise<void> {
  const stale = new Set(
    await ports.store.staleCopies(
      waiting.map(({ jti }) => jti),
      ports.now().toISOString(),
    ),
  )
  const lost = waiting.filter(({ jti }) => stale.has(jti))
  await sealAgain(ports, lost, 'seal afresh', (tx, row) => sealAfresh(ports, tx, row))
}

/** Publishes each of them in another envelope; one that cannot be sealed keeps no other. */
async function sealAgain<T>(
  ports: Republishing<T>,
  rows: readonly Leased[],
  where: string,
  seal: (tx: T, row: Leased) => Promise<Dispatch>,
): Promise<void> {
  for (const row of rows) {
    try {
      await publishAll(ports, await ports.transaction((tx) => seal(tx, row)))
    } catch (error) {
      ports.observer.fault(where, error)
    }
  }
}

/** Whether the recipient still has the key; who cannot be asked now is taken at the last word. */
function hasKey(registry: RegistryCache, { recipient, encTo }: Leased): boolean {
  const statement = registry.find(recipient)
  return statement === undefined || encTo === null || statement.jwks.keys.some((key) => key.kid === encTo && key.revokedAt === undefined)
}

/** A member's valid statement; one that was not heard here, or has ended, is asked for once. */
async function statementOf(registry: RegistryCache, entityId: string): Promise<RegistryStatement | undefined> {
  return registry.find(entityId) ?? ((await registry.refresh(entityId).catch(() => false)) ? registry.find(entityId) : undefined)
}

/** What recovering needs itself: our question, and the answer to a partner that recovers too. */
const OF_RECOVERY = ['chain-asked', 'chain-returned']

/** DESIGN §10: of a rebuilt organisation nothing goes to a partner that has not said what it holds; a piece of a file not before all of it is back. */
function mayGo(ports: PublishPorts, { caseId, recipient, evt = '' }: Dispatch[number]): boolean {
  const recovery = recoveryWith(ports, recipient)
  if (!recovery || (caseId === null && OF_RECOVERY.includes(evt))) return true
  return evt === 'file-chunk' ? recovery.isDone(recipient) : recovery.hasHeard(recipient)
}

/**
 * Publishes sealed events; what cannot be published now stays in the outbox and is overdue soon. Returns those of which the bus
 * says that a copy still waits there.
 */
export async function publishAll<Row extends Dispatch[number] | Leased>(ports: PublishPorts, dispatch: readonly Row[]): Promise<Row[]> {
  const waiting: Row[] = []
  await Promise.allSettled(
    dispatch.map(async (row) => {
      const { caseId, recipient, digest, sealed } = row
      if (!mayGo(ports, row)) return
      const hold = async (why: HeldUp | null) => {
        if (why !== ('heldUp' in row ? row.heldUp : null)) await ports.store.noteHeldUp(row.jti, why)
      }
      if (caseId !== null && ports.unwitnessed?.() === true) return hold('not-witnessed')
      const member = (await statementOf(ports.registry, recipient))?.metadata.ihala_member
      if (member?.status !== 'live') return
      const answer = await ports.bus.publish(member.bus_tag, digest, Buffer.from(sealed, 'latin1'))
      if (answer === 'waiting') waiting.push(row)
      if (answer === 'taken' && caseId !== null) ports.busWord?.took(caseId, digest)
      if (answer === 'waiting' && caseId !== null) ports.busWord?.holds(caseId)
      if (answer === 'full') ports.isFull?.(recipient)
      await hold(answer === 'full' ? 'inbox-full' : null)
    }),
  )
  return waiting
}
