import { deskApp, watchListPage } from '@ihala/ui'

deskApp({
  kind: 'shelter',
  pages: [
    {
      path: '/beds',
      title: 'beds.title',
      icon: 'home',
      roles: ['shelter-worker', 'duty-officer', 'admin'],
      load: () => import('./beds.page.tsx'),
    },
    watchListPage,
  ],
  referralPart: () => import('./bed-for.page.tsx'),
  specimens: () => import('./specimens.tsx'),
})
