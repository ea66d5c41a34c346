import Type, { type Static } from 'typebox'
import { GroupElement, RandomId } from '../identifiers.ts'
import { closed } from '../schema.ts'
import { ConflictCheckedV1 } from './conflict-checked.v1.ts'

/** Elements of one check: always as many, whatever the number of names, and never more names than that. */
export const NAMES_IN_A_CHECK = 20

/**
 * Is any of these known to you as a party? Version 2 asks so that the recipient learns nothing of the names (RFC 9497, base mode,
 * ristretto255-SHA512). `oblivious`: blinded elements, those that stand for no name among them. `keyed`: as version 1 asks, which is
 * read and answered, and not sent any more.
 */
export const ConflictChecked = Type.Union([
  closed({
    how: Type.Literal('oblivious'),
    /** Its name, which the answer repeats. */
    check: RandomId,
    blinded: Type.Array(GroupElement, { minItems: NAMES_IN_A_CHECK, maxItems: NAMES_IN_A_CHECK }),
  }),
  closed({ how: Type.Literal('keyed'), ...ConflictCheckedV1.properties }),
])
export type ConflictChecked = Static<typeof ConflictChecked>

/** Tokens of version 1 as version 2 says them. */
export function upcast({ key, tokens }: ConflictCheckedV1): ConflictChecked {
  return { how: 'keyed', key, tokens }
}

/** Null for a check that is blinded: version 1 has no word for it, and is not asked with tokens instead. */
export function downcast(data: ConflictChecked): ConflictCheckedV1 | null {
  return data.how === 'keyed' ? { key: data.key, tokens: data.tokens } : null
}
