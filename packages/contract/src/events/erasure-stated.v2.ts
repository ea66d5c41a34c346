import type { Static } from 'typebox'
import { Category } from '../codes/category.ts'
import { ErasedParts, ErasureCause, KeptParts } from '../codes/erasure.ts'
import { Instant, RandomId } from '../identifiers.ts'
import { closed } from '../schema.ts'
import type { ErasureStatedV1 } from './erasure-stated.v1.ts'

/**
 * What became of what a person took back, or of what was granted until a day that has come, as its holder signs it (DESIGN §7): erased,
 * so that nobody can read it from `at` on; or kept, on which ground, by which article and until when. It is stated again when a part that
 * was kept is erased; the last one counts. Version 2 speaks of every part, not only of categories, and says the ground and the cause.
 */
export const ErasureStated = closed({
  /** What it answers: the withdrawal; when the time was over, the grant. */
  of: RandomId,
  because: ErasureCause,
  erased: ErasedParts,
  /** When the last key was gone, also from the memory of every process. */
  at: Instant,
  kept: KeptParts,
})
export type ErasureStated = Static<typeof ErasureStated>

/** Version 1 speaks of withdrawals alone, and of what a law has kept without its article; notes and own words went with every category. */
export function upcast({ of, erased, at, kept }: ErasureStatedV1): ErasureStated {
  return {
    of,
    because: 'withdrawn',
    erased: erased.length === 0 ? [] : [...erased, 'words', ...(erased.length === Category.enum.length ? (['own'] as const) : [])],
    at,
    kept: kept.map(({ category, law, until }) => ({ part: category, ground: 'record-duty', law, article: 'not-stated', until })),
  }
}

/** Null for what version 1 has no word for: that the time was over, a ground, an article, notes or own words apart from the categories. */
export function downcast(stated: ErasureStated): ErasureStatedV1 | null {
  const { of, erased, at, kept } = stated
  const laws = kept.flatMap(({ part, law, until }) => (isCategory(part) ? [{ category: part, law, until }] : []))
  const earlier = { of, erased: erased.filter(isCategory), at, kept: laws }
  return JSON.stringify(inOneOrder(upcast(earlier))) === JSON.stringify(inOneOrder(stated)) ? earlier : null
}

const inOneOrder = ({ of, because, erased, at, kept }: ErasureStated) => [of, because, [...erased].sort(), at, kept]

function isCategory(part: string): part is Category {
  return (Category.enum as readonly string[]).includes(part)
}
