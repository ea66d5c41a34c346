import { randomBytes } from 'node:crypto'
import { ENVELOPE, type EventClaims } from '@ihala/contract'
import {
  type Arrival,
  hashOf,
  type KeyLookup,
  memoryKeyring,
  newEncryptionKey,
  newSigningKey,
  newWrappingKey,
  openEnvelope,
  sealTo,
  signEvent,
  type WitnessedBefore,
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

function opened(sealed: Uint8Array, witnessedBefore?: WitnessedBefore) {
  const when = arrival(afterRevocation)
  return openEnvelope(sealed, witnessedBefore === undefined ? when : { ...when, witnessedBefore })
}

const refused = { outcome: 'refused', code: 'key-not-valid-now', authenticated: false }

test('T25: what a revoked key dates back is refused, whatever date it bears', () => {
  const { sealed } = backDated()
  expect(openEnvelope(sealed, arrival(registered)).outcome).toBe('opened')
  expect(opened(sealed)).toEqual(refused)
  expect(opened(sealed, () => false)).toEqual(refused)
})

test('T25: a witnessed proof that it is older than the revocation lets it in; the proof is of this event and this moment', () => {
  const [one, other] = [backDated(), backDated()]
  const proofs = new Map([[hashOf(one.innerJws), REVOKED - 60]])
  const witnessed: WitnessedBefore = ({ iss, hash, before }) => iss === thief.id && (proofs.get(hash) ?? Number.POSITIVE_INFINITY) < before
  expect(opened(one.sealed, witnessed)).toMatchObject({ outcome: 'opened', hash: hashOf(one.innerJws) })
  expect(opened(other.sealed, witnessed)).toEqual(refused)
  proofs.set(hashOf(one.innerJws), REVOKED + 1)
  expect(opened(one.sealed, witnessed)).toEqual(refused)
})

test('T25: a proof opens nothing that is not by the key: a changed signature, or a key that is only suspended', () => {
  const { innerJws } = backDated()
  const [header, payload, signature = ''] = innerJws.split('.')
  const other = signature.startsWith('A') ? `B${signature.slice(1)}` : `A${signature.slice(1)}`
  const forged = seal(`${header}.${payload}.${other}`)
  expect(opened(forged, () => true)).toMatchObject({ outcome: 'refused', code: 'signature-invalid' })
  const suspended: KeyLookup = (iss, kid) => {
    const found = registered(iss, kid)
    return typeof found === 'string' ? found : { ...found, status: 'suspended' }
  }
  expect(openEnvelope(backDated().sealed, { ...arrival(suspended), witnessedBefore: () => true })).toEqual(refused)
})
