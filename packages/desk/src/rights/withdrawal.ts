import type { ConsentView, EventData, Withdrawn } from '@ihala/contract'
import type { Erasure } from './erasure.store.ts'

/** What a holder says of what the person took back, or of what was over: what is gone, and what stays under which law. */
export function erasureOf(
  { of, because, erased, kept }: Pick<Erasure, 'of' | 'because' | 'erased' | 'kept'>,
  at: string,
): EventData<'erasure-stated'> {
  return { of, because, erased, at, kept }
}

/**
 * C7: what is left of a consent as staff see it. Nothing is sent, told back or passed on by what is not in it, so that an acceptance
 * after a withdrawal opens only the rest.
 */
export function consentWithout(consent: ConsentView, withdrawn: Withdrawn): ConsentView {
  const goes = (category: ConsentView['categories'][number]): boolean => withdrawn === 'all' || withdrawn.includes(category)
  const gone = consent.categories.filter(goes)
  const wayBack = consent.wayBack && !goes('progress')
  const back = consent.wayBack && !wayBack ? (['progress'] as const) : []
  return {
    ...consent,
    categories: consent.categories.filter((category) => !goes(category)),
    wayBack,
    withdrawn: [...new Set([...consent.withdrawn, ...gone, ...back])],
  }
}
