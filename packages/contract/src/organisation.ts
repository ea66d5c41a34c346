import Type, { type Static } from 'typebox'
import { KIND_PATTERN } from './codes/category.ts'
import { EntityId, Names, Slug } from './identifiers.ts'
import { closed } from './schema.ts'

/** Roles of staff, closed. They come from one claim of the identity provider (DESIGN §3). */
export const STAFF_ROLES = [
  'admin',
  'intake-officer',
  'liaison-officer',
  'shelter-worker',
  'clinician',
  'lawyer',
  'legal-coordinator',
  'case-worker',
  'approver',
  'analyst',
  'duty-officer',
  'data-protection-officer',
] as const
export const StaffRole = Type.Enum([...STAFF_ROLES], { description: 'DESIGN §3: one claim of the identity provider' })
export type StaffRole = (typeof STAFF_ROLES)[number]

/** Who an organisation is: an instance of a kind. */
export const Organisation = closed({
  slug: Slug,
  kind: Type.String({ pattern: KIND_PATTERN }),
  entityId: EntityId,
  names: Names,
  languages: Type.Array(Type.String({ pattern: '^[a-z]{2}$' }), { minItems: 1, maxItems: 20 }),
  timeZone: Type.String({ pattern: '^[A-Za-z_]+(/[A-Za-z_+-]+)*$' }),
})
export type Organisation = Static<typeof Organisation>

/**
 * Kinds of organisation that are of government: who countersigns a log may not be of these only (DESIGN §10). A kind that is not
 * named here is not of government.
 */
export const GOVERNMENT_KINDS: readonly string[] = ['ministry-intake', 'national-committee']

/**
 * D-21: kinds that take complaints about members, the independent one first. They take nothing else, and send nothing: nobody is referred
 * to them.
 */
export const COMPLAINT_KINDS: readonly string[] = ['human-rights-committee', 'national-committee']

/**
 * M7, D-17, D-22: kinds that are told nothing about anybody, whatever a statement of the registry says: who enforces immigration law,
 * who employs, and who recruited.
 */
export const RECIPIENT_OF_NOTHING: readonly string[] = [
  'immigration',
  'search-and-follow-up',
  'employer',
  'employers-organisation',
  'recruiter',
]
