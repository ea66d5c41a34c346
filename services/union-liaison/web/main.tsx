import { deskApp } from '@ihala/ui'

deskApp({
  kind: 'union-liaison',
  pages: [
    {
      path: '/complaints',
      title: 'complaints.title',
      icon: 'folder',
      roles: ['liaison-officer'],
      load: () => import('./complaints.page.tsx'),
    },
  ],
})
