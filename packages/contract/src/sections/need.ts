import Type, { type Static } from 'typebox'
import { AccessNeed, AgeBand, ChildAgeBand, MedicalNeed, Need, Sex, Urgency } from '../codes/need.ts'
import { LanguageCode } from '../identifiers.ts'
import { closed } from '../schema.ts'

/** A language as somebody uses it: speaking and reading are apart. */
export const LanguageUse = closed({ code: LanguageCode, speaks: Type.Boolean(), reads: Type.Boolean() })
export type LanguageUse = Static<typeof LanguageUse>

/** The one free text before acceptance (DESIGN §7). */
export const NeedNote = Type.String({ minLength: 1, maxLength: 500 })

/**
 * The only section that travels before acceptance: closed coded fields and at most 500 characters of text,
 * refused when they contain a name, number, employer or place of this person (DESIGN §7).
 */
export const NeedSection = closed({
  needs: Type.Array(Need, { minItems: 1, maxItems: 10, uniqueItems: true }),
  urgency: Urgency,
  sex: Sex,
  ageBand: AgeBand,
  children: Type.Array(closed({ ageBand: ChildAgeBand, count: Type.Integer({ minimum: 1, maximum: 12 }) }), { maxItems: 4 }),
  languages: Type.Array(LanguageUse, { minItems: 1, maxItems: 6 }),
  medical: Type.Array(MedicalNeed, { maxItems: 8, uniqueItems: true }),
  access: Type.Array(AccessNeed, { maxItems: 8, uniqueItems: true }),
  staffSex: Type.Enum(['female', 'male', 'no-preference'], { description: 'sex of driver, interpreter and interviewer (J-2)' }),
  /** How many others are in the same situation and stay unnamed (J-1, J-15). */
  others: Type.Integer({ minimum: 0, maximum: 10_000 }),
  /** Amount asked for, where money is the need (J-4). */
  amount: Type.Optional(
    closed({
      minorUnits: Type.Integer({ minimum: 1, maximum: 1_000_000_000 }),
      currency: Type.String({ pattern: '^[A-Z]{3}$' }),
      period: Type.String({ pattern: '^\\d{4}-(0[1-9]|1[0-2])$' }),
    }),
  ),
  note: Type.Optional(NeedNote),
})
export type NeedSection = Static<typeof NeedSection>
