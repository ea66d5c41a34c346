import type { MemberView, NewReferral } from '@ihala/contract'
import { type Draft, EMPTY_DRAFT, MONTHS, monthsLater } from './draft.ts'

/**
 * The form as it was when it was sent, so that what was undone loses no answer. When the person said yes is said anew.
 * @param members the directory: what each body that is asked next may be given
 */
export function draftOf(given: NewReferral, members: readonly MemberView[]): Draft {
  const { personId, to, step, need, consent, next = [], beside, byTelephone = false } = given
  const { basis, until } = consent
  const evidence = basis.kind === 'consent' || basis.kind === 'guardian' ? basis.evidence : undefined
  const standing = basis.kind === 'guardian' ? basis.standing : undefined
  const takesOf = (body: string) => members.find(({ entityId }) => entityId === body)?.takes
  return {
    personId,
    to,
    step,
    byTelephone,
    together: beside !== undefined,
    next: (beside ?? next).map((body) => ({ to: body.to, takes: takesOf(body.to) ?? body.consent.categories, agreed: true })),
    need,
    consent: {
      ...EMPTY_DRAFT.consent,
      categories: consent.categories,
      purposes: consent.purposes,
      ...(evidence && {
        language: evidence.language,
        interpreter: evidence.interpreter,
        howGiven: evidence.howGiven,
        understood: evidence.understood,
        readBack: evidence.readBack,
        privatelyConfirmed: evidence.privatelyConfirmed,
        witnessed: evidence.witnessed,
        coolingOff: evidence.coolingOff,
      }),
      ...(basis.kind === 'guardian' && { guardian: basis.guardian, assent: basis.assent }),
      guardianRelation: standing?.relation,
      guardianInMatter: standing?.inMatter,
      // What the form never offers is asked for anew, as the shortest.
      months: MONTHS.find((months) => evidence !== undefined && monthsLater(evidence.takenAt, months) === until) ?? MONTHS[0],
      wayBack: consent.wayBack,
      onwardKinds: consent.onward.kinds,
      onwardFurther: consent.onward.depth > 1,
      excluded: consent.excluded,
    },
  }
}
