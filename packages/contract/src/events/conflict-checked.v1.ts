import Type, { type Static } from 'typebox'
import { Hash } from '../identifiers.ts'
import { closed, codes } from '../schema.ts'

/** Is any of these known to you as a party? HMAC-SHA-256 tokens over folded names under a key made for this check alone. */
export const ConflictCheckedV1 = closed({
  key: Hash,
  tokens: Type.Array(
    closed({
      about: codes(['employer', 'recruiter', 'person-feared'], 'DESIGN §8: the conflict check of legal aid and shelter'),
      token: Hash,
    }),
    { minItems: 1, maxItems: 20 },
  ),
})
export type ConflictCheckedV1 = Static<typeof ConflictCheckedV1>
