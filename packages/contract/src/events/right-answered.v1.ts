import Type, { type Static } from 'typebox'
import { RightRefusal } from '../codes/rights.ts'
import { RandomId } from '../identifiers.ts'
import { closed } from '../schema.ts'

/** What a body did about a right that was exercised, and why not all of it (C11). */
export const RightAnswered = Type.Union([
  closed({ of: RandomId, answer: Type.Literal('done') }),
  closed({ of: RandomId, answer: Type.Literal('done-in-part'), because: RightRefusal }),
  closed({ of: RandomId, answer: Type.Literal('refused'), because: RightRefusal }),
])
export type RightAnswered = Static<typeof RightAnswered>
