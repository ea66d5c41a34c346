import { ENVELOPE } from '@ihala/contract'
import { attacks, forged, opened, struck } from './attack.ts'
import { boxOf, type Forgery, forge, forgeInner, forgeJwe, type OuterForgery, padded } from './forge.ts'
import { CARE_HOUSE, openWorld, UNION } from './world.ts'

const MALFORMED = 'quarantined envelope-malformed'
const UNREADABLE = 'quarantined envelope-undecryptable'
const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_'

/** The same value in another spelling: the spare bits of the last character are not zero. */
export function respelled(text: string): string {
  return `${text.slice(0, -1)}${ALPHABET[ALPHABET.indexOf(text.slice(-1)) + 1]}`
}

const part =
  (index: number, change: (text: string) => string): NonNullable<OuterForgery['parts']> =>
  (parts) =>
    parts.map((one, at) => (at === index ? change(one) : one))

const outer = (change: Record<string, unknown>) => forged({ outer: (right) => ({ ...right, ...change }) })
const key = (change: (epk: Record<string, unknown>) => unknown) =>
  forged({ outer: (right) => ({ ...right, epk: change(right.epk as Record<string, unknown>) }) })

/** The points of small order, in every encoding that X25519 takes (RFC 7748 §6.1): the agreed secret is zero, whoever agrees. */
export const LOW_ORDER: readonly string[] = [
  '0000000000000000000000000000000000000000000000000000000000000000',
  '0100000000000000000000000000000000000000000000000000000000000000',
  'e0eb7a7c3b41b8ae1656e3faf19fc46ada098deb9c32b1fd866205165f49b800',
  '5f9c95bca3508c24b1d0b1559c83ef5b04445cc4581c8e86d8224eddd09f1157',
  'ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f',
  'edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f',
  'eeffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f',
  '0000000000000000000000000000000000000000000000000000000000000080',
  'e0eb7a7c3b41b8ae1656e3faf19fc46ada098deb9c32b1fd866205165f49b880',
]
const lowOrder = (point: string): Forgery => ({
  secret: Buffer.alloc(32),
  outer: (right) => ({ ...right, epk: { kty: 'OKP', crv: 'X25519', x: Buffer.from(point, 'hex').toString('base64url') } }),
})

/** An inner JWS that fills the block to its last character: blanks in the payload and the header say nothing. */
function filling(length: number): string {
  for (let blanks = 0; blanks < 4; blanks += 1) {
    const header = (right: object) => `${' '.repeat(blanks)}${JSON.stringify(right)}`
    const short = forgeInner({ header }).length
    for (let more = Math.floor(((length - short) * 3) / 4) - 4; more < length; more += 1) {
      const jws = forgeInner({ header, text: (honest) => honest + ' '.repeat(more) })
      if (jws.length === length) return jws
      if (jws.length > length) break
    }
  }
  throw new Error('no such length')
}

/** T14: what is wrong before anything was read: size, spelling, outer header, key, encryption, padding. */
export const OUTER_ATTACKS = attacks({
  'more than 512 KiB': ['quarantined envelope-too-large', forged({ parts: part(3, (body) => body + 'A'.repeat(ENVELOPE.maximumSize)) })],
  'nothing at all': [MALFORMED, async () => struck(await openWorld(), Buffer.alloc(0))],
  'another spelling of the tag': [MALFORMED, forged({ parts: part(4, respelled) })],
  'padding characters after the tag': [MALFORMED, forged({ parts: part(4, (tag) => `${tag}==`) })],
  'a line break in the body': [MALFORMED, forged({ parts: part(3, (body) => `${body.slice(0, 76)}\n${body.slice(76)}`) })],
  'a sixth part': [MALFORMED, forged({ parts: (parts) => [...parts, 'AAAA'] })],
  'four parts': [MALFORMED, forged({ parts: (parts) => parts.slice(0, 4) })],
  'several recipients (JSON serialisation)': [
    MALFORMED,
    async () => {
      const [head = '', wrapped = '', iv = '', ciphertext = '', tag = ''] = forge().toString().split('.')
      const recipients = [{ encrypted_key: wrapped }, { encrypted_key: wrapped }]
      return struck(await openWorld(), Buffer.from(JSON.stringify({ protected: head, recipients, iv, ciphertext, tag })))
    },
  ],
  'zip, honestly meant': [MALFORMED, outer({ zip: 'DEF' })],
  'crit, empty': [MALFORMED, outer({ crit: [] })],
  'crit, naming what nobody knows': [MALFORMED, outer({ crit: ['exp'], exp: 1 })],
  'jku of a stranger': [MALFORMED, outer({ jku: 'https://keys.attacker.example/jwks.json' })],
  'a key of its own in the outer header': [MALFORMED, outer({ jwk: { kty: 'oct', k: 'AAAA' } })],
  'a certificate address': [MALFORMED, outer({ x5u: 'https://keys.attacker.example/chain.pem' })],
  'party information that changes the derivation': [MALFORMED, outer({ apu: 'QQ', apv: 'QQ' })],
  'a password count': [MALFORMED, outer({ p2c: 2_000_000_000, p2s: 'QQ' })],
  'alg ECDH-ES': [MALFORMED, outer({ alg: 'ECDH-ES' })],
  'alg dir': [MALFORMED, outer({ alg: 'dir' })],
  'alg none': [MALFORMED, outer({ alg: 'none' })],
  'enc A128CBC-HS256': [MALFORMED, outer({ enc: 'A128CBC-HS256' })],
  'enc A128GCM': [MALFORMED, outer({ enc: 'A128GCM' })],
  'typ of an event': [MALFORMED, outer({ typ: ENVELOPE.typ.event })],
  'cty JWT': [MALFORMED, outer({ cty: 'JWT' })],
  'kid twice in the outer header': [
    MALFORMED,
    forged({ outer: (right) => JSON.stringify(right).replace('"kid":', `"kid":"${boxOf(UNION)}","kid":`) }),
  ],
  'kid a number': [MALFORMED, outer({ kid: 7 })],
  'kid a list': [MALFORMED, outer({ kid: [boxOf(CARE_HOUSE)] })],
  'epk with its private half': [MALFORMED, key((epk) => ({ ...epk, d: epk.x }))],
  'epk of type EC': [MALFORMED, key((epk) => ({ ...epk, kty: 'EC' }))],
  'epk on P-256 by its word': [MALFORMED, key((epk) => ({ ...epk, crv: 'P-256' }))],
  'epk null': [MALFORMED, key(() => null)],
  'epk without x': [MALFORMED, key(({ kty, crv }) => ({ kty, crv, y: 'AAAA' }))],
  'epk x a number': [MALFORMED, key((epk) => ({ ...epk, x: 9 }))],
  'epk one byte short': [MALFORMED, key((epk) => ({ ...epk, x: String(epk.x).slice(0, 40) }))],
  ...Object.fromEntries(LOW_ORDER.map((point, at) => [`epk of low order, ${at + 1}`, [MALFORMED, forged(lowOrder(point))] as const])),
  'a keyring that agrees on zero': [
    'refused envelope-malformed',
    () => opened(forge({ secret: Buffer.alloc(32) }), { keyring: { ...CARE_HOUSE.keyring, agree: () => Buffer.alloc(32) } }),
  ],
  'sealed to a key of somebody else': ['quarantined envelope-wrong-key', forged({ kid: boxOf(UNION), to: UNION.encryption })],
  'a wrapped key of 48 bytes': [MALFORMED, forged({ contentKey: Buffer.alloc(40, 7) })],
  'a nonce of 16 bytes': [MALFORMED, forged({ nonceBytes: 16 })],
  'a tag cut to 12 bytes': [MALFORMED, forged({ tagBytes: 12 })],
  'a tag of zeros': [UNREADABLE, forged({ parts: part(4, (tag) => 'A'.repeat(tag.length)) })],
  'the outer header said otherwise afterwards': [
    UNREADABLE,
    forged({ parts: part(0, (head) => Buffer.from(Buffer.from(head, 'base64url').toString().replace('{', '{ ')).toString('base64url')) }),
  ],
  'a wrapped key that is none': [UNREADABLE, forged({ wrapped: Buffer.alloc(40, 1) })],
  'a wrapped key that is none, over a key of zeros': [UNREADABLE, forged({ wrapped: Buffer.alloc(40, 1), contentKey: Buffer.alloc(32) })],
  'a third size': ['quarantined envelope-bad-padding', forged({ padded: (jws) => padded(jws, 20_000) })],
  'something behind the event': [
    'quarantined envelope-bad-padding',
    forged({
      padded: (jws) => {
        const bytes = padded(jws)
        bytes[bytes.length - 1] = 1
        return bytes
      },
    }),
  ],
  'a length beyond the block': [
    'quarantined envelope-bad-padding',
    async () => {
      const jws = filling(ENVELOPE.eventSize - 4)
      return struck(await openWorld(), forgeJwe(padded(jws, ENVELOPE.eventSize, jws.length + ENVELOPE.chunkSize)))
    },
  ],
  'an event in the size of a file’s piece': [
    'quarantined envelope-bad-padding, answered',
    forged({ padded: (jws) => padded(jws, ENVELOPE.chunkSize) }),
  ],
})
