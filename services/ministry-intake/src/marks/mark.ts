import { CalendarDate, closed, codes, Names, Refusal, RowId } from '@ihala/contract'
import { assertDate } from '@ihala/policy'
import Type, { type Static } from 'typebox'

/** Training marks of staff, which expire. Source: DOMAIN D-12. */
export const Mark = codes(['interviewing-victims'], 'DOMAIN.md D-12')
export type Mark = Static<typeof Mark>

/** POST /staff-marks: `sub` is the member's name at the organisation's identity provider; a later date takes the place of the earlier. */
export const NewMark = closed({ sub: Type.String({ minLength: 1, maxLength: 200 }), mark: Mark, validUntil: CalendarDate })
export type NewMark = Static<typeof NewMark>

/** GET /staff-marks: the marks, and the staff who signed in here, by account and name. Who never did is known by account alone. */
export const MarkList = closed({
  staff: Type.Array(closed({ sub: Type.String(), names: Names })),
  marks: Type.Array(closed({ id: RowId, sub: Type.String(), mark: Mark, validUntil: CalendarDate, version: Type.Integer({ minimum: 1 }) })),
})

/** D-12: without the mark nobody screens. Its last day still counts. Throws Refusal `mark-missing`. */
export function assertMarked(mark: Mark, validUntil: string | undefined, today: string): void {
  if (validUntil === undefined || validUntil < today) throw new Refusal('mark-missing', { rule: mark })
}

/** A mark that has run out already is a slip of the pen. Throws Refusal `body-invalid`. */
export function assertGrantable({ validUntil }: Pick<NewMark, 'validUntil'>, today: string): void {
  assertDate('/validUntil', validUntil)
  if (validUntil < today) throw new Refusal('body-invalid', { field: '/validUntil', rule: 'past' })
}
