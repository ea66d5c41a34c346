import Type, { type Static } from 'typebox'
import { CalendarDate } from '../identifiers.ts'
import { closed, codes } from '../schema.ts'
import { Category } from './category.ts'

/** A part of a case whose end can be told to somebody: each category; `words`, the notes of either side; `own`, what its holder wrote. */
export const ErasablePart = codes([...Category.enum, 'words', 'own'], 'DESIGN §7; FEATURES c2')
export type ErasablePart = Static<typeof ErasablePart>

/** Why something is erased: the person took it back, or its time was over (`eraseAt`, or the retention of its class). */
export const ErasureCause = codes(['withdrawn', 'time-over'], 'DESIGN §7; ISO/IEC TS 27560 event')
export type ErasureCause = Static<typeof ErasureCause>

/**
 * Why something stays though the person took it back. `record-duty`: a law has this body keep the record. `court-order`,
 * `prosecution-order`: somebody who may ordered that it be preserved. `legal-claim`: a claim, of the person or against them, is open.
 * No other ground exists.
 */
export const KeptGround = codes(
  ['record-duty', 'court-order', 'prosecution-order', 'legal-claim'],
  'FEATURES c2, M1; GDPR art. 17(3)(b) and (e)',
)
export type KeptGround = Static<typeof KeptGround>

/** Name of a law as a rule set has it, never a sentence. */
export const LawCode = Type.String({ pattern: '^[a-z][a-z0-9-]{1,60}$' })
/** Article of a law, as it is cited: `20`, `17.3.b`. */
export const ArticleCode = Type.String({ pattern: '^[0-9]{1,4}([.-][0-9a-z]{1,4}){0,3}$' })

/**
 * A part that stays: on which ground, by which article of which law, until which day, that one included. `not-stated`: it was said in
 * the words of version 1 of the statement, which had none for the article.
 */
export const KeptPart = closed({
  part: ErasablePart,
  ground: KeptGround,
  law: LawCode,
  article: Type.Union([ArticleCode, Type.Literal('not-stated')]),
  until: CalendarDate,
})
export type KeptPart = Static<typeof KeptPart>

/** What an erasure leaves erased, part by part. */
export const ErasedParts = Type.Array(ErasablePart, { maxItems: ErasablePart.enum.length, uniqueItems: true })
/** What an erasure leaves in place, part by part. */
export const KeptParts = Type.Array(KeptPart, { maxItems: ErasablePart.enum.length })
