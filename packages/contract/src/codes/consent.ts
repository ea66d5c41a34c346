import Type, { type Static } from 'typebox'
import { codes } from '../schema.ts'
import { Category } from './category.ts'

/** How the person said yes. */
export const HowGiven = codes(['signature', 'thumb', 'voice', 'recorded-oral'], 'DESIGN §7, ISO/IEC TS 27560 collection method')

/** Who interpreted. Never the employer, recruiter, a co-worker or the embassy (D-20). */
export const InterpreterKind = codes(['none-needed', 'staff', 'shared-pool', 'independent'], 'DOMAIN.md D-20')

/**
 * What became of the ten minutes in which a person may still change their mind: over; not run, because the need is immediate; or not
 * run because the person asked, alone, that it go at once.
 */
export const CoolingOff = codes(['waited', 'immediate', 'asked-not-to-wait'], 'THREATS.md 26; DESIGN §8 undo')
export type CoolingOff = Static<typeof CoolingOff>

/** A guardian's standing: appointed (وصي), natural (ولي), other representative. */
export const GuardianKind = codes(['appointed', 'natural', 'representative'], 'DOMAIN.md R-6')

/** What a guardian is to the person. No spouse: whoever married a child does not speak for it. */
export const GuardianRelation = codes(
  ['mother', 'father', 'grandparent', 'brother-or-sister', 'aunt-or-uncle', 'other-relative', 'professional'],
  'DOMAIN.md R-6; CPMS caregiver relationship, shortened',
)
export type GuardianRelation = Static<typeof GuardianRelation>

/** What a guardian has to do with the matter. Only `none` may speak for anybody (R-6, c22); what is not known is not none. */
export const GuardianInMatter = codes(
  ['none', 'party', 'employer', 'recruiter', 'suspected', 'relative-of-one-of-these', 'not-known'],
  'DOMAIN.md R-6; FEATURES.md c22',
)
export type GuardianInMatter = Static<typeof GuardianInMatter>

/** Who may say that an adult cannot decide now: two of them, of two professions. */
export const CapacityProfession = codes(['physician', 'psychologist', 'nurse', 'social-worker', 'lawyer'], 'DOMAIN.md R-6; practice')
export type CapacityProfession = Static<typeof CapacityProfession>

/** How an age that was doubtful was settled. */
export const AgeSettledBy = codes(['identity-paper', 'birth-record', 'assessment', 'court', 'own-word'], 'DOMAIN.md R-6; practice')
export type AgeSettledBy = Static<typeof AgeSettledBy>

/** The statutory steps a filed complaint takes by itself, consented once at filing. */
export const StatutoryStep = codes(['department', 'committee', 'enforcement', 'fund'], 'DOMAIN.md R-1')

/** Why two people broke the glass (R-1a). */
export const DangerReason = codes(['danger-to-life', 'danger-to-body', 'danger-to-liberty', 'danger-to-child'], 'DOMAIN.md R-1a')

/** Who compels a disclosure (R-1, the second exception): a record of its own, never a ground of a grant. */
export const CompellingAuthority = codes(['court', 'prosecution', 'police', 'labour-authority', 'other'], 'DOMAIN.md R-1')

/** Why the identity of a sealed person is opened to one member of staff. */
export const ReleaseReason = codes(
  ['danger', 'meeting-the-person', 'medical-care', 'court-day', 'travel-papers', 'correction'],
  'FEATURES.md M6',
)

/** What a person takes back: some categories, or everything. */
export const Withdrawn = Type.Union([
  Type.Array(Category, { minItems: 1, maxItems: Category.enum.length, uniqueItems: true }),
  Type.Literal('all'),
])
export type Withdrawn = Static<typeof Withdrawn>
