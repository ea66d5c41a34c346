import { ENVELOPE, type EventClaims, Refusal, readEvent } from '@ihala/contract'
import { makeLeaf } from '@ihala/ledger'
import { seconds, versionFor } from '@ihala/policy'
import { encryptionKeyOf, hashOf, paddedSizeOf, sealTo, signEvent, thumbprint } from '@ihala/seal'
import { openInner, sealInner } from './case-secrets.ts'
import { assertStillCovered, type ComposePorts, type Dispatch, randomId } from './compose.ts'
import type { EventRow } from './store/unit.ts'
import { newUnit } from './store/unit.ts'

/** Claims of an event that was verified when it was stored. */
export function claimsOf(jws: string): EventClaims {
  return JSON.parse(Buffer.from(jws.split('.')[1] ?? '', 'base64url').toString()) as EventClaims
}

/** The key that a compact JWS says it is signed by, of one that was verified when it was stored. */
export function kidOf(jws: string): string {
  const { kid } = JSON.parse(Buffer.from(jws.split('.')[0] ?? '', 'base64url').toString()) as { readonly kid: string }
  return kid
}

/** The inner JWS of a kept event; null when its part was erased. */
export async function innerOf<T>(
  { caseKeys }: Pick<ComposePorts<T>, 'caseKeys'>,
  tx: T,
  caseId: string,
  row: EventRow,
): Promise<string | null> {
  return openInner(caseKeys, tx, caseId, row)
}

/**
 * Signs and seals the tail of a chain of ours again, in order: same seq, type, version and content; fresh name, time, key and
 * predecessor; `reissues` names the first issue (DESIGN §4). Without `from`, all that has no receipt; with it, from that seq on:
 * the other end lost what it had. What is no longer covered by a grant is not signed again.
 * Throws Refusal; then nothing of it is signed. Returns the head, to be published after the commit.
 */
export async function reissue<T>(ports: ComposePorts<T>, tx: T, caseId: string, from?: number): Promise<Dispatch> {
  const { store, self, registry } = ports
  const conversation = await store.lockConversation(tx, caseId)
  if (!conversation) throw new Refusal('referral-unknown')
  const first = Math.min(from ?? conversation.myReceipted + 1, conversation.myReceipted + 1)
  const tail = await store.eventsFrom(tx, caseId, self.entityId, first)
  if (tail.length === 0) return []
  const statement = registry.find(conversation.partner)
  if (!statement) throw new Refusal('recipient-unknown')
  const { status, accepts } = statement.metadata.ihala_member
  if (status !== 'live') throw new Refusal('recipient-suspended')

  const unit = newUnit()
  let prev = first === 1 ? undefined : (await store.eventAt(tx, caseId, self.entityId, first - 1))?.hash
  for (const row of tail) {
    const { now, id: leafId } = ports.stamp()
    const iat = seconds(now)
    const key = encryptionKeyOf(statement, iat)
    if (!key) throw new Refusal('recipient-unknown')
    const inner = await innerOf(ports, tx, caseId, row)
    if (inner === null) throw new Refusal('erased')
    const { prev: _, ...earlier } = claimsOf(inner)
    const event = readEvent(earlier.evt, earlier.v, earlier.data)
    const highest = versionFor(event.type, accepts)
    if (highest === undefined || highest < earlier.v) throw new Refusal('event-not-accepted-by-recipient', { event: event.type })
    await assertStillCovered(ports, tx, unit, conversation, statement, event, iat)
    const claims: EventClaims = {
      ...earlier,
      jti: randomId(),
      iat,
      exp: iat + ENVELOPE.lifetime,
      enc_to: thumbprint(key),
      ...(prev === undefined ? {} : { prev }),
      reissues: earlier.reissues ?? earlier.jti,
    }
    const innerJws = signEvent(Buffer.from(JSON.stringify(claims)), ports.keyring)
    const signedBy = ports.keyring.signing.kid
    const hash = hashOf(innerJws)
    const sealed = sealTo(key, innerJws, paddedSizeOf(event.type)).toString('latin1')
    unit.leaves.push(makeLeaf(leafId, { act: 'sent-again', event: hash }))
    const sealedInner = await sealInner(ports.caseKeys, tx, caseId, { iss: claims.iss, jti: claims.jti, part: row.part }, innerJws)
    unit.events.push({
      ...row,
      jti: claims.jti,
      at: now,
      iat,
      hash,
      leafId,
      innerJws: sealedInner,
      receipt: null,
      signedBy,
      encTo: claims.enc_to,
    })
    unit.outbox.push({
      jti: claims.jti,
      recipient: conversation.partner,
      caseId,
      seq: row.seq,
      evt: row.evt,
      hash,
      digest: hashOf(sealed),
      sealed,
      encTo: claims.enc_to,
      createdAt: now,
      expiresAt: new Date(claims.exp * 1000).toISOString(),
      head: row.seq === first,
    })
    prev = hash
  }
  await store.writeReissue(tx, {
    caseId,
    iss: self.entityId,
    replaced: tail.map(({ jti }) => jti),
    myHead: prev ?? '',
    myReceipted: first - 1,
    unit,
  })
  return unit.outbox.filter((row) => row.head)
}
