import { ENVELOPE, type EventClaims, type Grant } from '@ihala/contract'
import type { Bus } from '@ihala/exchange'
import { hashOf, memoryKeyring, newEncryptionKey, newSigningKey, newWrappingKey, signGrant } from '@ihala/seal'
import { boxOf, forgeJwe, forgeJws, grantFor, innerHeader, padded, randomId, requestClaims } from '../receiver/forge.ts'
import type { Party } from '../receiver/world.ts'
import type { MemberOf, Neighbour, Neighbours } from './neighbours.ts'

/** A member with good keys and a place on the bus, which says what it likes. */
export interface Impostor extends Party {
  readonly bus: Bus
  /** An honest first request to an organisation: what it changes is up to it. */
  readonly asks: (to: Neighbour, change?: Partial<EventClaims>) => EventClaims
  /** Signs claims as itself, or as somebody else says, and puts them on the bus; the inner JWS. */
  readonly says: (to: Neighbour, claims: EventClaims, header?: Record<string, unknown>) => Promise<string>
  /** Seals something signed, whoever signed it, to somebody, and puts it on the bus. */
  readonly passesOn: (to: Neighbour, jws: string) => Promise<void>
  readonly garbage: (to: Neighbour, bytes: Buffer) => Promise<void>
}

/** Admits a member that is played by the test. */
export async function impostorAt(network: Neighbours, member: MemberOf): Promise<Impostor> {
  const [signing, encryption] = [newSigningKey().jwk, newEncryptionKey().jwk]
  const keyring = memoryKeyring({ signing, encryption: [encryption], wrapping: [newWrappingKey()] })
  const { bus, tag, entityId } = await network.admit(member, keyring)
  const self: Party = { ...member, entityId, tag, keyring, signing, encryption }
  const seconds = (): number => Math.floor(network.now() / 1000)
  const partyOf = (at: Neighbour): Party => {
    const { keyring: ring } = at.lone.running.service
    return { slug: at.slug, kind: at.kind, entityId: at.entityId, tag: at.tag, keyring: ring, signing, encryption }
  }
  const put = async (to: Neighbour, bytes: Buffer): Promise<void> => {
    await bus.publish(to.tag, hashOf(bytes.toString('latin1')), bytes)
  }
  const passesOn = async (to: Neighbour, jws: string): Promise<void> => {
    const box = to.lone.running.service.keyring.publicKeys().find(({ use }) => use === 'enc')
    if (!box) throw new Error('everybody has an encryption key')
    await put(to, forgeJwe(padded(jws), { to: { kty: 'OKP', crv: 'X25519', x: box.x }, kid: box.kid }))
  }
  return {
    ...self,
    bus,
    garbage: put,
    passesOn,
    says: async (to, claims, header = innerHeader(self)) => {
      const jws = forgeJws(header, JSON.stringify(claims), signing)
      await passesOn(to, jws)
      return jws
    },
    asks: (to, change = {}) => {
      const party = partyOf(to)
      const iat = seconds()
      const at = (plus: number): string => new Date((iat + plus) * 1000).toISOString()
      const person = randomId()
      const dated = grantFor(person, {}, self, party)
      const grant: Grant = { ...dated, iat, exp: iat + 30 * 86_400, eraseAt: at(60 * 86_400), basis: consentAt(dated, at(-60)) }
      const honest = requestClaims(self, party)
      const data = { ...honest.data, person, respondBy: at(7_200) }
      return { ...honest, iat, exp: iat + ENVELOPE.lifetime, enc_to: boxOf(party), data, grant: signGrant(grant, keyring), ...change }
    },
  }
}

function consentAt({ basis }: Grant, takenAt: string): Grant['basis'] {
  return basis.kind === 'consent' ? { ...basis, evidence: { ...basis.evidence, takenAt } } : basis
}
