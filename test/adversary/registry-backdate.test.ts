import { randomBytes } from 'node:crypto'
import { ENVELOPE, type EventClaims } from '@ihala/contract'
import {
  type Arrival,
  type KeyLookup,
  memoryKeyring,
  newEncryptionKey,
  newSigningKey,
  newWrappingKey,
  openEnvelope,
  sealTo,
  signEvent,
} from '@ihala/seal'
import { expect, test } from 'vitest'

/** Midday of an invented day, seconds since 1970. */
const NOW = 1_790_000_000
const REVOKED = NOW - 3600

function aMember(slug: string) {
  const encryption = newEncryptionKey()
  const keyring = memoryKeyring({ signing: newSigningKey().jwk, encryption: [encryption.jwk], wrapping: [newWrappingKey()] })
  return { id: `https://${slug}.ihala.test`, tag: `tag of ${slug}`, keyring, encryption }
}
const [thief, house] = [aMember('itf'), aMember('care-house')]

const registered: KeyLookup = (iss, kid) => {
  if (iss !== thief.id) return 'unknown-issuer'
  const { signing } = thief.keyring
  return kid === signing.kid ? { owner: iss, jwk: signing.jwk, use: 'sig', status: 'active' } : 'unknown-key'
}

/** The registry after the revocation of a member's signing key. */
const afterRevocation: KeyLookup = (iss, kid) => {
  const found = registered(iss, kid)
  return typeof found === 'string' ? found : { ...found, status: 'revoked', revokedAt: REVOKED }
}

const { kty, crv, x } = house.encryption.jwk
const seal = (innerJws: string) => sealTo({ kty, crv, x }, innerJws, ENVELOPE.eventSize)

/** An event that says it was written a day before the revocation. */
function backDated() {
  const iat = NOW - 86_400
  const claims: EventClaims = {
    iss: thief.id,
    aud: house.id,
    jti: randomBytes(16).toString('base64url'),
    iat,
    exp: iat + ENVELOPE.lifetime,
    evt: 'referral-opened',
    v: 1,
    enc_to: house.encryption.kid,
    case: randomBytes(16).toString('base64url'),
    seq: 1,
    seen: 0,
    data: {},
  }
  const innerJws = signEvent(Buffer.from(JSON.stringify(claims)), thief.keyring)
  return { innerJws, sealed: seal(innerJws) }
}

const arrival = (keyOf: KeyLookup): Arrival => ({
  self: house.id,
  keyring: house.keyring,
  keyOf,
  senderTag: thief.tag,
  ownsTag: (iss, tag) => iss === thief.id && tag === thief.tag,
  now: NOW,
})

const refused = { outcome: 'refused', code: 'key-not-valid-now', authenticated: false }

test('T25: what a revoked key dates back is refused, whatever date it bears', () => {
  const { sealed } = backDated()
  expect(openEnvelope(sealed, arrival(registered)).outcome).toBe('opened')
  expect(openEnvelope(sealed, arrival(afterRevocation))).toEqual(refused)
})

test('T25: what was under way when the key was revoked is taken under the successor, by which its sender signs it again', () => {
  const { innerJws } = backDated()
  const [, payload = ''] = innerJws.split('.')
  const successor = memoryKeyring({ signing: newSigningKey().jwk, encryption: [thief.encryption.jwk], wrapping: [newWrappingKey()] })
  const both: KeyLookup = (iss, kid) =>
    iss === thief.id && kid === successor.signing.kid
      ? { owner: iss, jwk: successor.signing.jwk, use: 'sig', status: 'active' }
      : afterRevocation(iss, kid)
  const again = signEvent(Buffer.from(payload, 'base64url'), successor)
  expect(openEnvelope(seal(again), arrival(both))).toMatchObject({ outcome: 'opened', kid: successor.signing.kid })
  expect(openEnvelope(seal(innerJws), arrival(both))).toEqual(refused)
})
