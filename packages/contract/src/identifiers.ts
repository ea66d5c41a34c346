import Type, { type Static } from 'typebox'

/** Short name of an organisation inside its network (DESIGN §2). */
export const Slug = Type.String({ pattern: '^[a-z][a-z0-9-]{1,30}$' })
export type Slug = Static<typeof Slug>

/** An organisation's name between organisations (`iss`, `aud`): `https://<slug>.<network domain>`; a name, not a locator. */
export const EntityId = Type.String({ pattern: '^https://[a-z][a-z0-9-]{1,30}(\\.[a-z0-9-]{1,63}){1,8}$', maxLength: 200 })
export type EntityId = Static<typeof EntityId>

/** 128 random bits, base64url without padding: all that crosses a border is named so (`case`, `jti`, pseudonyms, files). */
export const RandomId = Type.String({ pattern: '^[A-Za-z0-9_-]{21}[AQgw]$' })
export type RandomId = Static<typeof RandomId>

/** A SHA-256 value, base64url without padding. */
export const Hash = Type.String({ pattern: '^[A-Za-z0-9_-]{42}[AEIMQUYcgkosw048]$' })
export type Hash = Static<typeof Hash>

/** Spelling of an element of ristretto255 (RFC 9496), 32 bytes, base64url without padding. Whether it is one, the receiver finds out. */
export const GroupElement = Type.String({ pattern: '^[A-Za-z0-9_-]{42}[AEIMQUYcgkosw048]$' })

/** RFC 7638 thumbprint of a public key. */
export const Thumbprint = Hash

/** UUIDv7 of a row in one organisation's database; never crosses a border. */
export const RowId = Type.String({ pattern: '^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$' })
export type RowId = Static<typeof RowId>

// A day that exists: months have their lengths, and 29 February only leap years. In the pattern itself, so that whoever
// reads the published schema refuses the same days.
const DAY =
  '(?!0000)(?:\\d{4}-(?:(?:0[13578]|1[02])-(?:0[1-9]|[12]\\d|3[01])|(?:0[469]|11)-(?:0[1-9]|[12]\\d|30)|02-(?:0[1-9]|1\\d|2[0-8]))|(?:\\d{2}(?:0[48]|[2468][048]|[13579][26])|(?:[02468][048]|[13579][26])00)-02-29)'

/** RFC 3339 instant in UTC, at most milliseconds. */
export const Instant = Type.String({ pattern: `^${DAY}T([01]\\d|2[0-3]):[0-5]\\d:[0-5]\\d(\\.\\d{1,3})?Z$` })
export type Instant = Static<typeof Instant>

/** Gregorian calendar date. */
export const CalendarDate = Type.String({ pattern: `^${DAY}$` })

/** Whole seconds since 1970 (RFC 7519 NumericDate). */
export const NumericDate = Type.Integer({ minimum: 0, maximum: 32_503_680_000 })

/** ISO 639-3, without the codes that name no single language (`mis mul und zxx`, `qaa`…`qtz`). */
export const LanguageCode = Type.String({ pattern: '^(?!mis$|mul$|und$|zxx$|q[a-t][a-z]$)[a-z]{3}$' })
export type LanguageCode = Static<typeof LanguageCode>

/** ISO 3166-1 alpha-2. */
export const CountryCode = Type.String({ pattern: '^[A-Z]{2}$' })

/** ISO 4217. */
export const CurrencyCode = Type.String({ pattern: '^[A-Z]{3}$' })

/** Money in whole minor units (QAR: dirham). */
export const MinorUnits = Type.Integer({ minimum: 0, maximum: 1_000_000_000_000 })

/** E.164 telephone number. */
export const Telephone = Type.String({ pattern: '^\\+[1-9]\\d{6,14}$' })

/**
 * Code spoken on the telephone (J-9): eight characters of Crockford's base32, of which the last
 * checks the others.
 */
export const TelephoneCode = Type.String({ pattern: '^[0-9A-HJKMNP-TV-Z]{8}$' })
export type TelephoneCode = Static<typeof TelephoneCode>

/** A name in both languages of the network, as shown on screens. */
export const Names = Type.Object(
  { ar: Type.String({ minLength: 1, maxLength: 120 }), en: Type.String({ minLength: 1, maxLength: 120 }) },
  { additionalProperties: false },
)
export type Names = Static<typeof Names>
