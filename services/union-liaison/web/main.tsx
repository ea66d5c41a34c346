import { deskApp, offlineWork } from '@ihala/ui'

deskApp({
  kind: 'union-liaison',
  // In a labour camp there is often no signal (D-5).
  offline: offlineWork(() => import('./own-drafts.tsx')),
  pages: [
    {
      path: '/complaints',
      title: 'complaints.title',
      icon: 'folder',
      roles: ['liaison-officer'],
      load: () => import('./complaints.page.tsx'),
    },
  ],
  specimens: () => import('./specimens.tsx'),
})
