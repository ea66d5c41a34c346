import { ENVELOPE } from '@ihala/contract'
import { hashOf, sealTo } from '@ihala/seal'
import type { ComposePorts, Dispatch } from './compose-ports.ts'
import { innerOf } from './inner.ts'
import type { Leased } from './store/store.ts'

/**
 * Seals the head of a chain once more, to the same key: the same event in another envelope, with a place of its own on the bus. If
 * the copy before is taken after all, the second is known. Returns what is to be published after the commit; nothing when the event
 * moved on meanwhile, or its recipient has the key no longer.
 */
export async function sealAfresh<T>(ports: ComposePorts<T>, tx: T, { jti, caseId, recipient, encTo }: Leased): Promise<Dispatch> {
  const { store, self, registry } = ports
  const conversation = caseId === null ? undefined : await store.lockConversation(tx, caseId)
  if (!conversation) return []
  const row = await store.eventAt(tx, conversation.caseId, self.entityId, conversation.myReceipted + 1)
  const key = registry.find(recipient)?.jwks.keys.find(({ kid, revokedAt }) => kid === encTo && revokedAt === undefined)
  if (row?.jti !== jti || !key) return []
  const inner = await innerOf(ports, tx, conversation.caseId, row)
  // What was erased meanwhile goes nowhere any more.
  if (inner === null) return []
  const sealed = sealTo({ kty: key.kty, crv: key.crv, x: key.x }, inner, ENVELOPE.eventSize).toString('latin1')
  const digest = hashOf(sealed)
  const written = await store.writeSealedAfresh(tx, { jti, digest, sealed }, ports.stamp().now)
  return written ? [{ jti, caseId, recipient, digest, sealed }] : []
}
