import { Category, type EventData, type Withdrawn } from '@ihala/contract'

/** What a holder says of what the person took back: all of it is gone, nothing is kept. */
export function erasureOf(of: string, withdrawn: Withdrawn, at: string): EventData<'erasure-stated'> {
  return { of, erased: withdrawn === 'all' ? [...Category.enum] : [...withdrawn], at, kept: [] }
}
