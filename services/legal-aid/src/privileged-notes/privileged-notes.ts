import type { Feature } from '@ihala/kit'
import { privilegedNoteRoutes } from './privileged-note.http.ts'

const policies = `
permit (principal is Staff, action in [Action::"read-privileged-notes", Action::"write-privileged-note"], resource)
when { principal in Role::"lawyer" };
`

/** Notes under privilege: they never leave the lawyer's service (G4). */
export const privilegedNotes: Feature = {
  name: 'privileged-notes',
  migrations: new URL('../../migrations/privileged-notes/', import.meta.url),
  policies,
  routes: privilegedNoteRoutes,
}
