import type { Feature } from '@ihala/kit'
import { workerPageRoutes } from './worker-page.http.ts'

const policies = `
permit (principal, action == Action::"open-worker-pages", resource);
`

/** What a worker sees who tells of something wrong, and who comes back with a code (issue 6; J-5). */
export const workerPages: Feature = { name: 'worker-pages', policies, routes: workerPageRoutes }
