import type { Feature } from '@ihala/kit'
import { bedRoutes } from './bed.http.ts'
import { bedInbox, bedWritten } from './bed.inbox.ts'
import { END_HOLD, endHoldOf } from './bed.write.ts'

const policies = `
permit (principal is Staff, action == Action::"read-beds", resource)
when { principal in Role::"shelter-worker" || principal in Role::"duty-officer" || principal in Role::"admin" };

permit (principal is Staff, action == Action::"hold-bed", resource)
when { principal in Role::"shelter-worker" || principal in Role::"duty-officer" };

permit (principal is Staff, action == Action::"add-bed", resource)
when { principal in Role::"admin" };
`

/** Beds tonight, and holds that run out. */
export const beds: Feature = {
  name: 'beds',
  migrations: new URL('../../migrations/beds/', import.meta.url),
  policies,
  routes: bedRoutes,
  inbox: bedInbox,
  written: bedWritten,
  jobs: {
    [END_HOLD]: async ({ referralId }, context) => {
      if (referralId === undefined) throw new TypeError(`${END_HOLD} names no referral`)
      await endHoldOf(context, referralId)
    },
  },
}
