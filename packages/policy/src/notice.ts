import { type CoolingOff, type Grant, noticeText, Refusal, type Urgency } from '@ihala/contract'

/** How long a person may change their mind before anything goes, seconds (DESIGN §8, undo). */
export const COOLING_OFF = 600

type Told = Extract<Grant['basis'], { readonly kind: 'consent' }>['evidence']
type Basis = Pick<Grant, 'basis'>['basis']

/**
 * How somebody was informed of what a grant opens: the person, or who decides for them. Undefined where nobody said yes: danger, and
 * two professionals for an adult who cannot decide now.
 */
export function evidenceOf(basis: Basis): Told | undefined {
  switch (basis.kind) {
    case 'consent':
    case 'guardian':
      return basis.evidence
    case 'statutory':
      return basis.filing
    case 'incapacity':
      return basis.decidedBy.kind === 'guardian' ? basis.decidedBy.evidence : undefined
    case 'danger':
      return undefined
    default:
      return basis satisfies never
  }
}

/**
 * c20: the notice is one that is known here, it has a text in the language it was told in, and its hash is that of this text. Evidence
 * of an earlier version says no hash: of it the rest holds. Throws Refusal `notice-unknown` with the field.
 */
export function assertNotice(evidence: Told): void {
  const { notice, language } = evidence
  const text = noticeText(notice.id, notice.version, language)
  if (text === undefined) throw new Refusal('notice-unknown', { field: '/basis/evidence/notice' })
  if ('sha256' in notice && notice.sha256 !== text.sha256) throw new Refusal('notice-unknown', { field: '/basis/evidence/notice/sha256' })
}

/**
 * Whether somebody who speaks the language has read the text that was told. Throws Refusal `notice-not-reviewed`; asked in production
 * before anything is sealed, so that no machine's draft decides over anybody.
 */
export function assertReviewed(evidence: Pick<Told, 'notice' | 'language'>): void {
  const text = noticeText(evidence.notice.id, evidence.notice.version, evidence.language)
  if (text?.reviewed === undefined || text.reviewed === null)
    throw new Refusal('notice-not-reviewed', { field: '/basis/evidence/language' })
}

/** When what was agreed at `takenAt` may go, ISO instant. */
export function mayGoAt({ takenAt, coolingOff }: { readonly takenAt: string; readonly coolingOff: CoolingOff }): string {
  return coolingOff === 'waited' ? new Date(Date.parse(takenAt) + COOLING_OFF * 1000).toISOString() : takenAt
}

/**
 * THREATS 26: the person had ten minutes alone in which nothing went and nothing is kept of a changed mind; but for an immediate need,
 * and where the person asked that it go at once. Throws Refusal `cooling-off`.
 */
export function assertCooledOff({ basis, iat }: Pick<Grant, 'basis' | 'iat'>, urgency: Urgency): void {
  const evidence = evidenceOf(basis)
  if (evidence === undefined || !('coolingOff' in evidence)) return
  if (evidence.coolingOff === 'immediate' && urgency !== 'immediate')
    throw new Refusal('cooling-off', { field: '/basis/evidence/coolingOff' })
  // Grants tell whole seconds.
  if (evidence.coolingOff === 'waited' && Date.parse(mayGoAt(evidence)) >= (iat + 1) * 1000)
    throw new Refusal('cooling-off', { field: '/basis/evidence/takenAt' })
}
