import Type, { type Static } from 'typebox'
import { EntityId, NumericDate } from './identifiers.ts'
import { AnchorKey, MemberKey, MemberMetadata } from './registry.ts'
import { check, closed } from './schema.ts'

/** The `typ` of what OpenID Federation 1.0 adds to statements; the media type is `application/` before it. */
export const FEDERATION_TYP = {
  resolved: 'resolve-response+jwt',
  trustMark: 'trust-mark+jwt',
  trustMarkStatus: 'trust-mark-status-response+jwt',
  keySet: 'jwk-set+jwt',
} as const

/** Paths of the federation endpoints, below the committee's service (OpenID Federation 1.0 §8); the first is everybody's (§9). */
export const FEDERATION_PATH = {
  configuration: '/.well-known/openid-federation',
  fetch: '/federation/fetch',
  list: '/federation/list',
  resolve: '/federation/resolve',
  trustMark: '/federation/trust-mark',
  trustMarkStatus: '/federation/trust-mark-status',
  historicalKeys: '/federation/historical-keys',
} as const

/** Short name of an accreditation (K5): `licensed-shelter`, `bar-member`. Kinds name what they need, so the list is open. */
export const TRUST_MARK_PATTERN = '^[a-z][a-z-]{2,40}$'

/** Identifier of an accreditation in this network: a URL under the anchor's name (OpenID Federation 1.0 §7.1). */
export function trustMarkType(anchorId: string, mark: string): string {
  return `${anchorId}/marks/${mark}`
}

/** An accreditation of a member, signed like a statement (OpenID Federation 1.0 §7.1). */
export const TrustMark = closed({
  iss: EntityId,
  sub: EntityId,
  iat: NumericDate,
  exp: NumericDate,
  trust_mark_type: Type.String({ pattern: '^https://[a-z0-9.-]+/marks/[a-z][a-z-]{2,40}$', maxLength: 250 }),
})
export type TrustMark = Static<typeof TrustMark>
export const checkTrustMark = check(TrustMark)

const Url = Type.String({ pattern: '^https?://[^\\s]+$', maxLength: 2048 })

/** The trust anchor's word about itself (OpenID Federation 1.0 §3, §9): its bodies' keys, and where its endpoints are. */
export const AnchorConfiguration = closed({
  iss: EntityId,
  sub: EntityId,
  iat: NumericDate,
  exp: NumericDate,
  jwks: closed({ keys: Type.Array(AnchorKey, { minItems: 2, maxItems: 10 }) }),
  metadata: closed({
    federation_entity: closed({
      organization_name: Type.String({ minLength: 1, maxLength: 200 }),
      federation_fetch_endpoint: Url,
      federation_list_endpoint: Url,
      federation_resolve_endpoint: Url,
      federation_trust_mark_status_endpoint: Url,
      federation_trust_mark_endpoint: Url,
      federation_historical_keys_endpoint: Url,
    }),
  }),
  /** Who may issue each accreditation. */
  trust_mark_issuers: Type.Record(Type.String({ pattern: '^https://[a-z0-9.-]+/marks/[a-z][a-z-]{2,40}$' }), Type.Array(EntityId)),
})
export type AnchorConfiguration = Static<typeof AnchorConfiguration>
export const checkAnchorConfiguration = check(AnchorConfiguration)

/** What a member says of itself (OpenID Federation 1.0 §3), and how it applies (K1): signed by one of the keys it lists. */
export const MemberConfiguration = closed({
  iss: EntityId,
  sub: EntityId,
  iat: NumericDate,
  exp: NumericDate,
  jwks: closed({ keys: Type.Array(MemberKey, { minItems: 2, maxItems: 40 }) }),
  authority_hints: Type.Array(EntityId, { minItems: 1, maxItems: 1 }),
  metadata: closed({
    federation_entity: closed({
      organization_name: Type.String({ minLength: 1, maxLength: 120 }),
      'organization_name#ar': Type.String({ minLength: 1, maxLength: 120 }),
    }),
    ihala_member: Type.Pick(MemberMetadata, ['kind', 'names', 'bus_tag', 'sends', 'accepts', 'serves'], { additionalProperties: false }),
  }),
})
export type MemberConfiguration = Static<typeof MemberConfiguration>
export const checkMemberConfiguration = check(MemberConfiguration)

/** How a federation endpoint says no (OpenID Federation 1.0 §8.9). */
export const FederationError = closed({
  error: Type.Enum([
    'invalid_request',
    'not_found',
    'invalid_trust_anchor',
    'invalid_trust_chain',
    'invalid_metadata',
    'server_error',
    'temporarily_unavailable',
    'unsupported_parameter',
  ]),
  error_description: Type.String(),
})
export type FederationError = Static<typeof FederationError>
