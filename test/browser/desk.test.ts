import type { RightsList } from '@ihala/contract'
import { expect, test } from 'vitest'
import { consentOf } from '../federation/consent.ts'
import { deskClient, refersTo, until } from '../kit/desk-client.ts'
import { HIRUT, NEEDS, SUMAN } from '../people/people.ts'
import { lives } from './acts-side.ts'
import { accessible, DESKTOP, deskOf as deskAt, fitsAcross, inEnglish, looksWell, PHONE, type Place, picture } from './browsing.ts'
import { findsWhomToRefer, writesMissingPerson } from './choosing-side.ts'
import { answersComplaint } from './committee-side.ts'
import { standsByDeadline, threeClocks } from './deadline-side.ts'
import { looksAfterEvidence } from './evidence-side.ts'
import { hourReadsRight, isBusy, listStays, saysNothingOfItsOwn } from './field-side.ts'
import { onSharedNetwork } from './ground.ts'
import {
  agreedButWaiting,
  answersWithReason,
  asksWhatIsHeld,
  confirmsHold,
  everyPage,
  objects,
  referredAndTaken,
  seesWhatStays,
  takesBack,
} from './person-side.ts'
import { hearsTheCodeWord, isMet, looksAfterTheHouse, saysTheSecondWord } from './referral-side.ts'
import { asksAnother, choosesOne, finds, undoes } from './send-side.ts'
import { mattersComeByThemselves, seesWhatWaits } from './waits-side.ts'

/** State of a declined referral in Arabic. */
const DECLINED = 'اعتُذر عنها'

/** Row ids at ITF and at the Care House of the referrals that the first tests answer. */
const referrals: { readonly sent: string; readonly came: string }[] = []
const place = onSharedNetwork(refer)

/** ITF refers two people to the Care House, by its own door. */
async function refer({ network }: Place): Promise<void> {
  const officer = await deskClient(network, 'itf', 'marlon-reyes')
  const shelter = await deskClient(network, 'care-house', 'noora-al-hajri')
  for (const [person, need] of [
    [SUMAN, NEEDS.sumanToShelter],
    [HIRUT, NEEDS.hirutToShelter],
  ] as const) {
    const { id } = await officer.create('/people', { sections: person.sections })
    const consent = consentOf(person, { purposes: ['shelter', 'health-care'], categories: ['need', 'identity', 'contact'] })
    const to = network.organisation('care-house').entityId
    referrals.push(await refersTo(officer, shelter, { personId: id, to, step: 'request', need, consent, relatesTo: [] }))
  }
}

const deskOf = (slug: string, name: string, viewport = DESKTOP) => deskAt(place, slug, name, viewport)

test('the desk opens in Arabic, right to left, with the work by deadline; on a phone and on a desktop', async () => {
  const clocks = await threeClocks(place.network)
  for (const [size, viewport] of [
    ['phone', PHONE],
    ['desktop', DESKTOP],
  ] as const) {
    const { page, context: own } = await deskOf('care-house', 'Grace Wanjiru', viewport)
    expect(await page.locator('html').getAttribute('dir')).toBe('rtl')
    await page.getByRole('heading', { level: 1, name: 'عملي' }).waitFor()
    await standsByDeadline(page, clocks)
    await picture(page, `work-ar-${size}`)
    expect(await accessible(page)).toEqual([])
    expect(await fitsAcross(page)).toBe(true)
    await own.close()
  }
}, 120_000)

test('staff open a referral, see need and consent but no name, and accept it; then they learn who comes', async () => {
  const { page, context: own } = await deskOf('care-house', 'Grace Wanjiru')
  const problems: string[] = []
  page.on('console', (line) => void (line.type() === 'error' && problems.push(line.text())))
  await inEnglish(page)
  expect(await page.locator('html').getAttribute('dir')).toBe('ltr')
  await page.locator(`main a[href$="/referrals/${referrals[0]?.came}"]`).click()
  await page.getByRole('button', { name: 'Accept' }).waitFor()
  await picture(page, 'referral-en-desktop')
  const before = await page.getByRole('main').textContent()
  for (const person of [SUMAN, HIRUT]) expect(before).not.toContain(person.names.latin)
  expect(await accessible(page)).toEqual([])

  await page.getByRole('button', { name: 'Accept' }).click()
  const dialog = page.getByRole('dialog')
  await dialog.waitFor()
  await picture(page, 'accept-en-desktop')
  await dialog.getByRole('button', { name: 'Accept' }).click()
  await page
    .getByText(new RegExp(`${SUMAN.names.latin}|${HIRUT.names.latin}`))
    .first()
    .waitFor({ timeout: 20_000 })
  await picture(page, 'accepted-en-desktop')
  expect(problems).toEqual([])
  await own.close()
}, 120_000)

test('staff decline with a coded reason; the officer is told at once, in Arabic on a phone', async () => {
  const { sent, came } = referrals[1] ?? { sent: '', came: '' }
  const officer = await deskOf('itf', 'Marlon Reyes', PHONE)
  await officer.page.goto(officer.url('/?box=sent'))
  const row = officer.page.locator('.work-row', { has: officer.page.locator(`a[href$="/referrals/${sent}"]`) })
  await row.waitFor()
  expect(await row.getByText(DECLINED).count()).toBe(0)
  const { page, context: own, url } = await deskOf('care-house', 'Grace Wanjiru')
  await inEnglish(page)
  await page.goto(url(`/referrals/${came}`))
  await page.getByRole('button', { name: 'Decline' }).click()
  const dialog = page.getByRole('dialog')
  await dialog.waitFor()
  await picture(page, 'decline-en-desktop')
  // Nothing is chosen yet, so nothing can be sent.
  expect(await dialog.getByRole('button', { name: 'Decline' }).isDisabled()).toBe(true)
  await dialog.getByText('At capacity').click()
  await dialog.getByText('Another house').click()
  await dialog.getByRole('button', { name: 'Decline' }).click()
  await dialog.waitFor({ state: 'hidden' })
  await page.getByText('Declined').first().waitFor()
  await own.close()

  // The page is not loaded again, and by itself it asks once in ten seconds, once in sixty where it is told.
  await row.getByText(DECLINED).first().waitFor({ timeout: 6_000 })
  await picture(officer.page, 'sent-ar-phone')
  expect(await accessible(officer.page)).toEqual([])
  await asksAnother(officer.page, officer.url(`/referrals/${sent}`), HIRUT.names.latin)
  await officer.context.close()
}, 120_000)

test('J-6, C6, C7, C11, M1: the person’s side at the desk: what is held, what they ask for, their papers, what must stay, and what they take back', async () => {
  const referred = await referredAndTaken(place)
  const { page, context: own, url } = await deskOf('itf', 'Marlon Reyes')
  const faults: string[] = []
  page.on('pageerror', (error) => void faults.push(error.message))
  await page.goto(url(`/people/${referred.person}/my-data`))
  await asksWhatIsHeld(page)
  await page.goto(url(`/people/${referred.person}/rights`))
  await objects(page)
  await answersWithReason(place)
  await until('the answer is back', async () => {
    const { rights } = await referred.officer.get<RightsList>(`/people/${referred.person}/rights`)
    return rights.find(({ refusal }) => refusal === 'needed-for-a-claim')
  })
  await confirmsHold(place, referred)
  await agreedButWaiting(place, referred)
  await page.goto(url(`/people/${referred.person}/my-data`))
  await takesBack(page)
  await everyPage(page, url, referred.person)
  // Taken back in the ten minutes, nothing of it is left.
  await page.goto(url(`/people/${referred.person}`))
  const takeBack = page.getByRole('button', { name: 'Stop this referral' })
  await takeBack.click()
  await takeBack.waitFor({ state: 'hidden' })
  expect(faults).toEqual([])
  await own.close()
  const officer = await deskOf('itf', 'Elin Berg', PHONE)
  await officer.page.goto(officer.url('/rights?box=owed'))
  await officer.page.locator('main .empty, main table').first().waitFor()
  await looksWell(officer.page, 'people-rights-owed-ar-phone')
  await officer.context.close()
  await seesWhatStays(place, referred)
}, 240_000)

test('D-21: the committee marks a complaint about a member as seen, says what was found, and finds it by its number', async () => {
  await answersComplaint(place)
}, 120_000)

test('D14: the officer says who shall meet her; the shelter sees the word and comes, in Arabic on a phone', async () => {
  await isMet(place)
}, 120_000)

test('T36, R-1: what waits for a second word is on the first screen with its minutes; she confirms, and the person is told', async () => {
  await saysTheSecondWord(place)
}, 120_000)

test('T41, R-6, M5: who speaks for somebody, how they are reached, who works here, and what the officer must look at', async () => {
  await hearsTheCodeWord(place)
  await looksAfterTheHouse(place)
}, 120_000)

test('the list of a field stays open and goes along when the page moves under it, in either direction of writing', async () => {
  for (const [name, viewport] of [
    ['ar-phone', PHONE],
    ['en-desktop', DESKTOP],
  ] as const) {
    const { page, context: own, url } = await deskOf('itf', 'Marlon Reyes', viewport)
    await isBusy(page)
    await page.goto(url('/components'))
    if (name === 'en-desktop') await inEnglish(page)
    await saysNothingOfItsOwn(page)
    await hourReadsRight(page)
    await listStays(page, `pick-field-${name}`)
    await own.close()
  }
}, 120_000)

test('T40: the demonstration’s pages for workers name the number to call, and are left to a harmless page, without script too', async () => {
  for (const [javaScriptEnabled, language, viewport, name] of [
    [true, 'ar', PHONE, 'today-ar-phone'],
    [false, 'en', DESKTOP, 'today-en-desktop'],
  ] as const) {
    const window = await place.browser.newContext({ viewport, javaScriptEnabled })
    const page = await window.newPage()
    await page.goto(`${place.network.organisation('ministry-of-labour').baseUrl}/i/`)
    await page.locator(`button[value="${language}"]`).first().click()
    expect(await page.locator('.danger a').getAttribute('href')).toBe('tel:999')
    await picture(page, `worker-demonstration-${name}`)
    await page.locator('a.leave').click()
    await page.getByText('١٤٤').waitFor()
    expect(await page.title()).toBe('التقويم · Calendar')
    expect(await page.locator('body').textContent()).not.toMatch(/إحالة|ihala/i)
    await picture(page, name)
    await window.close()
  }
}, 30_000)

test('the admin sees members and keys, the log, and what left; on a phone and on a desktop, in both languages', async () => {
  await looksAfterEvidence(place)
}, 180_000)

test('DESIGN §8, §11: what was sent is undone with every answer, and somebody is found as one types', async () => {
  await undoes(place)
  await finds(place)
}, 120_000)

test('DESIGN §11: whom a referral or a complaint is about is found, or written down, and nothing typed is lost', async () => {
  await findsWhomToRefer(place)
  await writesMissingPerson(place)
}, 120_000)

test('my work says what waits for a lawyer, a signature or a reader; the complaints taken on come by themselves', async () => {
  await mattersComeByThemselves(place)
  await seesWhatWaits(place)
}, 180_000)

test('DESIGN §8: every act after an acceptance, pressed by who may, in either language; what both desks then show', async () => {
  await lives(place)
}, 240_000)

test('J-2: one question to several bodies, their answers side by side, and one is chosen', async () => {
  await choosesOne(place)
}, 120_000)

test('the page “watch the bus” shows tags, a digest and a size, and no name', async () => {
  const page = await place.browser.newPage({ viewport: DESKTOP })
  await page.goto(place.network.watchUrl)
  await page.locator('#rows tr').first().waitFor()
  await picture(page, 'watch')
  const shown = await page.locator('body').textContent()
  for (const person of [SUMAN, HIRUT]) expect(shown).not.toContain(person.names.latin)
  await page.close()
}, 30_000)
