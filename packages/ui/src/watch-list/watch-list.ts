import type { DeskPage } from '../shell/desk.ts'

/** The screen of the kinds that answer conflict checks: names of parties, kept blinded. */
export const watchListPage: DeskPage = {
  path: '/watch-list',
  title: 'watch-list.title',
  icon: 'warn',
  roles: ['shelter-worker', 'duty-officer', 'lawyer', 'legal-coordinator'],
  load: () => import('./watch-list.page.tsx'),
}
