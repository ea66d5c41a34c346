import Type, { type Static } from 'typebox'
import { Instant, Names, RowId } from '../identifiers.ts'
import { StaffRole } from '../organisation.ts'
import { closed } from '../schema.ts'

/** A member of staff, for the admin. */
export const StaffView = closed({
  id: RowId,
  names: Names,
  roles: Type.Array(StaffRole),
  suspendedAt: Type.Union([Instant, Type.Null()]),
  /** How many cases are theirs. */
  cases: Type.Integer({ minimum: 0 }),
})
export type StaffView = Static<typeof StaffView>

/** GET /staff: names of staff, never of persons. */
export const StaffList = closed({ staff: Type.Array(StaffView) })

/** GET /colleagues: who works with people here and may be given a case. Names of staff, never of persons. */
export const ColleagueList = closed({ colleagues: Type.Array(closed({ id: RowId, names: Names, roles: Type.Array(StaffRole) })) })

/** POST /staff/:id/suspension. */
export const Suspension = closed({ suspended: Type.Boolean() })

/** POST /staff/:id/barred: a referral, or a person with all their referrals, on or off a member's conflict list. */
export const Barring = closed({ about: Type.Enum(['referral', 'person']), id: RowId, barred: Type.Boolean() })
export type Barring = Static<typeof Barring>

/** POST /staff/:id/hand-over: who takes the cases of a member who leaves. */
export const HandOver = closed({ to: RowId })
/** How many cases were handed over. */
export const HandedOver = closed({ id: RowId, cases: Type.Integer({ minimum: 0 }) })
