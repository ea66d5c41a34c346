import Type, { type Static } from 'typebox'
import { Category, KIND_PATTERN } from './codes/category.ts'
import { EntityId, Names, NumericDate } from './identifiers.ts'
import { AnchorKey } from './registry.ts'
import { check, closed, codes } from './schema.ts'

/** Most networks that may stand between ours and a member of another, however long a path a cross-certificate allows (K6). */
export const LONGEST_PATH = 3

/**
 * A host name, or with a period before it every host below it (RFC 5280 §4.2.1.10, as OpenID Federation 1.0 §6.2.2 uses it). Two labels
 * at least: nobody is trusted with the names of a whole top-level domain.
 */
const DomainConstraint = Type.String({ pattern: '^\\.?[a-z0-9-]{1,63}(\\.[a-z0-9-]{1,63}){1,8}$', maxLength: 200 })
const Events = Type.Array(Type.String({ pattern: '^[a-z][a-z-]{2,40}$' }), { maxItems: 100, uniqueItems: true })

/** Of the constraints of OpenID Federation 1.0 §6.2 these two, both always; another is refused, never passed over. */
export const CrossConstraints = closed({
  /** How many authorities may stand between our anchor and a member; the other network's anchor is the first: 1 is its own members only. */
  max_path_length: Type.Integer({ minimum: 0, maximum: LONGEST_PATH }),
  naming_constraints: closed({
    permitted: Type.Array(DomainConstraint, { minItems: 1, maxItems: 10, uniqueItems: true }),
    excluded: Type.Optional(Type.Array(DomainConstraint, { maxItems: 10, uniqueItems: true })),
  }),
})
export type CrossConstraints = Static<typeof CrossConstraints>

/**
 * What members of another network may be taken for here, whatever their own anchor says (OpenID Federation 1.0 §6.1). No operator that
 * adds. `accepts` is an object; `subset_of` is meant of its names, which are kinds of events.
 */
export const CrossPolicy = closed({
  ihala_member: closed({
    // Who says who is who, and who is no organisation, is never somebody from abroad.
    kind: closed({
      one_of: Type.Array(Type.String({ pattern: KIND_PATTERN.replace('^', '^(?!national-committee$|test$)') }), {
        minItems: 1,
        maxItems: 20,
        uniqueItems: true,
      }),
    }),
    sends: closed({ subset_of: Events }),
    accepts: closed({ subset_of: Events }),
    takes: closed({ subset_of: Type.Array(Category, { maxItems: 11, uniqueItems: true }) }),
  }),
})
export type CrossPolicy = Static<typeof CrossPolicy>

/** What two networks agreed: whose keys, how far, for whom, until when. */
export const CrossAgreement = closed({
  /** The other network's anchor. */
  entityId: EntityId,
  names: Names,
  /** Its bodies' keys; the same number of them must sign as of ours. */
  keys: Type.Array(AnchorKey, { minItems: 2, maxItems: 10 }),
  constraints: CrossConstraints,
  policy: CrossPolicy,
  /** Last moment of the agreement. */
  until: NumericDate,
})
export type CrossAgreement = Static<typeof CrossAgreement>

/**
 * Cross-certificate (K6): our anchor's subordinate statement about another network's anchor (OpenID Federation 1.0 §3), living at most
 * 24 hours, signed as every word of the anchor.
 */
export const CrossCertificate = closed({
  iss: EntityId,
  sub: EntityId,
  iat: NumericDate,
  exp: NumericDate,
  jwks: closed({ keys: Type.Array(AnchorKey, { minItems: 2, maxItems: 10 }) }),
  metadata: closed({
    ihala_network: closed({
      names: Names,
      /** `ended`: its members are suspended here. */
      status: codes(['live', 'ended'], 'FEATURES K6'),
      /** Last moment of the agreement; while it is live no certificate outlives it. */
      until: NumericDate,
    }),
  }),
  constraints: CrossConstraints,
  metadata_policy: CrossPolicy,
})
export type CrossCertificate = Static<typeof CrossCertificate>
export const checkCrossCertificate = check(CrossCertificate)
