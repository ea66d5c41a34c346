import Type, { type Static } from 'typebox'
import { Category, KIND_PATTERN } from './codes/category.ts'
import { EntityId, Names, NumericDate, Slug, Thumbprint } from './identifiers.ts'
import { check, closed, codes } from './schema.ts'

/** What a member's key is for; `portal`: what browsers of people nobody knows seal to (ADR 0013), and no member. */
export const KeyUse = codes(['sig', 'enc', 'portal'], 'RFC 7517 4.2; ADR 0013')
export type KeyUse = Static<typeof KeyUse>

/** A member's public key (RFC 8037 OKP): Ed25519 signs, X25519 encrypts. `kid` is its RFC 7638 thumbprint. */
export const MemberKey = closed({
  kty: Type.Literal('OKP'),
  crv: codes(['Ed25519', 'X25519'], 'RFC 8037 2'),
  x: Type.String({ pattern: '^[A-Za-z0-9_-]{42}[AEIMQUYcgkosw048]$' }),
  kid: Thumbprint,
  use: KeyUse,
  /** When it was made and given to the registry (OpenID Federation 1.0 §8.7). */
  iat: Type.Optional(NumericDate),
  /** First moment of use: at least 24 hours after it was published, but for a member's first keys (K3). */
  nbf: NumericDate,
  /** Last moment of use. */
  exp: NumericDate,
  /** When it was revoked, if it was. */
  revokedAt: Type.Optional(NumericDate),
})
export type MemberKey = Static<typeof MemberKey>

/** One key of the trust anchor, as every member pins it (ADR 0006). */
export const AnchorKey = closed({
  kty: Type.Literal('OKP'),
  crv: Type.Literal('Ed25519'),
  x: Type.String({ pattern: '^[A-Za-z0-9_-]{42}[AEIMQUYcgkosw048]$' }),
  kid: Type.Optional(Thumbprint),
  /** The body that keeps it: two keys of one body are one voice. */
  holder: Slug,
  /** Whether that body is of the government. */
  government: Type.Boolean(),
})
export type AnchorKey = Static<typeof AnchorKey>

/** Bodies that must sign each word of the anchor, one of them outside government (DESIGN §6, T26). */
export const ANCHOR_QUORUM = 2

/** Which versions of each kind of event a member reads. */
export const Accepts = Type.Record(
  Type.String({ pattern: '^[a-z][a-z-]{2,40}$' }),
  Type.Array(Type.Integer({ minimum: 1, maximum: 99 }), { minItems: 1, maxItems: 20 }),
)
export type Accepts = Static<typeof Accepts>

/** What the National Committee says of a member (OpenID Federation 1.0 metadata, entity type `ihala_member`). */
export const MemberMetadata = closed({
  kind: Type.String({ pattern: KIND_PATTERN }),
  names: Names,
  status: codes(['live', 'suspended'], 'DESIGN §8: suspension of a member'),
  /** Public key of its account on the bus: the only name the operator sees. */
  bus_tag: Type.String({ pattern: '^A[A-Z2-7]{55}$' }),
  /** Events it may send; role × type derives from it. */
  sends: Type.Array(Type.String({ pattern: '^[a-z][a-z-]{2,40}$' }), { maxItems: 100, uniqueItems: true }),
  accepts: Accepts,
  /** Categories of personal data it may be given, whatever a person grants: a fund learns no name (H2, R-5). */
  takes: Type.Array(Category, { maxItems: 11, uniqueItems: true }),
  /** Needs it serves, for the directory. Never a place (E4). */
  serves: Type.Array(Type.String({ pattern: '^[a-z][a-z-]{2,40}$' }), { maxItems: 40, uniqueItems: true }),
  /** Accreditations in force (K5): none when it is not there. */
  marks: Type.Optional(Type.Array(Type.String({ pattern: '^[a-z][a-z-]{2,40}$' }), { maxItems: 20, uniqueItems: true })),
})
export type MemberMetadata = Static<typeof MemberMetadata>

/**
 * What a superior allows of one member of the metadata (OpenID Federation 1.0 §6.1.3). Of its operators these three are used;
 * another is refused, never passed over.
 */
export const PolicyOperators = closed({
  value: Type.Optional(Type.String({ maxLength: 200 })),
  subset_of: Type.Optional(Type.Array(Type.String({ maxLength: 200 }), { maxItems: 200, uniqueItems: true })),
  one_of: Type.Optional(Type.Array(Type.String({ maxLength: 200 }), { maxItems: 200, uniqueItems: true })),
})
export type PolicyOperators = Static<typeof PolicyOperators>

/** K7: what a kind may send, as metadata policy of its members: kind × event. */
export const MetadataPolicy = closed({
  ihala_member: closed({ kind: PolicyOperators, sends: PolicyOperators, takes: PolicyOperators }),
})
export type MetadataPolicy = Static<typeof MetadataPolicy>

/** Subordinate statement of the trust anchor about one member (OpenID Federation 1.0 §3), living at most 24 hours. */
export const RegistryStatement = closed({
  iss: EntityId,
  sub: EntityId,
  iat: NumericDate,
  exp: NumericDate,
  jwks: closed({ keys: Type.Array(MemberKey, { minItems: 1, maxItems: 40 }) }),
  metadata: closed({ ihala_member: MemberMetadata }),
  metadata_policy: Type.Optional(MetadataPolicy),
})
export type RegistryStatement = Static<typeof RegistryStatement>
export const checkRegistryStatement = check(RegistryStatement)

/** The anchor's signed list of all members, so that the directory can be read without knowing them. */
export const RegistryList = closed({
  iss: EntityId,
  iat: NumericDate,
  exp: NumericDate,
  members: Type.Array(EntityId, { maxItems: 20_000, uniqueItems: true }),
})
export type RegistryList = Static<typeof RegistryList>
export const checkRegistryList = check(RegistryList)

/** How long a key that is new with a known member is not used: time for its owner and everybody else to see it (T26), seconds. */
export const KEY_DELAY = 24 * 3600

/** Longest life of a statement, seconds. */
export const STATEMENT_LIFETIME = 24 * 3600
