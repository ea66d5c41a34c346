import { deskApp } from '@ihala/ui'

deskApp({
  kind: 'national-committee',
  // The committee co-ordinates and counts; it refers nobody and nobody is referred to it (D-7).
  refers: false,
  receives: false,
  pages: [
    {
      path: '/member-complaints',
      title: 'member-complaints.title',
      icon: 'scales',
      roles: ['admin', 'data-protection-officer', 'analyst'],
      load: () => import('./member-complaints.page.tsx'),
    },
    {
      path: '/registry',
      title: 'registry.title',
      icon: 'note',
      roles: ['admin', 'analyst', 'data-protection-officer'],
      load: () => import('./registry.page.tsx'),
    },
  ],
  specimens: () => import('./specimens.tsx'),
})
