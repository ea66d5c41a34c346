import { ENVELOPE, type EventClaims } from '@ihala/contract'
import { encryptionKeyOf, hashOf, paddedSizeOf, sealTo, signEvent, thumbprint } from '@ihala/seal'
import { type MemoryHub, randomId } from '../src/index.ts'
import type { Body } from './bodies.ts'
import { seconds } from './stamps.ts'

/** What a faulty sender writes by hand. */
export interface Smuggled {
  /** Name of the event; a fresh one unless told. */
  readonly jti?: string
  readonly caseId: string
  readonly evt: string
  readonly data: object
  readonly v?: number
  readonly reissues?: string
  readonly grant?: string
  /** Another place in the chain than the next; then the sender's own account of its chain stays as it is. */
  readonly at?: { readonly seq: number; readonly prev?: string }
}

/** Signs, seals and books an event past every check of the sender's own, and hands it to the bus. Returns its jti. */
export async function smuggle(hub: MemoryHub, from: Body, to: Body, what: Smuggled): Promise<string> {
  const statement = from.registry.find(to.entityId)
  const key = statement && encryptionKeyOf(statement, seconds())
  if (!key) throw new Error('the recipient is unknown')
  const [chain] = await from.db<
    { mySeq: number; myHead: string | null }[]
  >`select my_seq as "mySeq", my_head as "myHead" from exchange.conversation where case_id = ${what.caseId}`
  const seq = what.at?.seq ?? (chain?.mySeq ?? 0) + 1
  const prev = what.at ? what.at.prev : (chain?.myHead ?? undefined)
  const claims: EventClaims = {
    iss: from.entityId,
    aud: to.entityId,
    jti: what.jti ?? randomId(),
    iat: seconds(),
    exp: seconds() + ENVELOPE.lifetime,
    evt: what.evt,
    v: what.v ?? 1,
    enc_to: thumbprint(key),
    case: what.caseId,
    seq,
    ...(prev === undefined ? {} : { prev }),
    seen: 0,
    ...(what.grant === undefined ? {} : { grant: what.grant }),
    ...(what.reissues === undefined ? {} : { reissues: what.reissues }),
    data: what.data,
  }
  const jws = signEvent(Buffer.from(JSON.stringify(claims)), from.keyring)
  const hash = hashOf(jws)
  const sealed = sealTo(key, jws, paddedSizeOf('referral-opened')).toString('latin1')
  const digest = hashOf(sealed)
  await from.db`
    insert into exchange.outbox (jti, recipient, case_id, seq, evt, hash, digest, sealed, next_at, expires_at, created_at)
    values (${what.jti === undefined ? claims.jti : randomId()}, ${to.entityId}, ${what.caseId}, ${seq}, ${what.evt}, ${hash}, ${digest}, ${sealed}, now() + interval '1 hour', now() + interval '14 days', now())`
  if (!what.at) await from.db`update exchange.conversation set my_seq = ${seq}, my_head = ${hash} where case_id = ${what.caseId}`
  await hub.member(from.tag).publish(to.tag, digest, Buffer.from(sealed, 'latin1'))
  return claims.jti
}
