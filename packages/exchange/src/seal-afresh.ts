import { ENVELOPE } from '@ihala/contract'
import { seconds } from '@ihala/policy'
import { encryptionKeyOf, hashOf, sealTo, thumbprint } from '@ihala/seal'
import type { ComposePorts, Dispatch } from './compose-ports.ts'
import { innerOf } from './inner.ts'
import type { Leased } from './store/store.ts'

/**
 * Seals the head of a chain once more, to the same key: the same event in another envelope, with a place of its own on the bus. If
 * the copy before is taken after all, the second is known. What its recipient said it has, it knows whatever key the envelope is sealed
 * to, and answers with the receipt that it gave (DESIGN §10): if the first key is gone, the one that counts now will do. Returns what is to be published after the commit; nothing when the event
 * moved on meanwhile, or its recipient has the key no longer.
 */
export async function sealAfresh<T>(
  ports: ComposePorts<T>,
  tx: T,
  { jti, caseId, recipient, seq, encTo, heldThere }: Leased,
): Promise<Dispatch> {
  const { store, self, registry, stamp } = ports
  const conversation = caseId === null ? undefined : await store.lockConversation(tx, caseId)
  if (!conversation) return []
  const row = await store.eventAt(tx, conversation.caseId, self.entityId, heldThere ? (seq ?? 0) : conversation.myReceipted + 1)
  const { now } = stamp()
  const statement = registry.find(recipient)
  const same = statement?.jwks.keys.find(({ kid, revokedAt }) => kid === encTo && revokedAt === undefined)
  const key = same ?? (heldThere && statement ? encryptionKeyOf(statement, seconds(now)) : undefined)
  if (row?.jti !== jti || !key) return []
  const inner = await innerOf(ports, tx, conversation.caseId, row)
  // What was erased meanwhile goes nowhere any more.
  if (inner === null) return []
  const jwk = { kty: key.kty, crv: key.crv, x: key.x }
  const sealed = sealTo(jwk, inner, ENVELOPE.eventSize).toString('latin1')
  const digest = hashOf(sealed)
  const written = await store.writeSealedAfresh(tx, { jti, digest, sealed, encTo: thumbprint(jwk) }, now)
  return written ? [{ jti, caseId, recipient, digest, sealed }] : []
}
