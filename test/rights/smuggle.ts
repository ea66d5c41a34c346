import { ENVELOPE, EVENTS, type EventClaims, type Grant } from '@ihala/contract'
import { randomId } from '@ihala/exchange'
import { encryptionKeyOf, hashOf, paddedSizeOf, sealTo, signEvent, signGrant, thumbprint } from '@ihala/seal'
import type { MemoryMember } from '../../packages/exchange/test/memory-network.ts'
import type { Request } from './valid-grants.ts'

/** Signs a request past every check of the sender's own, by its real keys, and hands it to the bus. Returns its jti. `now` in seconds. */
export async function smuggle(from: MemoryMember, to: MemoryMember, request: Request, now: number): Promise<string> {
  const statement = from.ports.registry.find(to.entityId)
  const key = statement && encryptionKeyOf(statement, now)
  if (!key) throw new Error('the recipient is unknown')
  const { narrows: _, ...draft } = request.draft
  const grant: Grant = {
    iss: from.entityId,
    aud: to.entityId,
    jti: randomId(),
    iat: now,
    person: request.person,
    ...draft,
    ...request.signed,
  }
  const claims: EventClaims = {
    iss: from.entityId,
    aud: to.entityId,
    jti: randomId(),
    iat: now,
    exp: now + ENVELOPE.lifetime,
    evt: 'referral-requested',
    v: EVENTS['referral-requested'].v,
    enc_to: thumbprint(key),
    case: randomId(),
    seq: 1,
    seen: 0,
    grant: signGrant(grant, from.keyring),
    data: { person: request.person, need: request.need, respondBy: new Date((now + 7200) * 1000).toISOString(), relatesTo: [] },
  }
  const sealed = sealTo(key, signEvent(Buffer.from(JSON.stringify(claims)), from.keyring), paddedSizeOf('referral-requested'))
  await from.ports.bus.publish(statement.metadata.ihala_member.bus_tag, hashOf(sealed.toString('latin1')), sealed)
  return claims.jti
}
