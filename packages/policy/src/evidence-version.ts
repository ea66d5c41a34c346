import { type ConsentEvidence, type EarlierBasis, type EarlierEvidence, GRANT_VERSIONS, type Grant, Refusal } from '@ihala/contract'

type Basis = Grant['basis']

/** The versions of a grant that a member reads, by its registry statement; who names none reads the first. */
export function grantVersionsOf(accepts: Readonly<Record<string, readonly number[]>>): readonly number[] {
  return accepts.grant ?? [1]
}

/**
 * The ground of a grant in the highest version that its recipient reads. Throws Refusal `event-not-in-that-version` for a ground that
 * the first version has no word for. What the first version leaves out (the hash of the notice, the ten minutes, who the guardian is)
 * its sender has checked all the same.
 */
export function basisFor(basis: Basis, accepts: Readonly<Record<string, readonly number[]>>): Basis {
  const reads = grantVersionsOf(accepts)
  const version = GRANT_VERSIONS.filter((one) => reads.includes(one)).at(-1)
  return version === 2 ? basis : earlier(basis)
}

function earlier(basis: Basis): Basis {
  switch (basis.kind) {
    case 'consent':
      return { kind: 'consent', evidence: earlierEvidence(basis.evidence) }
    case 'guardian':
      return { kind: 'guardian', guardian: basis.guardian, assent: true, evidence: earlierEvidence(basis.evidence) }
    case 'statutory':
      return { kind: 'statutory', step: basis.step, filing: earlierEvidence(basis.filing) } satisfies EarlierBasis
    case 'incapacity':
      throw new Refusal('event-not-in-that-version', { field: '/basis/kind', limit: 1 })
    case 'danger':
      return basis
    default:
      return basis satisfies never
  }
}

function earlierEvidence(evidence: ConsentEvidence | EarlierEvidence): EarlierEvidence {
  if (!('v' in evidence)) return evidence
  const { v: _v, coolingOff: _coolingOff, notice, ...rest } = evidence
  return { ...rest, notice: { id: notice.id, version: notice.version } }
}
