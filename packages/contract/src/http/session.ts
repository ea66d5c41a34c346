import Type, { type Static } from 'typebox'
import { Names, RowId, Slug } from '../identifiers.ts'
import { Organisation, StaffRole } from '../organisation.ts'
import { closed } from '../schema.ts'

/** GET /session: who is signed in, where; 204 where nobody is. */
export const SessionView = closed({
  staff: closed({ id: RowId, names: Names, roles: Type.Array(StaffRole), languages: Type.Array(Type.String()) }),
  organisation: closed({ slug: Slug, kind: Type.String(), names: Names, timeZone: Organisation.properties.timeZone }),
  csrf: Type.String(),
  /** Until it ends, in seconds: `idle` if nobody is there from now on, `atMost` whatever happens. A device's own clock may be wrong. */
  secondsLeft: closed({ idle: Type.Integer({ minimum: 0 }), atMost: Type.Integer({ minimum: 0 }) }),
  /** A demonstration shows what real work has no use for. */
  environment: Type.Enum(['development', 'production']),
})
export type SessionView = Static<typeof SessionView>

/** RFC 9457 problem of this network. `id` only where it is our fault. */
export const Problem = closed({
  type: Type.String(),
  title: Type.String(),
  status: Type.Integer(),
  code: Type.String(),
  field: Type.Optional(Type.String()),
  rule: Type.Optional(Type.String()),
  facts: Type.Optional(Type.Object({}, { additionalProperties: true })),
  id: Type.Optional(Type.String()),
})
export type Problem = Static<typeof Problem>
