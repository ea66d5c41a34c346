import { type Grant, type GuardianKind, type GuardianRelation, type GuardianStanding, Refusal } from '@ihala/contract'

/** Who can be a natural guardian (ولي); anybody else is appointed, or represents. */
const NATURAL: readonly GuardianRelation[] = ['mother', 'father', 'grandparent']

/**
 * R-6, c22: who speaks for somebody has no part in the matter, is not employer, recruiter, suspected or of their family, and acts for
 * neither body of the grant; what is not known is not taken for good. Throws Refusal `guardian-unfit` with the field.
 */
export function assertFit(standing: GuardianStanding, grant: Pick<Grant, 'iss' | 'aud'>): void {
  if (standing.inMatter !== 'none') throw new Refusal('guardian-unfit', { field: '/basis/standing/inMatter' })
  if (standing.body === grant.iss || standing.body === grant.aud) throw new Refusal('guardian-unfit', { field: '/basis/standing/body' })
}

/** a natural guardian is a parent or a grandparent. Throws Refusal `guardian-unfit`. */
export function assertKind(kind: (typeof GuardianKind)['enum'][number], { relation }: Pick<GuardianStanding, 'relation'>): void {
  if (kind === 'natural' && !NATURAL.includes(relation)) throw new Refusal('guardian-unfit', { field: '/basis/standing/relation' })
}

/**
 * c22: a guardian of whom nothing is told is believed only from a member whose software cannot tell it. `reads`: the versions of a
 * grant its sender reads, by the registry; who reads the second writes it. Throws Refusal `guardian-unfit`.
 */
export function assertStandingTold({ basis }: Pick<Grant, 'basis'>, reads: readonly number[]): void {
  if (basis.kind === 'guardian' && !('standing' in basis) && reads.includes(2))
    throw new Refusal('guardian-unfit', { field: '/basis/standing' })
}
