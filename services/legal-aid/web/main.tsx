import { deskApp, watchListPage } from '@ihala/ui'

deskApp({
  kind: 'legal-aid',
  pages: [{ path: '/offers', title: 'offers.title', icon: 'scales', load: () => import('./offers.page.tsx') }, watchListPage],
  referralPart: () => import('./lawyer-for.page.tsx'),
})
