import Type, { type Static } from 'typebox'
import { AgeSettledBy, CapacityProfession } from '../codes/consent.ts'
import { AgeBand } from '../codes/need.ts'
import { Instant, RandomId, RowId } from '../identifiers.ts'
import { closed } from '../schema.ts'

const OrNull = <T extends Parameters<typeof Type.Union>[0][number]>(schema: T) => Type.Union([schema, Type.Null()])

/** POST /people/:id/age: the age that was doubtful is settled, or has become doubtful. What was agreed at the other age ends. */
export const AgeSettled = closed({ ageBand: AgeBand, settledBy: AgeSettledBy })
export type AgeSettled = Static<typeof AgeSettled>

/** What POST /people/:id/age answers: how many referrals have to be asked about anew. */
export const AgeAnswer = closed({ id: RowId, asksAgain: Type.Integer({ minimum: 0 }) })

/** GET /people/:id/age: what the file says; null where nobody ever settled it. */
export const AgeView = closed({ settled: OrNull(closed({ ...AgeSettled.properties, at: Instant })) })
export type AgeView = Static<typeof AgeView>

/** POST /people/:id/incapacity: the first professional finds that an adult cannot decide now. */
export const IncapacityFound = closed({ profession: CapacityProfession, askAgainAt: Instant })
export type IncapacityFound = Static<typeof IncapacityFound>

/** POST /incapacity/:id/confirm: the second, another one of another profession. */
export const IncapacityConfirmed = closed({ profession: CapacityProfession })

/** GET /people/:id/incapacity: what was found, newest first. `professionals` are those a grant names. */
export const IncapacityView = closed({
  id: RowId,
  foundAt: Instant,
  askAgainAt: Instant,
  confirmedAt: OrNull(Instant),
  /** When the person could decide again; from then on nothing new goes on it. */
  ableAt: OrNull(Instant),
  professionals: Type.Array(closed({ profession: CapacityProfession, staff: RandomId }), { maxItems: 2 }),
})
export type IncapacityView = Static<typeof IncapacityView>
export const IncapacityList = closed({ found: Type.Array(IncapacityView) })

/** PUT /people/:id/came-with: with whom a child came; null when that is not so. */
export const CameWith = closed({ personId: OrNull(RowId) })
export type CameWith = Static<typeof CameWith>

/** GET /people/:id/came-with: with whom this person came, and which children came with them, each with a file of its own. */
export const Companions = closed({ personId: OrNull(RowId), children: Type.Array(RowId) })
export type Companions = Static<typeof Companions>
