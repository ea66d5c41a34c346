import type { Created, NeedSection, Purpose, ReferralDetail } from '@ihala/contract'
import { expect } from 'vitest'
import { consentOf } from '../federation/consent.ts'
import { act, type DeskClient, deskClient, refersTo } from '../kit/desk-client.ts'
import { NEEDS, SUMAN } from '../people/people.ts'
import { DESKTOP, deskOf, inEnglish, looksWell, PHONE, type Place } from './browsing.ts'

/** How long something may take that a page asks for by itself, milliseconds. */
const BY_ITSELF = 40_000

/** ITF refers somebody to a body, which takes them on. The row id there. */
async function takenOn({ network }: Place, body: DeskClient, need: NeedSection, purpose: Purpose): Promise<string> {
  const officer = await deskClient(network, 'itf', 'marlon-reyes')
  const { id: personId } = await officer.create('/people', { sections: SUMAN.sections })
  const to = network.organisation(body.slug).entityId
  const consent = consentOf(SUMAN, { purposes: [purpose], categories: ['need'] })
  const { came } = await refersTo(officer, body, { personId, to, step: 'request', need, consent, relatesTo: [] })
  await act(body, came, 'accept', { transfer: false, conditions: [] })
  return came
}

/** A worker tells what happened on the public pages, without script and without a name. */
async function reports({ network }: Place): Promise<void> {
  const said = { language: 'en', go: 'send', wrong: 'papers-kept', about: 'me', story: 'They keep my passport.' }
  const body = new URLSearchParams(said)
  const answered = await fetch(`${network.organisation('ministry-of-labour').baseUrl}/i/`, { method: 'POST', body })
  expect(answered.status).toBe(200)
}

/** The first screen of somebody says what waits for them on a screen of their own, and leads there. */
async function isLedTo(place: Place, slug: string, name: string, path: string, picture: string): Promise<void> {
  for (const [size, viewport] of [
    ['ar-phone', PHONE],
    ['en-desktop', DESKTOP],
  ] as const) {
    const { page, context, url } = await deskOf(place, slug, name, viewport)
    if (size === 'en-desktop') await inEnglish(page)
    const line = page.locator(`main .notice a[href$="${path}"]`)
    await line.waitFor()
    await looksWell(page, `waits-${picture}-${size}`)
    await line.click()
    await page.waitForURL(url(path))
    await context.close()
  }
}

/** What waits for a lawyer, for whoever signs awards, and for whoever reads reports stands on their first screen. */
export async function seesWhatWaits(place: Place): Promise<void> {
  const { network } = place
  const dana = await deskClient(network, 'lawyers-association', 'dana-al-mannai')
  // Whoever was never here is nobody yet.
  await deskClient(network, 'lawyers-association', 'yusuf-rahman')
  const asked = await takenOn(place, dana, NEEDS.sumanToLegalAid, 'legal-aid')
  const { lawyers } = await dana.get<{ lawyers: { id: string; names: { en: string } }[] }>('/lawyers')
  const lawyerId = lawyers.find(({ names }) => names.en === 'Yusuf Rahman')?.id
  const { version } = (await dana.get<ReferralDetail>(`/referrals/${asked}`)).referral
  await dana.change(`/referrals/${asked}/offers`, version, { lawyerId })
  await isLedTo(place, 'lawyers-association', 'Yusuf Rahman', '/offers', 'offers')

  const omar = await deskClient(network, 'charity', 'omar-idris')
  await omar.create('/fund/endowments', { currency: 'QAR', minorUnits: 10_000_000, source: 'donation' })
  const amna = await deskClient(network, 'charity', 'amna-al-marri')
  const helped = await takenOn(place, amna, NEEDS.sumanToCharity, 'financial-assistance')
  const award: Created = await amna.create(`/referrals/${helped}/award`, {
    minorUnits: 150_000,
    period: '2026-11',
    purpose: 'living-costs',
  })
  await isLedTo(place, 'charity', 'Ibrahim Al-Dosari', '/fund', 'award')
  const ibrahim = await deskClient(network, 'charity', 'ibrahim-al-dosari')
  await ibrahim.change(`/awards/${award.id}/approve`, award.version, {})
  // Whoever has signed is not asked again; the second one is.
  await isLedTo(place, 'charity', 'Huda Salem', '/fund', 'second-signature')
  const { page, context } = await deskOf(place, 'charity', 'Ibrahim Al-Dosari')
  await page.getByRole('heading', { level: 1 }).waitFor()
  await page.waitForLoadState('networkidle')
  expect(await page.locator('main .notice a[href$="/fund"]').count()).toBe(0)
  await context.close()

  await reports(place)
  await isLedTo(place, 'ministry-of-labour', 'Mariam Al-Sulaiti', '/reports', 'reports')
}

/** A complaint that a colleague takes on stands on the open list by itself. */
export async function mattersComeByThemselves(place: Place): Promise<void> {
  const { page, context, url } = await deskOf(place, 'ministry-of-labour', 'Mariam Al-Sulaiti')
  await page.goto(url('/matters'))
  await page.locator('main .empty, main .list').waitFor()
  const joseph = await deskClient(place.network, 'ministry-of-labour', 'joseph-varghese')
  const came = await takenOn(place, joseph, NEEDS.sumanToMinistry, 'complaint-handling')
  await page.locator(`main a[href$="/referrals/${came}"]`).waitFor({ timeout: BY_ITSELF })
  await context.close()
}
