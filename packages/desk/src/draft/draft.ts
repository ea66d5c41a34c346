import { type Category, type ConsentEvidence, type ConsentGiven, type NewReferral, type Part, Refusal } from '@ihala/contract'
import { COOLING_OFF, evidenceOf, mayGoAt } from '@ihala/policy'

/** DESIGN §8: for how long what was said to be sent may be undone, milliseconds. */
export const UNDO_FOR = COOLING_OFF * 1000

/**
 * When it goes by itself: ten minutes after somebody said send, and never before the person's own ten minutes are over (THREATS 26).
 * @param now ISO instant
 */
export function sendAtOf({ consent, beside = [] }: Pick<NewReferral, 'consent' | 'beside'>, now: string): string {
  const cooled = [consent, ...beside.map((one) => one.consent)].flatMap(({ basis }) => {
    const evidence = evidenceOf(basis)
    return evidence !== undefined && 'coolingOff' in evidence ? [Date.parse(mayGoAt(evidence))] : []
  })
  return new Date(Math.max(Date.parse(now) + UNDO_FOR, ...cooled)).toISOString()
}

/** The same as it will be once the person's ten minutes are over: what is asked of it then is asked of it now. */
export function onceCooledOff(given: NewReferral): NewReferral {
  const cooled = (consent: ConsentGiven): ConsentGiven => ({ ...consent, basis: cooledOff(consent.basis) })
  const { beside } = given
  return {
    ...given,
    consent: cooled(given.consent),
    ...(beside && { beside: beside.map(({ to, consent }) => ({ to, consent: cooled(consent) })) }),
  }
}

function cooledOff(basis: ConsentGiven['basis']): ConsentGiven['basis'] {
  switch (basis.kind) {
    case 'consent':
    case 'guardian':
      return { ...basis, evidence: spoken(basis.evidence) }
    case 'statutory':
      return { ...basis, filing: spoken(basis.filing) }
    case 'incapacity': {
      const { decidedBy } = basis
      return decidedBy.kind === 'guardian' ? { ...basis, decidedBy: { ...decidedBy, evidence: spoken(decidedBy.evidence) } } : basis
    }
    case 'danger':
      return basis
    default:
      return basis satisfies never
  }
}

function spoken(evidence: ConsentEvidence): ConsentEvidence {
  return evidence.coolingOff === 'waited' ? { ...evidence, coolingOff: 'asked-not-to-wait' } : evidence
}

/**
 * C7: what the person took back since it was written does not go with it. Throws Refusal `grant-not-covering`.
 * @param takenBack parts of their own file that the person took back since
 */
export function assertStillGiven(
  { consent, next = [], beside = [] }: Pick<NewReferral, 'consent' | 'next' | 'beside'>,
  takenBack: readonly Part[],
): void {
  const gone = new Set<Part>(takenBack)
  const opened: readonly Category[] = [consent, ...[...next, ...beside].map((one) => one.consent)].flatMap(({ categories }) => categories)
  const category = opened.find((one) => gone.has(one))
  if (category !== undefined) throw new Refusal('grant-not-covering', { category })
}
