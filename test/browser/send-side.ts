import type { AnswersBeside, DraftList, ReferralDetail } from '@ihala/contract'
import type { Page } from 'playwright-core'
import { expect } from 'vitest'
import { consentOf } from '../federation/consent.ts'
import { act, deskClient, refersTo, until } from '../kit/desk-client.ts'
import { NEEDS, SUMAN } from '../people/people.ts'
import { DESKTOP, inEnglish, looksWell, PHONE, type Place, picture, signedIn } from './browsing.ts'
import { wordsIn } from './words.ts'

const given = consentOf(SUMAN, { purposes: ['shelter', 'health-care', 'legal-aid'], categories: ['need', 'identity'] })

/** DESIGN §8: what was sent waits with its bar; undone, the form opens with every answer; sent now, it goes. */
export async function undoes(place: Place): Promise<void> {
  const { network } = place
  const officer = await deskClient(network, 'itf', 'marlon-reyes')
  const { id: personId } = await officer.create('/people', { sections: SUMAN.sections })
  const to = network.organisation('care-house').entityId
  const body = { personId, to, step: 'request', need: NEEDS.sumanToShelter, consent: given, relatesTo: [] }
  await officer.create('/drafts', body)
  const { page, context, url } = await signedIn(place, 'itf', 'Marlon Reyes')
  const faults: string[] = []
  page.on('pageerror', (error) => void faults.push(error.message))
  await page.goto(url('/?box=sent'))
  await page
    .getByRole('timer')
    .getByText(/يُرسل بعد/)
    .waitFor()
  await looksWell(page, 'undo-ar-desktop')
  await page.getByRole('button', { name: 'تراجع' }).click()
  await page
    .getByText('سُجّل ويُرسل', { exact: false })
    .or(page.getByRole('button', { name: 'إرسال الإحالة' }))
    .first()
    .waitFor()
  await picture(page, 'undone-ar-desktop')
  const { drafts } = await officer.get<DraftList>('/drafts')
  expect(drafts.filter((draft) => draft.personId === personId)).toEqual([])
  // Sent again from the form as it was, it waits anew.
  await page.getByRole('button', { name: 'إرسال الإحالة' }).click()
  await page.getByRole('button', { name: 'إرسال الآن' }).waitFor()
  await page.setViewportSize(PHONE)
  await inEnglish(page)
  await looksWell(page, 'undo-en-phone')
  await page.getByRole('button', { name: 'Send now' }).click()
  await page.getByRole('button', { name: 'Send now' }).waitFor({ state: 'hidden' })
  await page.locator('main a[href*="/referrals/"]').first().waitFor()
  expect(faults).toEqual([])
  await context.close()
}

/** A body could not: the way to the next one begins with the same person, and with the need that is known. In Arabic, and then in English. */
export async function asksAnother(page: Page, referral: string, name: string): Promise<void> {
  const [ar, en] = [wordsIn('ar'), wordsIn('en')]
  await page.goto(referral)
  await page.getByRole('link', { name: ar.word('referral.try-other') }).click()
  await page.getByRole('radio', { checked: true }).waitFor()
  expect(await page.locator('main label', { has: page.getByRole('radio', { checked: true }) }).textContent()).toContain(name)
  await looksWell(page, 'another-body-ar-phone')
  await page.getByRole('button', { name: ar.word('new.next') }).click()
  await page.getByRole('radio').first().waitFor()
  await inEnglish(page)
  await page.setViewportSize(DESKTOP)
  await page
    .locator('main label', { has: page.getByRole('radio') })
    .first()
    .click()
  await page.getByRole('button', { name: en.word('new.next') }).click()
  await page.getByRole('checkbox', { name: en.word('need.shelter'), checked: true }).waitFor()
  await looksWell(page, 'another-body-en-desktop')
}

/** DESIGN §11: somebody is found as one types, in the other script too, by keyboard alone. */
export async function finds(place: Place): Promise<void> {
  const { page, context, url } = await signedIn(place, 'itf', 'Marlon Reyes')
  await page.goto(url('/people'))
  const field = page.getByLabel('البحث عن شخص أو إحالة')
  await field.fill(SUMAN.names.latin.split(' ')[0]?.toLowerCase() ?? '')
  await page.getByRole('main').getByText(SUMAN.names.latin).first().waitFor()
  await looksWell(page, 'search-ar-desktop')
  await field.press('ArrowDown')
  expect(await page.evaluate(() => document.activeElement?.getAttribute('href'))).toContain('/people/')
  await page.keyboard.press('Escape')
  expect(await field.inputValue()).toBe('')
  await page.goto(url('/'))
  await page.setViewportSize(PHONE)
  await page.getByLabel('البحث عن شخص أو إحالة').fill('زززز')
  await page.getByText('لم يُعثر على أحد').last().waitFor()
  await looksWell(page, 'search-nobody-ar-phone')
  await context.close()
}

/** J-2: one question to two bodies, their answers side by side, one chosen; the other is told. */
export async function choosesOne(place: Place): Promise<void> {
  const { network } = place
  const officer = await deskClient(network, 'itf', 'marlon-reyes')
  const { id: personId } = await officer.create('/people', { sections: SUMAN.sections })
  const [house, lawyers] = ['care-house', 'lawyers-association'].map((slug) => network.organisation(slug).entityId)
  const need = { ...NEEDS.sumanToShelter, needs: ['shelter', 'legal-aid'] }
  const beside = [{ to: lawyers, consent: consentOf(SUMAN, { purposes: ['shelter', 'legal-aid'], categories: ['need'] }) }]
  const shelter = await deskClient(network, 'care-house', 'noora-al-hajri')
  const asked = { personId, to: house, step: 'enquire', need, consent: given, relatesTo: [], beside }
  const { sent: id, came } = await refersTo(officer, shelter, asked)
  await act(shelter, came, 'answer-capacity', {
    answer: 'capacity',
    heldUntil: new Date(Date.now() + 6 * 3_600_000).toISOString(),
    conditions: ['medical-check-first'],
  })
  const answers = () => officer.get<AnswersBeside>(`/referrals/${id}/answers`)
  await until('its answer is there', async () => (await answers()).answers.find(({ mayChoose }) => mayChoose))
  const { page, context, url } = await signedIn(place, 'itf', 'Marlon Reyes')
  await page.goto(url(`/referrals/${id}/answers`))
  await page.getByRole('button', { name: /اختيار هذه الجهة/ }).waitFor()
  await looksWell(page, 'answers-ar-desktop')
  await page.setViewportSize(PHONE)
  await looksWell(page, 'answers-ar-phone')
  await inEnglish(page)
  await page.setViewportSize(DESKTOP)
  await looksWell(page, 'answers-en-desktop')
  await page.getByRole('button', { name: /Choose this one/ }).click()
  const dialog = page.getByRole('dialog')
  await dialog.getByText(/wants this body/).click()
  await picture(page, 'choose-en-desktop')
  await dialog.getByRole('button', { name: 'Choose this one' }).click()
  await dialog.waitFor({ state: 'hidden' })
  await page.getByText('Told that it is no longer needed').waitFor({ timeout: 20_000 })
  await picture(page, 'chosen-en-desktop')
  const chosen = await officer.get<ReferralDetail>(`/referrals/${id}`)
  expect(chosen.referral.state).toBe('requested')
  await context.close()
}
