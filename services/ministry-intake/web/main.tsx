import { deskApp } from '@ihala/ui'

deskApp({
  kind: 'ministry-intake',
  pages: [{ path: '/matters', title: 'matters.title', icon: 'folder', load: () => import('./matters.page.tsx') }],
  referralPart: () => import('./matter-for.page.tsx'),
})
