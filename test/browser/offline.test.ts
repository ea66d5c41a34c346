import type { ComplaintPage, DraftList, PersonDetail, PersonPage, ReferralPage } from '@ihala/contract'
import type { BrowserContext, Page } from 'playwright-core'
import type { Static } from 'typebox'
import { expect, test } from 'vitest'
import { type DeskClient, deskClient, until } from '../kit/desk-client.ts'
import { HIRUT, JOMAR, NAZMUL, SUMAN } from '../people/people.ts'
import { DESKTOP, deskOf, inEnglish, looksWell, PHONE } from './browsing.ts'
import { keptOnDevice, withPlace } from './device-side.ts'
import { onOwnNetwork } from './ground.ts'
import { done, installable, leadsToTheQuestion, refers, saysWhatIsMissing, takesAlong, unlock, writes } from './offline-side.ts'

const PIN = '24681357'
const WIPE_PIN = '86427531'
/** What the office calls her. */
const HIRUT_HERE = HIRUT.names.own ?? HIRUT.names.latin
/** Words that must be nowhere on the device but in somebody's eyes. */
const PLANTED = [HIRUT_HERE, HIRUT.names.latin, SUMAN.names.latin, NAZMUL.names.latin, SUMAN.employer.names.latin, 'Marlon', PIN, WIPE_PIN]
const PLACE = '25.2854N-51.5310E'

const place = onOwnNetwork(['national-committee', 'care-house', 'itf'])

/** Makes a phone ready: a PIN and one that wipes; the program is on it when this is done. */
async function readyPhone(): Promise<{ page: Page; context: BrowserContext; url: (path: string) => string }> {
  const phone = await deskOf(place, 'itf', 'Marlon Reyes', PHONE)
  const { page, url } = phone
  await page.goto(url('/drafts'))
  await page.getByLabel('الرمز', { exact: true }).fill(PIN)
  await page.getByLabel('الرمز مرة أخرى').fill('24681358')
  await page.getByLabel('رمز المحو').fill(WIPE_PIN)
  await page.getByRole('button', { name: 'تجهيز الجهاز' }).click()
  await page.getByText('ليس كالأول').waitFor()
  await looksWell(page, 'offline-setup-ar-phone')
  await page.getByLabel('الرمز مرة أخرى').fill(PIN)
  await page.getByRole('button', { name: 'تجهيز الجهاز' }).click()
  await page.getByText('لا مسودات على هذا الجهاز').waitFor()
  await page.getByText('دليل الجهات ونصوص الموافقة كما كانت في').waitFor()
  await page.evaluate(() => navigator.serviceWorker.ready.then(() => undefined))
  await page.waitForFunction(() => navigator.serviceWorker.controller !== null)
  return phone
}

const peopleCalled = async (officer: DeskClient, name: string) =>
  (await officer.get<PersonPage>('/people')).items.filter((person) => person.name === name)

test('P1, P3, I2: a day without signal: written down, sealed, sent once when the network is back', async () => {
  const officer = await deskClient(place.network, 'itf', 'marlon-reyes')
  const { page, context: phone, url } = await readyPhone()
  const faults: string[] = []
  page.on('pageerror', (error) => void faults.push(error.message))

  await installable(page, phone)
  const hirut = await officer.create('/people', { sections: HIRUT.sections })
  await takesAlong(page, HIRUT_HERE, HIRUT.names.latin)

  const listsOf = () => page.getByText('دليل الجهات ونصوص الموافقة كما كانت في').textContent()
  const lists = await listsOf()

  // The morning: no signal, the app is opened anew.
  await phone.setOffline(true)
  await page.goto(url('/drafts'))
  await page.getByLabel('الرمز', { exact: true }).waitFor()
  expect(await page.title()).toBe('دفتري')
  await looksWell(page, 'offline-locked-ar-phone')
  await page.getByLabel('الرمز', { exact: true }).fill('00001111')
  await page.getByRole('button', { name: 'فتح', exact: true }).click()
  await page.getByText('الرمز غير صحيح').waitFor()
  await page.getByText(/بقيت 9 محاولات/).waitFor()
  await unlock(page, PIN)
  // Clocks are the organisation's, also where nobody is signed in.
  expect(await listsOf()).toBe(lists)

  await writes(page, SUMAN.names.latin)
  await page.getByRole('heading', { name: 'العمل', exact: true }).click()
  await page.getByRole('textbox', { name: /^صاحب العمل/ }).fill(SUMAN.employer.names.latin)
  await page.getByLabel('التقاط صورة أو اختيارها').setInputFiles({
    name: 'IMG_20261122_Doha.jpg',
    mimeType: 'image/jpeg',
    buffer: await withPlace(page, PLACE),
  })
  await page.getByRole('link', { name: 'فتح' }).first().waitFor()
  await looksWell(page, 'offline-person-ar-phone')
  await done(page).click()
  await writes(page, NAZMUL.names.latin)
  await done(page).click()

  await page.getByRole('button', { name: 'شكوى جديدة' }).click()
  await page.locator('.choice', { hasText: SUMAN.names.latin }).click()
  await page.locator('.choice', { hasText: NAZMUL.names.latin }).click()
  await saysWhatIsMissing(page)
  await page.getByText('أجور', { exact: true }).click()
  for (const [part, value] of [
    ['day', '08'],
    ['month', '11'],
    ['year', '2026'],
  ] as const) {
    await page.locator(`.date-part[data-type="${part}"]`).click()
    await page.keyboard.type(value)
  }
  await looksWell(page, 'offline-complaint-ar-phone')
  await done(page).click()
  await leadsToTheQuestion(page, SUMAN.names.latin)
  await refers(page, { name: SUMAN.names.latin, pictures: 'offline' })
  // Somebody the office knows, of whom only the name is here.
  await refers(page, { name: HIRUT_HERE, sex: 'أنثى', pictures: 'offline-known' })
  await page.getByText('6 لم تُرسل بعد').waitFor()
  await looksWell(page, 'offline-list-ar-phone')

  // Deleted by mistake, and back.
  await page.getByRole('button', { name: NAZMUL.names.latin }).last().click()
  await page.getByRole('button', { name: 'تراجع' }).click()
  await page.getByText('6 لم تُرسل بعد').waitFor()

  // Somebody takes the phone and reads all of it.
  await page.getByRole('button', { name: 'قفل الآن' }).click()
  await page.getByLabel('الرمز', { exact: true }).waitFor()
  await page.getByText('6 لم تُرسل بعد').waitFor()
  const kept = await keptOnDevice(page)
  expect(kept.places).toEqual(expect.arrayContaining(['indexeddb desk/boxes', 'indexeddb desk/vault', 'cache']))
  for (const word of [...PLANTED, PLACE, 'IMG_20261122', hirut.id]) expect([word, kept.has(word)]).toEqual([word, false])
  // What is there is found: the search can fail.
  expect([kept.has('دفتري'), kept.has('Notebook')]).toEqual([true, true])
  // The program alone is in the cache: no answer of the service.
  expect(kept.cached.filter((path) => !path.startsWith('/desk/'))).toEqual([])

  // The evening: the network is back, and the answer to the first of them is lost after the service wrote it.
  let lost = 0
  await phone.route('**/people', async (route) => {
    if (route.request().method() !== 'POST' || lost > 0) return route.continue()
    lost += 1
    await route.fetch()
    await route.abort('connectionreset')
  })
  await unlock(page, PIN)
  await phone.setOffline(false)
  await page.getByText('أُرسلت ولم يصل جواب').first().waitFor()
  await looksWell(page, 'offline-unsure-ar-phone')
  await page.getByText('كل شيء أُرسل').waitFor({ timeout: 30_000 })
  expect(lost).toBe(1)
  const [suman, ...others] = await peopleCalled(officer, SUMAN.names.latin)
  expect([others, (await peopleCalled(officer, NAZMUL.names.latin)).length]).toEqual([[], 1])
  const { items: complaints } = await officer.get<Static<typeof ComplaintPage>>('/complaints')
  expect(complaints.map(({ people, heads }) => [people.length, heads])).toEqual([[2, ['wages']]])

  // DESIGN §8: neither of the two referrals need go at once. They wait at the office, once each, and may be undone.
  const careHouse = place.network.organisation('care-house').entityId
  const { drafts: waiting } = await officer.get<DraftList>('/drafts')
  expect(waiting.map(({ personId, partners }) => [personId, ...partners.map(({ entityId }) => entityId)]).toSorted()).toEqual(
    [
      [suman?.id, careHouse],
      [hirut.id, careHouse],
    ].toSorted(),
  )
  expect((await officer.get<ReferralPage>('/referrals?box=sent')).items).toEqual([])

  // The picture has come, and says no place.
  const { files } = await officer.get<PersonDetail>(`/people/${suman?.id}`)
  expect(files.map(({ name, about }) => [name, about])).toEqual([['photo.jpg', 'photograph']])
  const picture = Buffer.from(await officer.bytes(`/files/${files[0]?.id}/content`))
  expect([picture.subarray(0, 2).toString('hex'), picture.includes('Exif'), picture.includes(PLACE)]).toEqual(['ffd8', false, false])
  expect(faults).toEqual([])

  await twoWindows(phone, page, url, officer)
  await wiped(phone, page, url)
  await phone.close()
}, 180_000)

test('P1: a passkey of the phone opens the notebook too', async () => {
  const { baseUrl } = place.network.organisation('itf')
  const { cookie } = await place.network.signIn('itf', 'marlon-reyes')
  const [name = '', value = ''] = cookie.split('=')
  const phone = await place.browser.newContext({ viewport: DESKTOP, locale: 'ar' })
  const page = await phone.newPage()
  const devtools = await phone.newCDPSession(page)
  await devtools.send('WebAuthn.enable')
  await devtools.send('WebAuthn.addVirtualAuthenticator', {
    options: {
      protocol: 'ctap2',
      transport: 'internal',
      hasResidentKey: true,
      hasUserVerification: true,
      hasPrf: true,
      automaticPresenceSimulation: true,
      isUserVerified: true,
    },
  })
  // A passkey belongs to a name, never to a number.
  const { port } = new URL(baseUrl)
  await phone.addCookies([{ name, value, domain: 'localhost', path: '/' }])
  await page.goto(`http://localhost:${port}/desk/drafts`)
  await page.getByLabel('الرمز', { exact: true }).fill(PIN)
  await page.getByLabel('الرمز مرة أخرى').fill(PIN)
  await page.getByRole('button', { name: 'تجهيز الجهاز' }).click()
  await page.getByRole('button', { name: 'فتح بالبصمة أو الوجه' }).click()
  const dialog = page.getByRole('dialog')
  await dialog.getByLabel('الرمز', { exact: true }).fill(PIN)
  await dialog.getByRole('button', { name: 'إضافة' }).click()
  await dialog.waitFor({ state: 'hidden' })
  await page.getByRole('button', { name: 'قفل الآن' }).click()
  await page.getByRole('button', { name: 'بالبصمة أو الوجه' }).click()
  await page.getByText('لا مسودات على هذا الجهاز').waitFor()
  await inEnglish(page)
  await looksWell(page, 'offline-empty-en-desktop')
  await phone.close()
}, 60_000)

/** Two windows of one phone hear that the network is back: one of them sends. */
async function twoWindows(phone: BrowserContext, page: Page, url: (path: string) => string, officer: DeskClient): Promise<void> {
  let asked = 0
  phone.on('request', (request) => {
    if (request.method() === 'POST' && new URL(request.url()).pathname === '/people') asked += 1
  })
  const other = await phone.newPage()
  await other.setViewportSize(PHONE)
  await other.goto(url('/drafts'))
  await unlock(other, PIN)
  await phone.setOffline(true)
  await writes(page, JOMAR.names.latin)
  await done(page).click()
  await other.getByText('واحدة لم تُرسل بعد').waitFor()
  await phone.setOffline(false)
  for (const window of [page, other]) await window.getByText('كل شيء أُرسل').waitFor({ timeout: 30_000 })
  expect([asked, (await peopleCalled(officer, JOMAR.names.latin)).length]).toEqual([1, 1])
  await other.close()
}

/** The PIN that wipes shows an empty notebook; the button leaves nothing at all. */
async function wiped(phone: BrowserContext, page: Page, url: (path: string) => string): Promise<void> {
  await phone.setOffline(true)
  await writes(page, HIRUT.names.latin)
  await done(page).click()
  await page.getByText('واحدة لم تُرسل بعد').waitFor()
  await page.getByRole('button', { name: 'قفل الآن' }).click()
  await unlock(page, WIPE_PIN)
  await page.getByText('لا مسودات على هذا الجهاز').waitFor()
  await page.goto(url('/drafts'))
  await unlock(page, WIPE_PIN)
  await page.getByText('لا مسودات على هذا الجهاز').waitFor()

  await phone.setOffline(false)
  await page.goto(url('/drafts'))
  await page.getByRole('button', { name: 'English' }).first().click()
  await page.getByRole('button', { name: 'Wipe everything' }).click()
  await looksWell(page, 'offline-wipe-en-phone')
  await page.getByRole('dialog').getByRole('button', { name: 'Wipe' }).click()
  const left = await until('everything is gone', async () => {
    const kept = await keptOnDevice(page)
    return kept.places.length === 0 && kept.workers === 0 ? kept : undefined
  })
  expect(left.cached).toEqual([])
}
