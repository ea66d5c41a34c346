import Type, { type Static } from 'typebox'
import { Category } from '../codes/category.ts'
import { CorrectionReason, ObjectionReason, RightHolder } from '../codes/rights.ts'
import { closed } from '../schema.ts'

/**
 * The person asks a body to correct what it holds of a category, or objects to what it does with it (C11). What is right instead travels
 * as a section, where a grant covers it and by whoever holds it first; here is only that it is wrong.
 */
export const RightExercised = Type.Union([
  closed({ right: Type.Literal('correction'), category: Category, because: CorrectionReason, by: RightHolder }),
  closed({ right: Type.Literal('objection'), category: Category, because: ObjectionReason, by: RightHolder }),
])
export type RightExercised = Static<typeof RightExercised>
