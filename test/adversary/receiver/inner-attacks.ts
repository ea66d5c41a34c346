import { ENVELOPE } from '@ihala/contract'
import { type KeyLookup, type RegistryKey, signGrant } from '@ihala/seal'
import { attacks, forged, opened, struck } from './attack.ts'
import {
  boxOf,
  type Forgery,
  forge,
  forgeInner,
  forgeJwe,
  forgeJws,
  grantFor,
  innerHeader,
  padded,
  randomHash,
  randomId,
  receiptClaims,
  requestClaims,
} from './forge.ts'
import { respelled } from './outer-attacks.ts'
import { CARE_HOUSE, LAWYERS, NOON, openWorld, party, statementOf, UNION } from './world.ts'

const HEADER = 'quarantined inner-header-invalid'
const UNSIGNED = 'quarantined signature-invalid'
const MALFORMED = 'quarantined payload-malformed'
const AMBIGUOUS = 'quarantined payload-malformed, answered'
const CLAIMS = 'quarantined claims-invalid, answered'

const header = (change: Record<string, unknown>) => forged({ header: (right) => ({ ...right, ...change }) })
const text = (change: (honest: string) => string | Uint8Array) => forged({ text: change })
const claims = (change: Record<string, unknown>, tag?: string) => forged({ claims: change }, tag)
const sealing = (jws: string): Buffer => forgeJwe(padded(jws))

/** A registry that says something else of the union's key than a registry may. */
const believing = (change: Partial<RegistryKey>): { readonly keyOf: KeyLookup } => ({
  keyOf: (iss) => ({ owner: iss, jwk: UNION.keyring.signing.jwk, use: 'sig', status: 'active', ...change }),
})

/** Sends an honest event after the registry said something new of its sender. */
const after =
  (change: Parameters<typeof statementOf>[2], forgery: Forgery = {}) =>
  async (): Promise<string> => {
    const world = await openWorld()
    await world.registry.hear(statementOf(UNION, NOON + 1, change))
    return struck(world, forge(forgery))
  }

/** Gives the receiver a receipt for an event of its own, signed by `from`. */
const receipted =
  (change: Record<string, unknown>, tag = UNION.tag) =>
  async (): Promise<string> => {
    const said = { ...receiptClaims(randomId(), randomHash()), ...change }
    return struck(await openWorld(), sealing(forgeJws(innerHeader(UNION, ENVELOPE.typ.receipt), JSON.stringify(said), UNION.signing)), tag)
  }

/** What only somebody with the receiver's own key and place on the bus can make. */
async function toItself(): Promise<string> {
  const jws = forgeJws(innerHeader(CARE_HOUSE), JSON.stringify(requestClaims(CARE_HOUSE, CARE_HOUSE)), CARE_HOUSE.signing)
  return struck(await openWorld(), sealing(jws), CARE_HOUSE.tag)
}

/** T14: what is wrong with the signed object: header, key, signature, ambiguity, claims, addressing, the sender's place on the bus. */
export const INNER_ATTACKS = attacks({
  'another spelling of the signature': [HEADER, forged({ jws: respelled })],
  'a fourth part behind the signature': [HEADER, forged({ jws: (jws) => `${jws}.AAAA` })],
  'a signature of 65 bytes': [HEADER, forged({ jws: (jws) => `${jws.slice(0, -86)}${Buffer.alloc(65, 1).toString('base64url')}` })],
  'several signatures (JSON serialisation)': [
    HEADER,
    async () => {
      const [head, payload, signature] = forgeInner().split('.')
      const twice = {
        payload,
        signatures: [
          { protected: head, signature },
          { protected: head, signature },
        ],
      }
      return struck(await openWorld(), sealing(JSON.stringify(twice)))
    },
  ],
  'alg none, unsigned': [
    HEADER,
    forged({ header: (right) => ({ ...right, alg: 'none' }), jws: (jws) => jws.slice(0, jws.lastIndexOf('.') + 1) }),
  ],
  'alg none, signed': [HEADER, header({ alg: 'none' })],
  'alg HS256': [HEADER, header({ alg: 'HS256' })],
  'alg ES256': [HEADER, header({ alg: 'ES256' })],
  'alg EdDSA': [HEADER, header({ alg: 'EdDSA' })],
  'alg Ed448': [HEADER, header({ alg: 'Ed448' })],
  'typ JWT': [HEADER, header({ typ: 'JWT' })],
  'typ of a grant': [HEADER, header({ typ: ENVELOPE.typ.grant })],
  'typ of a statement': [HEADER, header({ typ: ENVELOPE.typ.statement })],
  'typ of a receipt': ['quarantined claims-invalid', header({ typ: ENVELOPE.typ.receipt })],
  'crit, empty, in the inner header': [HEADER, header({ crit: [] })],
  'b64 false': [HEADER, header({ b64: false, crit: ['b64'] })],
  'jku in the inner header': [HEADER, header({ jku: 'https://keys.attacker.example/jwks.json' })],
  'a key of its own in the inner header': [HEADER, header({ jwk: UNION.keyring.signing.jwk })],
  'a certificate in the inner header': [HEADER, header({ x5c: ['AAAA'] })],
  'kid twice in the inner header': [HEADER, forged({ header: (right) => JSON.stringify(right).replace('"kid":', '"kid":"AAAA","kid":') })],
  'kid a number in the inner header': [HEADER, header({ kid: 7 })],
  'a list for a payload': [MALFORMED, text((honest) => `[${honest}]`)],
  'null for a payload': [MALFORMED, text(() => 'null')],
  'no JSON for a payload': [MALFORMED, text((honest) => honest.slice(0, -1))],
  'an author whose name is 3 KB': [MALFORMED, claims({ iss: `${UNION.entityId}${'.attacked'.repeat(340)}` })],
  'an author that is a list': [MALFORMED, claims({ iss: [UNION.entityId] })],
  'an author nobody knows': ['waiting', claims({ iss: 'https://nobody.attacked.example' })],
  'an author named __proto__': ['waiting', claims({ iss: '__proto__' })],
  'a key nobody knows': ['waiting', header({ kid: randomHash() })],
  'the key of another member': [
    'waiting',
    forged({ header: (right) => ({ ...right, kid: LAWYERS.keyring.signing.kid }), signer: LAWYERS.signing }),
  ],
  'the key for encrypting, used for signing': ['quarantined key-not-of-issuer', header({ kid: boxOf(UNION) })],
  'a key that the registry gives to another owner': [
    'refused key-not-of-issuer',
    () => opened(forge(), believing({ owner: LAWYERS.entityId })),
  ],
  'a signing key that the registry keeps for encrypting': ['refused key-not-of-issuer', () => opened(forge(), believing({ use: 'enc' }))],
  'a key on another curve': [
    'refused signature-invalid',
    () => opened(forge({ header: (right) => ({ ...right, kid: boxOf(UNION) }) }), believing({ jwk: UNION.encryption })),
  ],
  'a key under another’s name': [
    'refused signature-invalid',
    () => opened(forge({ header: (right) => ({ ...right, kid: randomHash() }) }), believing({})),
  ],
  'a revoked key': ['quarantined key-not-valid-now', after({ key: { revokedAt: NOON } })],
  'a key before its time': [
    'quarantined key-not-valid-now',
    async () => {
      const world = await openWorld()
      const newcomer = party('newcomer', 'union-liaison')
      await world.registry.hear(statementOf(newcomer, NOON, { key: { nbf: NOON + 1000 } }))
      return struck(world, forge({ from: newcomer }), newcomer.tag)
    },
  ],
  'a key after its time': ['quarantined key-not-valid-now', after({ key: { exp: NOON - 1000 } })],
  'a suspended member': ['quarantined key-not-valid-now', after({ status: 'suspended' })],
  'a member whose statement has ended': [
    'waiting',
    async () => {
      const world = await openWorld()
      await world.registry.hear(statementOf(UNION, NOON + 1, { exp: NOON + 60 }))
      world.wait(1000)
      return struck(world, forge())
    },
  ],
  'a signature by another key': [UNSIGNED, forged({ signer: LAWYERS.signing })],
  'a signature of zeros': [UNSIGNED, forged({ jws: (jws) => `${jws.slice(0, -86)}${'A'.repeat(86)}` })],
  'the signature of another event': [
    UNSIGNED,
    forged({ jws: (jws) => [...jws.split('.').slice(0, 2), forgeInner().split('.')[2]].join('.') }),
  ],
  'a claim twice': [AMBIGUOUS, text((honest) => honest.replace('"aud":', `"aud":"${LAWYERS.entityId}","aud":`))],
  'a key twice deep inside': [AMBIGUOUS, text((honest) => honest.replace('"urgency":', '"urgency":"weeks","urgency":'))],
  'a key written with escapes': [AMBIGUOUS, text((honest) => honest.replace('"urgency":', '"\\u0075rgency":'))],
  '__proto__ among the claims': [AMBIGUOUS, text((honest) => honest.replace('{', '{"__proto__":{"evt":"note-added"},'))],
  'half a surrogate pair': [AMBIGUOUS, text((honest) => honest.replace('"others":0', '"others":0,"note":"\\ud800"'))],
  'a number that two readers read differently': [AMBIGUOUS, text((honest) => honest.replace('"others":0', '"others":9007199254740993'))],
  'a number beyond all': [AMBIGUOUS, text((honest) => honest.replace('"others":0', '"others":1e999'))],
  'forty brackets deep': [AMBIGUOUS, text((honest) => honest.replace('"others":0', `"others":${'['.repeat(40)}${']'.repeat(40)}`))],
  'bytes that are no UTF-8': [
    MALFORMED,
    text((honest) => {
      const [before = '', behind = ''] = honest.split('"others":0')
      return Buffer.concat([Buffer.from(`${before}"others":0,"note":"`), Buffer.from([0x41, 0xff]), Buffer.from(`"${behind}`)])
    }),
  ],
  'a claim nobody knows': [CLAIMS, claims({ override: true })],
  'no end': [CLAIMS, claims({ exp: undefined })],
  'a jti of 8 bytes': ['quarantined claims-invalid', claims({ jti: 'AAAAAAAAAAA' })],
  'a seq below one': [CLAIMS, claims({ seq: 0 })],
  'several recipients in aud': [CLAIMS, claims({ aud: [LAWYERS.entityId] })],
  'from ourselves to ourselves': ['quarantined claims-invalid', toItself],
  'meant for another': ['quarantined audience-wrong, answered', claims({ aud: LAWYERS.entityId })],
  'signed for another key': ['quarantined sealed-to-other-key, answered', claims({ enc_to: boxOf(LAWYERS) })],
  'from tomorrow': ['waiting', claims({ iat: NOON + 301, exp: NOON + 1000 })],
  'ended before it began': [CLAIMS, claims({ iat: NOON, exp: NOON - 100 })],
  'living fifteen days': [CLAIMS, claims({ exp: NOON + ENVELOPE.lifetime + 86_400 })],
  'past its end': [
    'quarantined event-expired',
    forged(() => {
      const honest = requestClaims()
      const grant = signGrant(grantFor('person' in honest.data ? String(honest.data.person) : '', { iat: NOON - 3000 }), UNION.keyring)
      return { claims: { ...honest, iat: NOON - 2000, exp: NOON - 301, grant } }
    }),
  ],
  'from another’s place on the bus': ['quarantined sender-tag-wrong', forged({}, LAWYERS.tag)],
  'not in order, passed on by another': ['quarantined claims-invalid', claims({ override: true }, LAWYERS.tag)],
  'a receipt with a claim nobody knows': ['quarantined claims-invalid', receipted({ case: randomId() })],
  'a receipt meant for another': ['quarantined audience-wrong', receipted({ aud: LAWYERS.entityId })],
  'a receipt signed for another key': ['quarantined sealed-to-other-key', receipted({ enc_to: boxOf(LAWYERS) })],
  'a receipt from another’s place on the bus': ['quarantined sender-tag-wrong', receipted({}, LAWYERS.tag)],
})
