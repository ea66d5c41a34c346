import { deskApp } from '@ihala/ui'

deskApp({
  kind: 'union-liaison',
  pages: [{ path: '/complaints', title: 'complaints.title', icon: 'folder', load: () => import('./complaints.page.tsx') }],
})
