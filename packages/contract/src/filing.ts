import Type, { type Static } from 'typebox'
import { CalendarDate, EntityId, Hash, NumericDate } from './identifiers.ts'
import { Anchors, Statements } from './log-files.ts'
import { check, closed } from './schema.ts'

/** The `typ` of what proves a filing (c1): the statement of one, and the list of a day. */
export const FILING_TYP = { statement: 'ihala-filing+jwt', list: 'ihala-filings+jwt' } as const

/**
 * A receipt code is 14 random digits and 2 check digits (ISO/IEC 7064 MOD 97-10), shown 4 × 4. It is kept nowhere: what is kept and signed is
 * argon2id of the 14 digits (ASCII), with the first 16 bytes of SHA-256 of `saltPrefix` and the entity id as salt. One guess costs
 * a tenth of a second and 64 MiB; there are 10¹⁴ codes.
 */
export const RECEIPT_CODE = {
  digits: 14,
  checkDigits: 2,
  saltPrefix: 'ihala-filing',
  saltBytes: 16,
  /** KiB. */
  memory: 65_536,
  passes: 3,
  parallelism: 1,
  bytes: 32,
} as const

/**
 * How a browser seals to the portal's key (A4): compact JWE whose header is exactly `{"alg":"ECDH-ES+A256KW","enc":"A256GCM","typ":…,"kid":…,
 * "epk":{"kty":"OKP","crv":"X25519","x":…}}` (key derivation of RFC 7518 §4.6.2, empty party infos). Plaintext: length (4 bytes, big endian) ‖
 * JSON of a `PortalContent` in UTF-8 ‖ zeros, one size for a report and a message.
 */
export const PORTAL_ENVELOPE = { typ: 'ihala-report+jwe', size: 16_384, lengthBytes: 4 } as const

/** Days of a key of a portal (ADR 0013): it is sealed to for so long, and opens for twice as long. */
export const PORTAL_KEY_DAYS = { sealing: 30, opening: 60 } as const

/** c1: that something was filed on a day, and nothing else. `iat` is the first second of the day in UTC, so that it tells no hour. */
export const FilingStatement = closed({
  iss: EntityId,
  iat: NumericDate,
  evt: Type.Literal('filed'),
  /** argon2id of the receipt code. */
  filing: Hash,
})
export type FilingStatement = Static<typeof FilingStatement>
export const checkFilingStatement = check(FilingStatement)

/** A day's list is filled up with random values to a multiple of this: its length tells next to nothing. */
export const FILINGS_STEP = 32

/** c1: all filings of one day, sorted, among random values; against it the code alone proves the day. */
export const FilingList = closed({
  iss: EntityId,
  /** Day of the network's time zone. */
  date: CalendarDate,
  filings: Type.Array(Hash, { minItems: FILINGS_STEP, maxItems: 100_000, uniqueItems: true }),
})
export type FilingList = Static<typeof FilingList>
export const checkFilingList = check(FilingList)

/** What the first line of such a file says it is. */
export const FILING_FORMAT = 'ihala-filing/1'

/** A proof of filing in a file: the statement of one, or the list of a day, and who vouches for the key that signed it. It names nobody. */
export const FilingFile = closed({
  format: Type.Literal(FILING_FORMAT),
  /** Trust anchors as the organisation pins them; whoever checks compares them with what they know of the anchor. */
  anchors: Anchors,
  /** Signed statements of the anchor that name the key. */
  statements: Statements,
  /** Compact JWS of `FILING_TYP`. */
  filing: Type.String({ pattern: '^[A-Za-z0-9_-]+\\.[A-Za-z0-9_-]+\\.[A-Za-z0-9_-]{86}$', maxLength: 10_000_000 }),
})
export type FilingFile = Static<typeof FilingFile>
export const checkFilingFile = check(FilingFile)
