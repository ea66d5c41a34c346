import Type, { type Static } from 'typebox'
import { Hash } from '../identifiers.ts'
import { closed } from '../schema.ts'

/** Is any of these known to you as a party? HMAC-SHA-256 tokens over folded names under a key made for this check alone. */
export const ConflictChecked = closed({
  key: Hash,
  tokens: Type.Array(closed({ about: Type.Enum(['employer', 'recruiter', 'person-feared']), token: Hash }), { minItems: 1, maxItems: 20 }),
})
export type ConflictChecked = Static<typeof ConflictChecked>
