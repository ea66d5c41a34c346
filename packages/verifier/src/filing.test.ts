import { argon2Sync, createHash, randomBytes } from 'node:crypto'
import { FILING_FORMAT, type FilingFile, KEY_DELAY, type RegistryStatement, receiptCheckDigits } from '@ihala/contract'
import { expect, test } from 'vitest'
import { type TestAnchor, testAnchor } from '../../../test/kit/anchor.ts'
import { chanceOf, oneOf, wholeBetween } from '../../../test/kit/chance.ts'
import { seed } from '../../../test/kit/seed.ts'
import { isFiling, verifyFiling } from './filing.ts'
import { Wrong } from './wrong.ts'

const MINISTRY = 'https://ministry-of-labour.ihala.test'
const DATE = '2026-11-22'
const DAY = Date.parse(`${DATE}T00:00:00Z`) / 1000
const CODE = `31415926535897${receiptCheckDigits('31415926535897')}`
const anchor = testAnchor('https://trust-anchor.ihala.test')
const anchors = [{ iss: anchor.anchor.iss, keys: anchor.keys }]
const names = { ar: 'وزارة العمل', en: 'Ministry of Labour' }
type Ring = TestAnchor['bodies'][number]
const ringOf = (): Ring => oneOf(() => 0, testAnchor('https://member.ihala.test').bodies)
const ministry = ringOf()
const stranger = ringOf()

/** As the ministry computes it: argon2id of the 14 digits, salted by its name. */
const filingOf = (code: string): string =>
  argon2Sync('argon2id', {
    message: code.slice(0, 14),
    nonce: createHash('sha256').update(`ihala-filing${MINISTRY}`).digest().subarray(0, 16),
    parallelism: 1,
    tagLength: 32,
    memory: 65_536,
    passes: 3,
  }).toString('base64url')
const FILING = filingOf(CODE)
const random = (): string => randomBytes(32).toString('base64url')

const b64 = (value: object): string => Buffer.from(JSON.stringify(value)).toString('base64url')
function signed(typ: string, claims: object, ring = ministry, kid = ring.signing.kid): string {
  const input = `${b64({ alg: 'Ed25519', typ, kid })}.${b64(claims)}`
  return `${input}.${Buffer.from(ring.sign(Buffer.from(input))).toString('base64url')}`
}
function word(more: Partial<RegistryStatement['jwks']['keys'][number]> = {}): string {
  const { kid, jwk } = ministry.signing
  const key = { ...jwk, kid, use: 'sig' as const, nbf: DAY + 9 * 3600, exp: DAY + 90 * 86_400, ...more }
  return anchor.says({
    iss: anchor.anchor.iss,
    sub: MINISTRY,
    iat: DAY,
    exp: DAY + 3600,
    jwks: { keys: [key] },
    metadata: {
      ihala_member: {
        kind: 'ministry-intake',
        names,
        status: 'live',
        bus_tag: `A${'A'.repeat(55)}`,
        sends: [],
        accepts: {},
        takes: [],
        serves: [],
      },
    },
  })
}
const WORD = word()
const claims = { iss: MINISTRY, iat: DAY, evt: 'filed', filing: FILING }
const STATEMENT = signed('ihala-filing+jwt', claims)
const filings = [FILING, ...Array.from({ length: 31 }, random)].sort()
const LIST = signed('ihala-filings+jwt', { iss: MINISTRY, date: DATE, filings })
const fileOf = (filing: string, statements = [WORD]): string =>
  JSON.stringify({ format: FILING_FORMAT, anchors, statements, filing } satisfies FilingFile)
const wrongOf = (check: () => unknown): string => {
  try {
    check()
    return 'nothing'
  } catch (fault) {
    if (fault instanceof Wrong) return fault.code
    throw fault
  }
}

test('c1: the value of a code is what the ministry computes', () => {
  expect(FILING).toBe('EF9Se6TUESZ1QHo4WiFkxfP86mDAgtImUveVN0Qz4-k')
})

test('c1: a statement and its code prove the day offline; so does the day’s list with the code alone', () => {
  const proven = { organisation: MINISTRY, names, date: DATE, byCode: true, anchorsPinned: true }
  expect(verifyFiling(fileOf(STATEMENT), { code: CODE, anchors })).toEqual({ ...proven, what: 'statement' })
  expect(verifyFiling(fileOf(LIST), { code: CODE, anchors })).toEqual({ ...proven, what: 'list' })
  // As a QR code holds it, and as somebody types a code.
  const typed = CODE.replace(/(....)/g, '$1 ').replace(/\d/g, (digit) => String.fromCodePoint(0x660 + Number(digit)))
  expect(verifyFiling(`${STATEMENT}\n`, { code: typed, anchors, statements: [WORD] })).toEqual({ ...proven, what: 'statement' })
  expect(verifyFiling(fileOf(STATEMENT))).toEqual({ ...proven, what: 'statement', byCode: false, anchorsPinned: false })
  expect([isFiling(fileOf(LIST)), isFiling(STATEMENT), isFiling('{"format":"ihala-dossier/1"'), isFiling(WORD)]).toEqual([
    true,
    true,
    false,
    false,
  ])
})

test('c1: each way of being wrong is named', () => {
  const later = signed('ihala-filing+jwt', { ...claims, iat: DAY + 1 })
  const wrongs: Record<string, string> = {
    altered: wrongOf(() => verifyFiling(fileOf(STATEMENT.replace(/.$/, (last) => (last === 'A' ? 'B' : 'A'))))),
    stranger: wrongOf(() => verifyFiling(fileOf(signed('ihala-filing+jwt', claims, stranger)))),
    impostor: wrongOf(() => verifyFiling(fileOf(signed('ihala-filing+jwt', claims, stranger, ministry.signing.kid)))),
    hour: wrongOf(() => verifyFiling(fileOf(later))),
    event: wrongOf(() => verifyFiling(fileOf(signed('ihala-event+jwt', claims)))),
    before: wrongOf(() => verifyFiling(fileOf(STATEMENT, [word({ nbf: DAY + 2 * 86_400 })]))),
    revoked: wrongOf(() => verifyFiling(fileOf(STATEMENT, [word({ revokedAt: DAY + KEY_DELAY })]))),
    nobody: wrongOf(() => verifyFiling(STATEMENT)),
    otherAnchor: wrongOf(() =>
      verifyFiling(fileOf(STATEMENT), { anchors: [{ iss: anchor.anchor.iss, keys: testAnchor(anchor.anchor.iss).keys }] }),
    ),
    otherCode: wrongOf(() => verifyFiling(fileOf(STATEMENT), { code: `00000000000000${receiptCheckDigits('00000000000000')}` })),
    mistyped: wrongOf(() => verifyFiling(fileOf(STATEMENT), { code: CODE.replace('3', '4') })),
    duress: wrongOf(() => verifyFiling(fileOf(STATEMENT), { code: `${CODE.slice(0, 14)}${Number(CODE.slice(14)) + 1}` })),
    none: wrongOf(() => verifyFiling('{}')),
  }
  expect(wrongs).toEqual({
    altered: expect.stringMatching(/^(signature|jws-malformed)$/),
    stranger: 'key-unknown',
    impostor: 'signature',
    hour: 'jws-claims',
    event: 'jws-header',
    before: 'key-not-valid-then',
    revoked: 'key-revoked',
    nobody: 'nobody-vouches',
    otherAnchor: 'anchor-unknown',
    otherCode: 'code-not-filed',
    mistyped: 'code-mistyped',
    duress: 'code-mistyped',
    none: 'not-a-filing',
  })
})

test('c1: of 10,000 forged or altered ones none is true', () => {
  const chance = chanceOf(seed())
  const altered = (text: string): string => {
    const at = wholeBetween(chance, 0, text.length - 1)
    const other = oneOf(
      chance,
      [...'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_'].filter((sign) => sign !== text[at]),
    )
    return `${text.slice(0, at)}${other}${text.slice(at + 1)}`
  }
  const digits = (): string => Array.from({ length: 14 }, () => wholeBetween(chance, 0, 9)).join('')
  const parts = (jws: string): string[] => jws.split('.')
  const forgeries: readonly (readonly [number, () => { readonly text: string; readonly code?: string }])[] = [
    [4_000, () => ({ text: fileOf(altered(STATEMENT)) })],
    [500, () => ({ text: fileOf(altered(LIST)) })],
    [1_500, () => ({ text: fileOf(STATEMENT, [altered(WORD)]) })],
    // Another day, another value, another organisation under the true signature; the list's signature under a statement.
    [
      1_000,
      () => ({
        text: fileOf(
          [parts(STATEMENT)[0], b64({ ...claims, iat: DAY - 86_400 * wholeBetween(chance, 1, 900) }), parts(STATEMENT)[2]].join('.'),
        ),
      }),
    ],
    [500, () => ({ text: fileOf([parts(STATEMENT)[0], b64({ ...claims, filing: random() }), parts(STATEMENT)[2]].join('.')) })],
    [
      100,
      () => ({
        text: fileOf(
          [
            parts(LIST)[0],
            b64({ iss: MINISTRY, date: DATE, filings: [noFiling(chance), ...filings.slice(1)].sort() }),
            parts(LIST)[2],
          ].join('.'),
        ),
      }),
    ],
    [400, () => ({ text: fileOf(signed('ihala-filing+jwt', claims, stranger, oneOf(chance, [ministry, stranger]).signing.kid)) })],
    // True statement and list, a code that is not theirs: mistyped, or right in itself.
    [1_994, () => ({ text: fileOf(STATEMENT), code: `${digits()}${receiptCheckDigits(digits())}` })],
    [
      6,
      () => {
        const own = digits()
        return { text: fileOf(oneOf(chance, [STATEMENT, LIST])), code: `${own}${receiptCheckDigits(own)}` }
      },
    ],
  ]
  let tried = 0
  const believed: string[] = []
  for (const [times, forge] of forgeries) {
    for (let time = 0; time < times; time += 1) {
      const { text, code } = forge()
      tried += 1
      if (wrongOf(() => verifyFiling(text, { anchors, ...(code === undefined ? {} : { code }) })) === 'nothing')
        believed.push(code ?? text.slice(-400))
    }
  }
  expect(tried).toBe(10_000)
  expect(believed).toEqual([])
}, 120_000)

function noFiling(chance: () => number): string {
  return Buffer.from(Array.from({ length: 32 }, () => wholeBetween(chance, 0, 255))).toString('base64url')
}
