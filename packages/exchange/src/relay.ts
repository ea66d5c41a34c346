import type { RegistryStatement } from '@ihala/contract'
import type { Bus } from './bus.ts'
import type { ComposePorts, Dispatch } from './compose.ts'
import type { Observer } from './observer.ts'
import type { RegistryCache } from './registry-cache.ts'
import { reissue } from './reissue.ts'
import type { Leased } from './store/store.ts'

/** What publishing alone needs. */
export interface PublishPorts extends Pick<ComposePorts, 'recovery'> {
  readonly bus: Bus
  readonly registry: RegistryCache
  readonly store: { readonly noteHeldUp: (jti: string, why: 'inbox-full' | null) => Promise<void> }
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
export async function republishOverdue<T>(
  ports: RelayPorts &
    ComposePorts<T> & { readonly transaction: <R>(work: (tx: T) => Promise<R>) => Promise<R>; readonly observer: Observer },
): Promise<number> {
  const rows = await ports.store.leaseOverdue(ports.now().toISOString())
  const lost = rows.filter((row) => row.caseId !== null && row.encTo !== null && !hasKey(ports.registry, row.recipient, row.encTo))
  await publishAll(
    ports,
    rows.filter((row) => !lost.includes(row)),
  )
  for (const { caseId } of lost) {
    try {
      await publishAll(ports, await ports.transaction((tx) => reissue(ports, tx, caseId ?? '')))
    } catch (error) {
      ports.observer.fault('reissue', error)
    }
  }
  return rows.length
}

/** Whether the recipient still has the key; who cannot be asked now is taken at the last word. */
function hasKey(registry: RegistryCache, entityId: string, kid: string): boolean {
  const statement = registry.find(entityId)
  return statement === undefined || statement.jwks.keys.some((key) => key.kid === kid && key.revokedAt === undefined)
}

/** A member's valid statement; one that was not heard here, or has ended, is asked for once. */
async function statementOf(registry: RegistryCache, entityId: string): Promise<RegistryStatement | undefined> {
  return registry.find(entityId) ?? ((await registry.refresh(entityId).catch(() => false)) ? registry.find(entityId) : undefined)
}

/** Publishes sealed events; what cannot be published now stays in the outbox and is overdue soon. */
export async function publishAll(ports: PublishPorts, dispatch: readonly (Dispatch[number] | Leased)[]): Promise<void> {
  await Promise.allSettled(
    dispatch.map(async (row) => {
      const { caseId, recipient, digest, sealed } = row
      if (caseId !== null && ports.recovery?.()?.hasHeard(recipient) === false) return
      const member = (await statementOf(ports.registry, recipient))?.metadata.ihala_member
      if (member?.status !== 'live') return
      const became = (await ports.bus.publish(member.bus_tag, digest, Buffer.from(sealed, 'latin1'))) === 'full' ? 'inbox-full' : null
      if ('heldUp' in row && became !== row.heldUp) await ports.store.noteHeldUp(row.jti, became)
    }),
  )
}
