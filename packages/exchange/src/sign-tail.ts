import { ENVELOPE, type Event, type EventClaims, Refusal, type RegistryStatement } from '@ihala/contract'
import { makeLeaf } from '@ihala/ledger'
import { partOf, type Stamp, seconds } from '@ihala/policy'
import { encryptionKeyOf, hashOf, type Keyring, paddedSizeOf, sealTo, signEvent, thumbprint } from '@ihala/seal'
import { type CaseKeys, sealInner } from './case-secrets.ts'
import { randomId } from './random-id.ts'
import type { Conversation } from './store/conversation.ts'
import { type EventRow, newUnit, type Unit } from './store/unit.ts'

/** What signing needs. */
export interface SigningPorts<T> {
  readonly self: { readonly entityId: string }
  readonly keyring: Keyring
  readonly caseKeys: CaseKeys<T>
  readonly stamp: () => Stamp
}

/** A place of an own chain, and what it says when it is signed again. */
export interface PlaceAgain {
  /** The event that stands there now. */
  readonly row: EventRow
  readonly event: Event
  /** `reissues` names the first issue. */
  readonly earlier: Pick<EventClaims, 'evt' | 'v' | 'seen' | 'grant' | 'data'> & { readonly reissues: string }
}

/** Where a tail hangs on. */
export interface Tail {
  readonly conversation: Conversation
  /** The recipient's. */
  readonly statement: RegistryStatement
  /** Hash of the event before the tail; undefined when it is the whole chain. */
  readonly prev: string | undefined
  /** Place of the chain's head: only it is published. */
  readonly headSeq: number
}

/**
 * Signs and seals places of a chain of ours again, in order: same seq, type, version and content; fresh name, time, key and
 * predecessor. Returns the unit to be written and the hash of the last of it. Throws Refusal; then nothing of it is signed.
 */
export async function signTail<T>(
  ports: SigningPorts<T>,
  tx: T,
  { conversation, statement, prev: before, headSeq }: Tail,
  places: readonly PlaceAgain[],
): Promise<{ readonly unit: Unit; readonly head: string }> {
  const { caseId, partner } = conversation
  const iss = ports.self.entityId
  const unit = newUnit()
  let prev = before
  for (const { row, event, earlier } of places) {
    const { now, id: leafId } = ports.stamp()
    const iat = seconds(now)
    const key = encryptionKeyOf(statement, iat)
    if (!key) throw new Refusal('recipient-unknown')
    const { evt, v, seen, grant, data, reissues } = earlier
    const claims: EventClaims = {
      iss,
      aud: partner,
      jti: randomId(),
      iat,
      exp: iat + ENVELOPE.lifetime,
      evt,
      v,
      enc_to: thumbprint(key),
      case: caseId,
      ...(row.seq === null ? {} : { seq: row.seq }),
      ...(prev === undefined ? {} : { prev }),
      ...(seen === undefined ? {} : { seen }),
      reissues,
      ...(grant === undefined ? {} : { grant }),
      data,
    }
    const innerJws = signEvent(Buffer.from(JSON.stringify(claims)), ports.keyring)
    const hash = hashOf(innerJws)
    const sealed = sealTo(key, innerJws, paddedSizeOf(event.type)).toString('latin1')
    const kept = { iss, jti: claims.jti, part: event.type === row.evt ? row.part : partOf(event) }
    unit.leaves.push(makeLeaf(leafId, { act: 'sent-again', event: hash }))
    unit.events.push({
      ...row,
      ...kept,
      evt,
      at: now,
      iat,
      hash,
      leafId,
      innerJws: await sealInner(ports.caseKeys, tx, caseId, kept, innerJws),
      receipt: null,
      signedBy: ports.keyring.signing.kid,
      encTo: claims.enc_to,
    })
    unit.outbox.push({
      jti: claims.jti,
      recipient: partner,
      caseId,
      seq: row.seq,
      evt,
      hash,
      digest: hashOf(sealed),
      sealed,
      encTo: claims.enc_to,
      createdAt: now,
      expiresAt: new Date(claims.exp * 1000).toISOString(),
      head: row.seq === headSeq,
    })
    prev = hash
  }
  return { unit, head: prev ?? '' }
}
