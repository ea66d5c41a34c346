import { closed, codes, Instant, Refusal, text } from '@ihala/contract'
import Type, { type Static } from 'typebox'

/** What the person said of taking part in proceedings against somebody. */
const Wish = codes(['undecided', 'wishes-to-take-part', 'does-not-wish'], 'DOMAIN.md R-2; R203 5(2)')

/** PUT /referrals/:id/proceedings. */
export const NewProceedingsWish = closed({ wish: Wish, note: Type.Optional(text(3_000)) })
export type NewProceedingsWish = Static<typeof NewProceedingsWish>

/** GET /referrals/:id/proceedings: null while nobody took it down, or for whom it is not. */
export const ProceedingsWish = closed({
  wish: Type.Union([closed({ ...NewProceedingsWish.properties, at: Instant, byMe: Type.Boolean() }), Type.Null()]),
})

/**
 * for the staff of this case alone: who is assigned; where nobody is, anybody of these roles may take it down, and then
 * it is theirs. Throws Refusal `not-allowed`.
 */
export function assertOfTheCase(assignees: readonly string[], staffId: string): void {
  if (assignees.length > 0 && !assignees.includes(staffId)) throw new Refusal('not-allowed', { rule: 'assigned-staff' })
}
