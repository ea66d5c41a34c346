import { chmodSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { ExchangeState, ReferralDetail, ReferralPage } from '@ihala/contract'
import type { Browser, Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import { type Network, startNetwork } from '../../infra/network.ts'
import { consentOf } from '../federation/consent.ts'
import { act, type DeskClient, deskClient, received, referralWhen, until } from '../kit/desk-client.ts'
import { HIRUT, NEEDS, SUMAN } from '../people/people.ts'
import { DESKTOP, deskOf as deskAt, inEnglish, looksWell, openBrowser, PHONE, ROOT } from './browsing.ts'

const parent = mkdtempSync(join(tmpdir(), 'ihala-trouble-'))
const SLOW = 30_000

let network: Network
let browser: Browser
let reason: string | undefined

beforeAll(async () => {
  reason = process.env.NO_BROWSER
  if (reason !== undefined) return
  chmodSync(parent, 0o711)
  browser = await openBrowser()
  network = await startNetwork({
    root: ROOT,
    stateDir: join(parent, 'network'),
    only: ['care-house', 'itf', 'lawyers-association', 'national-committee', 'ministry-of-labour'],
  })
}, 120_000)

afterEach(async () => {
  // What a test took away comes back, whatever became of it.
  if (reason !== undefined) return
  if (network.bus.pid() === undefined) await network.bus.startServer()
  if (network.organisation('care-house').pid() === undefined) await network.startOrganisation('care-house')
})

afterAll(async () => {
  await browser?.close()
  await network?.stop()
  rmSync(parent, { recursive: true, force: true })
})

const deskOf = (slug: string, name: string, viewport = DESKTOP) => deskAt({ browser, network }, slug, name, viewport)

/** ITF refers somebody to a body, by its own door; row id at ITF. */
async function refer(
  officer: DeskClient,
  to: string,
  person: typeof SUMAN,
  need: object,
  purpose: 'shelter' | 'legal-aid' = 'shelter',
): Promise<string> {
  const { id: personId } = await officer.create('/people', { sections: person.sections })
  const consent = consentOf(person, { purposes: [purpose, 'health-care'], categories: ['need', 'identity', 'contact'] })
  const body = { personId, to: network.organisation(to).entityId, step: 'request', need, consent, relatesTo: [] }
  return (await officer.create('/referrals', body)).id
}

test('J-9: the link is down; a referral goes by telephone, is written up on both sides, joins when it arrives, and is accepted in one press', async (context) => {
  if (reason !== undefined) return context.skip(reason)
  const officer = await deskClient(network, 'itf', 'marlon-reyes')
  const admin = await deskClient(network, 'itf', 'elin-berg')
  await network.bus.killServer()
  await until('ITF notices', async () => ((await admin.get<ExchangeState>('/exchange-state')).linkUp ? undefined : true))
  const id = await refer(officer, 'care-house', SUMAN, NEEDS.sumanToShelter)
  const { telephone, referral } = await officer.get<ReferralDetail>(`/referrals/${id}`)
  const code = telephone.code ?? ''
  expect([referral.waiting?.reason, code.length]).toEqual(['link-down', 8])

  const sender = await deskOf('itf', 'Marlon Reyes', PHONE)
  await sender.page.goto(sender.url('/?box=sent'))
  await sender.page.getByText('بانتظار التسليم').first().waitFor()
  await looksWell(sender.page, 'waiting-list-ar-phone')
  await sender.page.goto(sender.url(`/referrals/${id}`))
  await sender.page.getByText('معكم').waitFor()
  await looksWell(sender.page, 'telephone-sender-ar-phone')
  const said = (await sender.page.locator('.script').allTextContents()).join(' ')
  expect(said).toContain(`${code.slice(0, 4)} ${code.slice(4)}`)
  for (const secret of [SUMAN.names.latin, SUMAN.sections.employment?.employer ?? SUMAN.names.latin]) expect(said).not.toContain(secret)
  await inEnglish(sender.page)
  await sender.page.getByText('Write up the call').click()
  await sender.page.getByText('Duty officer').click()
  await sender.page.getByText('Agreed to take the person').click()
  await sender.page.getByRole('button', { name: 'Write it up' }).click()
  await sender.page.getByText('Told by telephone').waitFor({ timeout: SLOW })
  await looksWell(sender.page, 'telephone-told-en-phone')

  const house = await deskOf('care-house', 'Grace Wanjiru')
  await house.page.goto(house.url('/telephone'))
  await inEnglish(house.page)
  await house.page.getByRole('button', { name: 'A referral came by telephone' }).click()
  await house.page.getByRole('combobox', { name: 'Who called?' }).fill('ITF')
  await house.page.getByRole('option').first().click()
  const wrong = code.endsWith('0') ? '1' : '0'
  await house.page.getByLabel('The code they said').fill(`${code.slice(0, 7)}${wrong}`)
  const form = house.page.locator('form')
  for (const choice of ['Shelter', 'Male', '25–34', 'Agreed to take the person'])
    await form.getByText(choice, { exact: true }).first().click()
  await form
    .getByText(/Tonight/)
    .first()
    .click()
  await looksWell(house.page, 'telephone-form-en-desktop')
  await house.page.getByRole('button', { name: 'Write it up' }).click()
  await house.page.getByText('The last sign does not fit').first().waitFor()
  await house.page.getByLabel('The code they said').fill(` ${code.slice(0, 4).toLowerCase()}-${code.slice(4)}`)
  await house.page.getByRole('button', { name: 'Write it up' }).click()
  await house.page.getByText('Waits for its referral').waitFor({ timeout: SLOW })
  await looksWell(house.page, 'telephone-list-en-desktop')

  await network.bus.startServer()
  const shelter = await deskClient(network, 'care-house', 'noora-al-hajri')
  const line = await received(shelter, 'itf')
  await house.page.goto(house.url(`/referrals/${line.id}`))
  await house.page.getByText('Taken by telephone').waitFor({ timeout: SLOW })
  await looksWell(house.page, 'telephone-joined-en-desktop')
  await house.page.getByRole('button', { name: 'Accept as agreed' }).click()
  await house.page.getByText(SUMAN.names.latin).first().waitFor({ timeout: SLOW })
  // Without a reload: the sender's open page no longer says that it waits. Nothing was doubled.
  await sender.page.getByText('Waiting to be delivered since').waitFor({ state: 'detached', timeout: SLOW })
  expect((await shelter.get<ReferralPage>('/referrals?box=received')).items).toHaveLength(1)
  await Promise.all([sender.context.close(), house.context.close()])
}, 150_000)

test('D11: two tabs change one file; whoever saves second sees both versions, chooses line by line, and nothing is lost', async (context) => {
  if (reason !== undefined) return context.skip(reason)
  const officer = await deskClient(network, 'itf', 'marlon-reyes')
  const { id } = await officer.create('/people', { sections: HIRUT.sections })
  const marlon = await deskOf('itf', 'Marlon Reyes')
  const sunita = await deskOf('itf', 'Sunita Gurung')
  for (const { page, url } of [marlon, sunita]) {
    await page.goto(url(`/people/${id}`))
    await inEnglish(page)
    await page.getByRole('button', { name: 'Change' }).click()
  }
  const passport = (page: Page) => page.getByLabel(/Passport number/)
  const latin = (page: Page) => page.getByLabel(/Name in Latin letters/)
  await passport(sunita.page).fill('EP7700012')
  await sunita.page.getByRole('button', { name: 'Save' }).click()
  await passport(sunita.page).waitFor({ state: 'detached' })
  await latin(marlon.page).fill('Hirut Bekele Alemu')
  await marlon.page.getByRole('button', { name: 'Save' }).click()
  await marlon.page.getByText('Somebody else saved first').first().waitFor({ timeout: SLOW })
  await marlon.page.getByText('Saved by', { exact: false }).waitFor()
  expect(await marlon.page.locator('tbody').textContent()).toContain('EP7700012')
  await looksWell(marlon.page, 'both-versions-en-desktop')
  // As first chosen: mine where I changed it, theirs where they did.
  await marlon.page.getByRole('button', { name: 'Take over what is chosen' }).click()
  await marlon.page.getByRole('button', { name: 'Save' }).click()
  await latin(marlon.page).waitFor({ state: 'detached', timeout: SLOW })
  const kept = await officer.get<{ sections: { identity: { names: { latin: string }; passport: string } } }>(`/people/${id}`)
  expect([kept.sections.identity.names.latin, kept.sections.identity.passport]).toEqual(['Hirut Bekele Alemu', 'EP7700012'])
  await Promise.all([marlon.context.close(), sunita.context.close()])
}, 90_000)

test('D11: a referral moves on while somebody fills in a decline: shown who and what, the choice kept, sent only when seen', async (context) => {
  if (reason !== undefined) return context.skip(reason)
  const officer = await deskClient(network, 'itf', 'marlon-reyes')
  const shelter = await deskClient(network, 'care-house', 'noora-al-hajri')
  await refer(officer, 'care-house', HIRUT, NEEDS.hirutToShelter)
  const line = await received(shelter, 'itf', ({ state }) => state === 'requested')
  const grace = await deskOf('care-house', 'Grace Wanjiru', PHONE)
  await grace.page.goto(grace.url(`/referrals/${line.id}`))
  await inEnglish(grace.page)
  await grace.page.getByRole('button', { name: 'Decline' }).click()
  const dialog = grace.page.getByRole('dialog')
  await dialog.getByText('At capacity').click()
  await dialog.getByText('Another house').click()
  await act(shelter, line.id, 'open')
  const send = dialog.getByRole('button', { name: 'Decline' })
  if (await send.isEnabled()) await send.click().catch(() => undefined)
  await dialog.getByText('It moved on while you were writing').waitFor({ timeout: SLOW })
  await dialog.getByText(/Noora/).waitFor()
  await grace.page.screenshot({ path: join(ROOT, '.state', 'pictures', 'moved-on-window-en-phone.png') })
  await looksWell(grace.page, 'moved-on-en-phone')
  expect(await send.isDisabled()).toBe(true)
  await dialog.getByRole('button', { name: 'I have seen it, go on' }).click()
  expect(await dialog.getByRole('radio', { name: 'At capacity' }).isChecked()).toBe(true)
  await send.click()
  await dialog.waitFor({ state: 'hidden' })
  await grace.page.getByText('Declined').first().waitFor()
  await grace.context.close()
}, 90_000)

test('what nobody received in time is sent again when a person says so', async (context) => {
  if (reason !== undefined) return context.skip(reason)
  const officer = await deskClient(network, 'itf', 'marlon-reyes')
  await network.stopOrganisation('care-house')
  const id = await refer(officer, 'care-house', SUMAN, NEEDS.sumanToShelter)
  const marlon = await deskOf('itf', 'Marlon Reyes')
  await marlon.page.goto(marlon.url(`/referrals/${id}`))
  await inEnglish(marlon.page)
  await marlon.page.getByText('they have not received it yet').waitFor({ timeout: SLOW })
  const { openPool } = await import('@ihala/kit')
  const pool = openPool(network.organisation('itf').database.appUrl, { max: 1, name: 'test', actor: 'system' })
  await pool`update exchange.outbox set expires_at = now() - interval '1 second' where status = 'waiting'`
  await pool.end({ timeout: 5 })
  await marlon.page.getByRole('button', { name: 'The person agrees: send again' }).waitFor({ timeout: SLOW })
  await looksWell(marlon.page, 'expired-en-desktop')
  await marlon.page.getByRole('button', { name: 'The person agrees: send again' }).click()
  await marlon.page.getByText('they have not received it yet').waitFor({ timeout: SLOW })
  await network.startOrganisation('care-house')
  const shelter = await deskClient(network, 'care-house', 'noora-al-hajri')
  await until('it arrives', async () =>
    (await shelter.get<ReferralPage>('/referrals?box=received')).items.some(({ state }) => state === 'requested') ? true : undefined,
  )
  await marlon.page.getByText('Waiting to be delivered since').waitFor({ state: 'detached', timeout: SLOW })
  await marlon.context.close()
}, 120_000)

test('c9: whether a fourth conflict check is compared with the list a person decides, who sees no name', async (context) => {
  if (reason !== undefined) return context.skip(reason)
  const officer = await deskClient(network, 'itf', 'marlon-reyes')
  const shelter = await deskClient(network, 'care-house', 'noora-al-hajri')
  const known = (await shelter.get<ReferralPage>('/referrals?box=received')).items.map((line) => line.id)
  const id = await refer(officer, 'care-house', SUMAN, NEEDS.sumanToShelter)
  const line = await received(shelter, 'itf', (one) => !known.includes(one.id))
  for (let asked = 0; asked < 4; asked++) {
    await act(officer, id, 'conflict-check', { names: [{ about: 'employer', name: `Invented Trading ${asked}` }] })
    if (asked < 3)
      await referralWhen(
        officer,
        id,
        `answer ${asked}`,
        ({ timeline }) => timeline.filter(({ event }) => event === 'conflict-answered').length === asked + 1,
      )
  }
  await referralWhen(shelter, line.id, 'the fourth waits', ({ conflict }) => conflict === 'asked')
  const grace = await deskOf('care-house', 'Grace Wanjiru', PHONE)
  await grace.page.goto(grace.url(`/referrals/${line.id}`))
  await grace.page.getByRole('button', { name: 'المقارنة بقائمتنا' }).waitFor()
  await looksWell(grace.page, 'conflict-answer-ar-phone')
  await grace.page.getByRole('button', { name: 'المقارنة بقائمتنا' }).click()
  await grace.page.getByText('لا يعرفه إلا السائل').waitFor({ timeout: SLOW })
  await referralWhen(officer, id, 'learns it', ({ conflict }) => conflict === 'none')
  await grace.context.close()
}, 90_000)

test('G4: the lawyer of the case keeps privileged notes on its page; the coordinator is not shown them', async (context) => {
  if (reason !== undefined) return context.skip(reason)
  const officer = await deskClient(network, 'itf', 'marlon-reyes')
  const dana = await deskClient(network, 'lawyers-association', 'dana-al-mannai')
  const yusuf = await deskClient(network, 'lawyers-association', 'yusuf-rahman')
  await refer(officer, 'lawyers-association', SUMAN, NEEDS.sumanToLegalAid, 'legal-aid')
  const line = await received(dana, 'itf')
  await act(dana, line.id, 'accept', { transfer: false, conditions: [] })
  const { lawyers } = await dana.get<{ lawyers: { id: string; names: { en: string } }[] }>('/lawyers')
  const lawyerId = lawyers.find(({ names }) => names.en === 'Yusuf Rahman')?.id
  const { referral } = await dana.get<ReferralDetail>(`/referrals/${line.id}`)
  const offer = await dana.change(`/referrals/${line.id}/offers`, referral.version, { lawyerId })
  const { offers } = await yusuf.get<{ offers: { id: string; version: number }[] }>('/offers')
  const mine = offers.find((one) => one.id === offer.id) ?? offers[0]
  await yusuf.change(`/offers/${mine?.id}/take`, mine?.version ?? 0, {})
  const lawyer = await deskOf('lawyers-association', 'Yusuf Rahman')
  await lawyer.page.goto(lawyer.url(`/referrals/${line.id}`))
  await lawyer.page.getByRole('button', { name: 'فتح الملاحظات' }).click()
  await lawyer.page.getByLabel(/ملاحظة جديدة/).fill('To be argued: the deduction has no ground.')
  await lawyer.page.getByRole('button', { name: 'حفظ الملاحظة' }).click()
  await lawyer.page.getByText('To be argued: the deduction has no ground.').first().waitFor()
  await looksWell(lawyer.page, 'privileged-ar-desktop')
  await lawyer.context.close()
  const coordinator = await deskOf('lawyers-association', 'Dana Al-Mannai')
  await coordinator.page.goto(coordinator.url(`/referrals/${line.id}`))
  await coordinator.page.getByText('Yusuf Rahman').or(coordinator.page.getByText('يوسف')).first().waitFor()
  expect(await coordinator.page.getByRole('button', { name: 'فتح الملاحظات' }).count()).toBe(0)
  await coordinator.context.close()
}, 90_000)

test('the admin and the analyst begin with what they may see, without a shut door', async (context) => {
  if (reason !== undefined) return context.skip(reason)
  for (const [slug, name, label] of [
    ['care-house', 'Khalid Al-Emadi', 'admin'],
    ['ministry-of-labour', 'Latifa Al-Ansari', 'analyst'],
  ] as const) {
    const { page, context: own } = await deskOf(slug, name, PHONE)
    const refused: string[] = []
    page.on('response', (response) => void (response.status() === 403 && refused.push(response.url())))
    await page.reload()
    await page.getByRole('heading', { level: 1, name: 'نظرة عامة' }).waitFor()
    await page.getByText(label === 'admin' ? 'الاتصال بالناقل' : 'الإحالات بحسب الحالة').waitFor()
    await looksWell(page, `overview-${label}-ar-phone`)
    await page.setViewportSize(DESKTOP)
    await inEnglish(page)
    await looksWell(page, `overview-${label}-en-desktop`)
    expect(refused).toEqual([])
    await own.close()
  }
}, 60_000)
