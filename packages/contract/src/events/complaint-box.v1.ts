import Type, { type Static } from 'typebox'
import { MemberComplaint } from '../codes/rights.ts'
import { EntityId, RandomId } from '../identifiers.ts'
import { closed } from '../schema.ts'

/** Complaints that one box holds at most; those beyond wait for the next day's. */
export const BOX_HOLDS = 20

/**
 * C11, D-21: what people say against members, to the body that takes it. Each member sends one box a day, of one size, full or empty:
 * that it goes says nothing. Of the person it says nothing either; who wants to be named says it there, with the number.
 */
export const ComplaintBox = closed({
  complaints: Type.Array(
    closed({
      /** Known to the person and to the body that takes it, and to nobody else. */
      number: RandomId,
      /** The member complained of. */
      about: EntityId,
      what: MemberComplaint,
      /** Whether the person means to ask, with the number, what became of it. */
      answer: Type.Boolean(),
    }),
    { maxItems: BOX_HOLDS, uniqueItems: true },
  ),
})
export type ComplaintBox = Static<typeof ComplaintBox>
