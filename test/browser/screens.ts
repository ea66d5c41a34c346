import type { Page } from 'playwright-core'
import { expect } from 'vitest'
import { DESKTOP, looksWell, PHONE, type Place, signedIn } from './browsing.ts'

/** Row ids that addresses of screens are made of. */
export interface Ids {
  readonly person: string
  readonly sent: string
  readonly received: string
}

/** A screen by its address below /desk; where an address is not all there is to it, what is pressed on it and what it is called then. */
type Screen = string | { readonly path: string; readonly press: (page: Page) => Promise<void>; readonly called: string }

/** The screens one member of staff sees. */
export interface Tour {
  readonly slug: string
  readonly name: string
  readonly paths: (ids: Ids) => readonly Screen[]
}

/** The report of a person nobody knows is opened by a press: that it was opened is written down. */
const REPORT: Screen = {
  path: '/reports',
  press: async (page) => {
    await page.locator('main li').first().getByRole('button').click()
    await page.locator('main .said').first().waitFor()
  },
  called: '/report',
}

/** Every screen of the desk, each where somebody works who may see it. */
export const TOURS: readonly Tour[] = [
  {
    slug: 'itf',
    name: 'Marlon Reyes',
    paths: ({ person, sent }) => [
      '/',
      '/?box=sent',
      `/referrals/${sent}`,
      `/referrals/${sent}/answers`,
      '/complaints',
      '/new',
      `/new?person=${person}`,
      '/people',
      '/people/new',
      ...['', '/my-data', '/rights', '/papers', '/holds', '/standing', '/reached'].map((end) => `/people/${person}${end}`),
      '/telephone',
      '/tasks',
      '/second-person',
      '/second-person/new',
      '/rights',
      '/members',
      '/settings',
      '/components',
      '/nothing-here',
    ],
  },
  {
    slug: 'care-house',
    name: 'Grace Wanjiru',
    paths: ({ received }) => ['/', `/referrals/${received}`, '/beds', '/watch-list', '/components'],
  },
  { slug: 'care-house', name: 'Khalid Al-Emadi', paths: () => ['/', '/staff', '/trust', '/sent'] },
  { slug: 'care-house', name: 'Salma Haddad', paths: () => ['/alerts', '/kept'] },
  { slug: 'ministry-of-labour', name: 'Joseph Varghese', paths: () => ['/', '/matters', '/reports', REPORT, '/components'] },
  { slug: 'ministry-of-labour', name: 'Hamad Al-Nuaimi', paths: () => ['/marks'] },
  { slug: 'ministry-of-labour', name: 'Latifa Al-Ansari', paths: () => ['/overview'] },
  { slug: 'lawyers-association', name: 'Dana Al-Mannai', paths: () => ['/', '/offers', '/components'] },
  { slug: 'charity', name: 'Amna Al-Marri', paths: () => ['/', '/fund', '/components'] },
  { slug: 'bwi', name: 'Rafiq Hossain', paths: () => ['/'] },
  { slug: 'national-committee', name: 'Fatima Al-Sada', paths: () => ['/', '/registry', '/member-complaints', '/components'] },
]

const VARIANTS = [
  ['ar', PHONE, 'phone'],
  ['en', DESKTOP, 'desktop'],
  ['ar', DESKTOP, 'desktop'],
  ['en', PHONE, 'phone'],
] as const

const OTHER_LANGUAGE = { ar: 'العربية', en: 'English' } as const

/**
 * Looks at screens: no machine finds fault by WCAG 2.2 AA, nothing sticks out, no fault of the page; a picture of each is kept.
 * @param all each in both languages on a phone and on a desktop; otherwise each once, by turns
 * @returns how many were looked at
 */
export async function looksAround(place: Place, tour: Tour, ids: Ids, all: boolean): Promise<number> {
  const { page, context, url } = await signedIn(place, tour.slug, tour.name)
  const faults: string[] = []
  page.on('pageerror', (error) => void faults.push(error.message))
  await page.goto(url('/members'))
  const paths = tour.paths(ids)
  let looked = 0
  for (const [turn, [language, viewport, size]] of VARIANTS.entries()) {
    const mine = paths.filter((_path, at) => all || at % VARIANTS.length === turn)
    if (mine.length === 0) continue
    await page.setViewportSize(viewport)
    await speaks(page, language)
    for (const screen of mine) {
      const { path, press, called } = typeof screen === 'string' ? { path: screen, press: undefined, called: screen } : screen
      await goes(page, path)
      await press?.(page)
      await looksWell(page, `${tour.slug}-${tour.name.split(' ')[0]?.toLowerCase()}${pictureOf(called, ids)}-${language}-${size}`)
      looked += 1
    }
  }
  expect([tour.slug, tour.name, ...faults]).toEqual([tour.slug, tour.name])
  await context.close()
  return looked
}

async function speaks(page: Page, language: 'ar' | 'en'): Promise<void> {
  const other = page.getByRole('button', { name: OTHER_LANGUAGE[language] })
  await page.getByRole('heading', { level: 1 }).waitFor()
  if ((await page.locator('html').getAttribute('lang')) === language) return
  await other.click()
  await page.locator(`html[lang=${language}]`).waitFor()
}

/** As the links of the desk go, without loading the page again. */
async function goes(page: Page, path: string): Promise<void> {
  await page.evaluate((to) => history.pushState(null, '', `/desk${to}`), path)
  await page.getByRole('heading', { level: 1 }).first().waitFor()
  await page.waitForFunction(() => document.querySelector('main .waiting') === null)
}

const pictureOf = (path: string, ids: Ids): string =>
  Object.entries(ids)
    .reduce((name, [what, id]) => name.replace(id, what), path)
    .replaceAll(/[^a-z-]+/g, '-')
    .replace(/-$/, '')
