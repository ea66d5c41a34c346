import { deskApp, watchListPage } from '@ihala/ui'

deskApp({
  kind: 'legal-aid',
  pages: [
    {
      path: '/offers',
      title: 'offers.title',
      icon: 'scales',
      roles: ['lawyer', 'legal-coordinator'],
      waits: () => import('./offers-waiting.page.tsx'),
      load: () => import('./offers.page.tsx'),
    },
    watchListPage,
  ],
  referralPart: () => import('./lawyer-for.page.tsx'),
  specimens: () => import('./specimens.tsx'),
})
