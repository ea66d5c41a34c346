import { join } from 'node:path'
import type { ExchangeState, ReferralDetail, ReferralPage } from '@ihala/contract'
import type { Page } from 'playwright-core'
import { afterEach, expect, test } from 'vitest'
import { consentOf } from '../federation/consent.ts'
import { act, type DeskClient, deskClient, received, receivedBy, referralWhen, refersTo, until } from '../kit/desk-client.ts'
import { HIRUT, NEEDS, SUMAN } from '../people/people.ts'
import { DESKTOP, deskOf as deskAt, inEnglish, looksWell, PHONE, ROOT } from './browsing.ts'
import { noBrowser, onSharedNetwork } from './ground.ts'

const SLOW = 30_000

const place = onSharedNetwork()

afterEach(async () => {
  // What a test took away comes back, whatever became of it.
  if (noBrowser !== undefined) return
  const { network } = place
  if (network.bus.pid() === undefined) await network.bus.startServer()
  if (network.organisation('care-house').pid() === undefined) await network.startOrganisation('care-house')
})

const deskOf = (slug: string, name: string, viewport = DESKTOP) => deskAt(place, slug, name, viewport)

/** What ITF sends to refer somebody to a body, whose file it begins. */
async function referral(
  officer: DeskClient,
  to: string,
  person: typeof SUMAN,
  need: object,
  purpose: 'shelter' | 'legal-aid' = 'shelter',
): Promise<object> {
  const { id: personId } = await officer.create('/people', { sections: person.sections })
  const consent = consentOf(person, { purposes: [purpose, 'health-care'], categories: ['need', 'identity', 'contact'] })
  return { personId, to: place.network.organisation(to).entityId, step: 'request', need, consent, relatesTo: [] }
}

test('J-9: the link is down; a referral goes by telephone, is written up on both sides, joins when it arrives, and is accepted in one press', async () => {
  const officer = await deskClient(place.network, 'itf', 'marlon-reyes')
  const admin = await deskClient(place.network, 'itf', 'elin-berg')
  const shelter = await deskClient(place.network, 'care-house', 'noora-al-hajri')
  const known = await receivedBy(shelter)
  await place.network.bus.killServer()
  await until('ITF notices', async () => ((await admin.get<ExchangeState>('/exchange-state')).linkUp ? undefined : true))
  const { id } = await officer.create('/referrals', await referral(officer, 'care-house', SUMAN, NEEDS.sumanToShelter))
  const waiting = await officer.get<ReferralDetail>(`/referrals/${id}`)
  const code = waiting.telephone.code ?? ''
  expect([waiting.referral.waiting?.reason, code.length]).toEqual(['link-down', 8])

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

  await place.network.bus.startServer()
  const isNew = (line: { readonly id: string }): boolean => !known.has(line.id)
  const line = await received(shelter, 'itf', isNew)
  await house.page.goto(house.url(`/referrals/${line.id}`))
  await house.page.getByText('Taken by telephone').waitFor({ timeout: SLOW })
  await looksWell(house.page, 'telephone-joined-en-desktop')
  await house.page.getByRole('button', { name: 'Accept as agreed' }).click()
  await house.page.getByText(SUMAN.names.latin).first().waitFor({ timeout: SLOW })
  // Without a reload: the sender's open page no longer says that it waits. Nothing was doubled.
  await sender.page.getByText('It waits since').waitFor({ state: 'detached', timeout: SLOW })
  expect((await shelter.get<ReferralPage>('/referrals?box=received')).items.filter(isNew)).toHaveLength(1)
  await Promise.all([sender.context.close(), house.context.close()])
}, 150_000)

test('D11: two tabs change one file; whoever saves second sees both versions, chooses line by line, and nothing is lost', async () => {
  const officer = await deskClient(place.network, 'itf', 'marlon-reyes')
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

test('D11: a referral moves on while somebody fills in a decline: shown who and what, the choice kept, sent only when seen', async () => {
  const officer = await deskClient(place.network, 'itf', 'marlon-reyes')
  const shelter = await deskClient(place.network, 'care-house', 'noora-al-hajri')
  const { came } = await refersTo(officer, shelter, await referral(officer, 'care-house', HIRUT, NEEDS.hirutToShelter))
  const grace = await deskOf('care-house', 'Grace Wanjiru', PHONE)
  await grace.page.goto(grace.url(`/referrals/${came}`))
  await inEnglish(grace.page)
  await grace.page.getByRole('button', { name: 'Decline' }).click()
  const dialog = grace.page.getByRole('dialog')
  await dialog.getByText('At capacity').click()
  await dialog.getByText('Another house').click()
  await act(shelter, came, 'open')
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

test('what nobody received in time is sent again when a person says so', async () => {
  const officer = await deskClient(place.network, 'itf', 'marlon-reyes')
  const known = await receivedBy(await deskClient(place.network, 'care-house', 'noora-al-hajri'))
  await place.network.stopOrganisation('care-house')
  const { id } = await officer.create('/referrals', await referral(officer, 'care-house', SUMAN, NEEDS.sumanToShelter))
  const marlon = await deskOf('itf', 'Marlon Reyes')
  await marlon.page.goto(marlon.url(`/referrals/${id}`))
  await inEnglish(marlon.page)
  await marlon.page.getByText('no receipt has come back').waitFor({ timeout: SLOW })
  const { openPool } = await import('@ihala/kit')
  const pool = openPool(place.network.organisation('itf').database.appUrl, { max: 1, name: 'test', actor: 'system' })
  await pool`update exchange.outbox set expires_at = now() - interval '1 second' where status = 'waiting'`
  await pool.end({ timeout: 5 })
  await marlon.page.getByRole('button', { name: 'The person agrees: send again' }).waitFor({ timeout: SLOW })
  await looksWell(marlon.page, 'expired-en-desktop')
  await marlon.page.getByRole('button', { name: 'The person agrees: send again' }).click()
  await marlon.page.getByText('no receipt has come back').waitFor({ timeout: SLOW })
  await place.network.startOrganisation('care-house')
  const shelter = await deskClient(place.network, 'care-house', 'noora-al-hajri')
  await received(shelter, 'itf', (line) => !known.has(line.id) && line.state === 'requested')
  await marlon.page.getByText('It waits since').waitFor({ state: 'detached', timeout: SLOW })
  await marlon.context.close()
}, 120_000)

test('c9: whether a fourth conflict check is compared with the list a person decides, who sees no name', async () => {
  const officer = await deskClient(place.network, 'itf', 'marlon-reyes')
  const shelter = await deskClient(place.network, 'care-house', 'noora-al-hajri')
  const { sent, came } = await refersTo(officer, shelter, await referral(officer, 'care-house', SUMAN, NEEDS.sumanToShelter))
  for (let asked = 0; asked < 4; asked++) {
    await act(officer, sent, 'conflict-check', { names: [{ about: 'employer', name: `Invented Trading ${asked}` }] })
    if (asked < 3)
      await referralWhen(
        officer,
        sent,
        `answer ${asked}`,
        ({ timeline }) => timeline.filter(({ event }) => event === 'conflict-answered').length === asked + 1,
      )
  }
  await referralWhen(shelter, came, 'the fourth waits', ({ conflict }) => conflict === 'asked')
  const grace = await deskOf('care-house', 'Grace Wanjiru', PHONE)
  await grace.page.goto(grace.url(`/referrals/${came}`))
  await grace.page.getByRole('button', { name: 'المقارنة بقائمتنا' }).waitFor()
  await looksWell(grace.page, 'conflict-answer-ar-phone')
  await grace.page.getByRole('button', { name: 'المقارنة بقائمتنا' }).click()
  await grace.page.getByText('لا يعرفه إلا السائل').waitFor({ timeout: SLOW })
  await referralWhen(officer, sent, 'learns it', ({ conflict }) => conflict === 'none')
  await grace.context.close()
}, 90_000)

test('G4: the lawyer of the case keeps privileged notes on its page; the coordinator is not shown them', async () => {
  const officer = await deskClient(place.network, 'itf', 'marlon-reyes')
  const dana = await deskClient(place.network, 'lawyers-association', 'dana-al-mannai')
  const yusuf = await deskClient(place.network, 'lawyers-association', 'yusuf-rahman')
  const body = await referral(officer, 'lawyers-association', SUMAN, NEEDS.sumanToLegalAid, 'legal-aid')
  const { came } = await refersTo(officer, dana, body)
  await act(dana, came, 'accept', { transfer: false, conditions: [] })
  const { lawyers } = await dana.get<{ lawyers: { id: string; names: { en: string } }[] }>('/lawyers')
  const lawyerId = lawyers.find(({ names }) => names.en === 'Yusuf Rahman')?.id
  const { version } = (await dana.get<ReferralDetail>(`/referrals/${came}`)).referral
  await dana.change(`/referrals/${came}/offers`, version, { lawyerId })
  const { offers } = await yusuf.get<{ offers: { id: string; referralId: string; version: number }[] }>('/offers')
  const mine = offers.find(({ referralId }) => referralId === came)
  await yusuf.change(`/offers/${mine?.id}/take`, mine?.version ?? 0, {})
  const lawyer = await deskOf('lawyers-association', 'Yusuf Rahman')
  await lawyer.page.goto(lawyer.url(`/referrals/${came}`))
  await lawyer.page.getByRole('button', { name: 'فتح الملاحظات' }).click()
  await lawyer.page.getByLabel(/ملاحظة جديدة/).fill('To be argued: the deduction has no ground.')
  await lawyer.page.getByRole('button', { name: 'حفظ الملاحظة' }).click()
  await lawyer.page.getByText('To be argued: the deduction has no ground.').first().waitFor()
  await looksWell(lawyer.page, 'privileged-ar-desktop')
  await lawyer.context.close()
  const coordinator = await deskOf('lawyers-association', 'Dana Al-Mannai')
  await coordinator.page.goto(coordinator.url(`/referrals/${came}`))
  await coordinator.page.getByText('Yusuf Rahman').or(coordinator.page.getByText('يوسف')).first().waitFor()
  expect(await coordinator.page.getByRole('button', { name: 'فتح الملاحظات' }).count()).toBe(0)
  await coordinator.context.close()
}, 90_000)

test('the admin and the analyst begin with what they may see, without a shut door', async () => {
  for (const [slug, name, label] of [
    ['care-house', 'Khalid Al-Emadi', 'admin'],
    ['ministry-of-labour', 'Latifa Al-Ansari', 'analyst'],
  ] as const) {
    const { page, context: own } = await deskOf(slug, name, PHONE)
    const refused: string[] = []
    page.on('response', (response) => void (response.status() === 403 && refused.push(response.url())))
    await page.reload()
    await page.getByRole('heading', { level: 1, name: 'نظرة عامة' }).waitFor()
    await page.getByText(label === 'admin' ? 'الاتصال بالشبكة' : 'الإحالات بحسب الحالة').waitFor()
    await looksWell(page, `overview-${label}-ar-phone`)
    await page.setViewportSize(DESKTOP)
    await inEnglish(page)
    await looksWell(page, `overview-${label}-en-desktop`)
    expect(refused).toEqual([])
    await own.close()
  }
}, 60_000)
