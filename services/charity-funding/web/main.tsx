import { deskApp } from '@ihala/ui'

deskApp({
  kind: 'charity-funding',
  // The funder learns no name and writes down nobody (J-4).
  refers: false,
  pages: [
    {
      path: '/fund',
      title: 'fund.title',
      icon: 'coins',
      roles: ['case-worker', 'approver', 'analyst', 'admin'],
      waits: () => import('./awards-waiting.page.tsx'),
      load: () => import('./fund.page.tsx'),
    },
  ],
  referralPart: () => import('./award-for.page.tsx'),
  specimens: () => import('./specimens.tsx'),
})
