import type { Feature } from '@ihala/kit'
import { hearingRoutes } from './hearing.http.ts'
import { LOOK_CONFIRMED, lookConfirmed } from './hearing.write.ts'

const policies = `
permit (principal is Staff, action == Action::"set-hearing", resource)
when { principal in Role::"legal-coordinator" || principal in Role::"lawyer" };
`

/** Hearings, and whether somebody confirmed them. */
export const hearings: Feature = {
  name: 'hearings',
  migrations: new URL('../../migrations/hearings/', import.meta.url),
  policies,
  routes: hearingRoutes,
  jobs: {
    [LOOK_CONFIRMED]: async ({ hearingId }, context) => {
      if (hearingId === undefined) throw new TypeError(`${LOOK_CONFIRMED} names no hearing`)
      await lookConfirmed(context, hearingId)
    },
  },
}
