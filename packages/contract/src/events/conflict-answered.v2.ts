import Type, { type Static } from 'typebox'
import { NotComparedReason } from '../codes/decision.ts'
import { GroupElement, RandomId } from '../identifiers.ts'
import { closed } from '../schema.ts'
import type { ConflictAnsweredV1 } from './conflict-answered.v1.ts'
import { NAMES_IN_A_CHECK } from './conflict-checked.v2.ts'

/** Outputs that an answer gives of the answerer's own list: always as many, whatever its length, and no list may be longer. */
export const OUTPUTS_IN_AN_ANSWER = 900
/** Characters of one such output: the first 6 of its 64 bytes, base64url. Two names share them once in 2⁴⁸. */
export const OUTPUT_LENGTH = 8

/**
 * The answer to a conflict check. `compared`: what the asker needs to find out for itself, and for the names that it asked about alone,
 * whether one is on the answerer's list; the answerer does not learn it. `not-compared`: nothing can be found out. `told`: the bare word
 * with which tokens of version 1 are answered, whether any matched and never which.
 */
export const ConflictAnswered = Type.Union([
  closed({
    how: Type.Literal('compared'),
    /** The check that it answers. */
    of: RandomId,
    /** The asked elements under a key made for this answer alone, in their order. */
    evaluated: Type.Array(GroupElement, { minItems: NAMES_IN_A_CHECK, maxItems: NAMES_IN_A_CHECK }),
    /** Outputs of the answerer's own list under the same key, made up to their number with random ones, in ascending order. */
    known: Type.Array(Type.String({ pattern: `^[A-Za-z0-9_-]{${OUTPUT_LENGTH}}$` }), {
      minItems: OUTPUTS_IN_AN_ANSWER,
      maxItems: OUTPUTS_IN_AN_ANSWER,
    }),
  }),
  closed({ how: Type.Literal('not-compared'), of: RandomId, reason: NotComparedReason }),
  closed({ how: Type.Literal('told'), conflict: Type.Boolean() }),
])
export type ConflictAnswered = Static<typeof ConflictAnswered>

/** The word of version 1 as version 2 says it. */
export function upcast({ conflict }: ConflictAnsweredV1): ConflictAnswered {
  return { how: 'told', conflict }
}

/** Null for what answers a blinded check: version 1 knows tokens alone. */
export function downcast(data: ConflictAnswered): ConflictAnsweredV1 | null {
  return data.how === 'told' ? { conflict: data.conflict } : null
}
