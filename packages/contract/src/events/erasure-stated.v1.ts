import Type, { type Static } from 'typebox'
import { Category } from '../codes/category.ts'
import { CalendarDate, Instant, RandomId } from '../identifiers.ts'
import { closed } from '../schema.ts'

const most = Category.enum.length

/**
 * What became of what a person took back, as its holder signs it (DESIGN §7): erased, so that nobody can read it from `at` on; or kept,
 * under which law and until when.
 */
export const ErasureStatedV1 = closed({
  /** The withdrawal that it answers. */
  of: RandomId,
  erased: Type.Array(Category, { maxItems: most, uniqueItems: true }),
  /** When the last key was gone, also from the memory of every process. */
  at: Instant,
  kept: Type.Array(
    closed({
      category: Category,
      /** As a rule set names it, never a sentence. */
      law: Type.String({ pattern: '^[a-z][a-z0-9-]{1,60}$' }),
      until: CalendarDate,
    }),
    { maxItems: most },
  ),
})
export type ErasureStatedV1 = Static<typeof ErasureStatedV1>
