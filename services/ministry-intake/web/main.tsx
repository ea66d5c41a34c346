import { deskApp } from '@ihala/ui'

deskApp({
  kind: 'ministry-intake',
  pages: [
    {
      path: '/matters',
      title: 'matters.title',
      icon: 'folder',
      roles: ['intake-officer', 'duty-officer'],
      load: () => import('./matters.page.tsx'),
    },
    {
      path: '/reports',
      within: true,
      title: 'reports.title',
      icon: 'inbox',
      roles: ['intake-officer', 'duty-officer'],
      waits: () => import('./reports-waiting.page.tsx'),
      load: () => import('./reports.page.tsx'),
    },
    { path: '/marks', title: 'marks.title', icon: 'tick', roles: ['admin'], load: () => import('./marks.page.tsx') },
  ],
  referralPart: () => import('./matter-for.page.tsx'),
  specimens: () => import('./specimens.tsx'),
})
