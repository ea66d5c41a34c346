import Type, { type Static } from 'typebox'
import { SaidReason } from '../codes/reading.ts'
import { Instant, Names, RowId } from '../identifiers.ts'
import { closed } from '../schema.ts'

/** POST /referrals/:id/reading-reason, POST /people/:id/reading-reason (T33, T34): why somebody looks at a case that is a colleague's. */
export const ReasonSaid = closed({ reason: SaidReason })

/** Until when the case is open to whoever said why. */
export const ReasonKept = closed({ id: RowId, until: Instant })

const Member = closed({ id: RowId, names: Names })

/**
 * GET /referrals/:id/assignees: who works on a case, and who works for the person by their file or another referral of theirs, whose case
 * it is as well. Names of staff, never of persons.
 */
export const AssigneeList = closed({ assignees: Type.Array(Member), forPerson: Type.Array(Member) })

/** POST /referrals/:id/assignees: a member of staff works on the case from now on, or no longer. */
export const Assignment = closed({ staff: RowId, assigned: Type.Boolean() })
export type Assignment = Static<typeof Assignment>
