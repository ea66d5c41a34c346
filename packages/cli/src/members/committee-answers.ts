import { check, closed, Names, Thumbprint } from '@ihala/contract'
import Type from 'typebox'

const State = Type.Enum(['applied', 'verified', 'tested', 'approved'])

/** How far an application is, as the committee answers. */
export type ApplicationState = 'applied' | 'verified' | 'tested' | 'approved'

// What a later version of the service says beside this is not looked at.
export const isApplications = check(
  Type.Object({
    applications: Type.Array(
      Type.Object({
        entityId: Type.String(),
        state: State,
        fingerprint: Thumbprint,
        configuration: Type.String(),
        conformance: Type.Union([Type.Object({ hash: Type.String(), testedAt: Type.String() }), Type.Null()]),
        approvedOnce: Type.Boolean(),
      }),
    ),
  }),
)
export const isMembers = check(
  Type.Object({
    members: Type.Array(
      Type.Object({
        entityId: Type.String(),
        names: Names,
        kind: Type.String(),
        status: Type.String(),
        keys: Type.Array(Type.Object({ use: Type.String(), daysLeft: Type.Integer(), revoked: Type.Boolean() })),
      }),
    ),
  }),
)
export const isMeasures = check(
  Type.Object({
    measures: Type.Array(
      Type.Object({
        id: Type.String(),
        entityId: Type.String(),
        measure: Type.String(),
        confirmedAt: Type.Union([Type.String(), Type.Null()]),
      }),
    ),
  }),
)
export const isStanding = check(closed({ entityId: Type.String(), state: State, fingerprint: Thumbprint }))
export const isRow = check(closed({ id: Type.String() }))
