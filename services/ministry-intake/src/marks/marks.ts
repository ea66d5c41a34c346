import type { Feature } from '@ihala/kit'
import { markRoutes } from './mark.http.ts'

const policies = `
permit (principal is Staff, action in [Action::"give-mark", Action::"read-marks"], resource)
when { principal in Role::"admin" };
`

/** Who is trained for what, and until when (D-12). */
export const marks: Feature = {
  name: 'marks',
  migrations: new URL('../../migrations/marks/', import.meta.url),
  policies,
  routes: markRoutes,
}
