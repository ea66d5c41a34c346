import type { Page } from 'playwright-core'
import { expect } from 'vitest'
import { consentOf } from '../federation/consent.ts'
import { act, deskClient, referralWhen, refersTo } from '../kit/desk-client.ts'
import { HIRUT, NEEDS, SUMAN } from '../people/people.ts'
import { DESKTOP, deskOf, inEnglish, looksWell, PHONE, type Place } from './browsing.ts'

/** How long something may take that goes to another body and comes back, milliseconds. */
const THERE_AND_BACK = 20_000
/** A plan by which somebody may be reached at any hour. */
const PLAN = { mayContact: true, telephone: '+97400004130', codeWord: 'jasmine' }

/** A referral of the union to the shelter, accepted there, of somebody with a plan by which she is reached: its row ids here and there. */
async function takenOn({ network }: Place): Promise<{ readonly here: string; readonly there: string }> {
  const officer = await deskClient(network, 'itf', 'marlon-reyes')
  const shelter = await deskClient(network, 'care-house', 'noora-al-hajri')
  const { id: personId } = await officer.create('/people', { sections: { ...HIRUT.sections, 'safe-contact': PLAN } })
  const { sent: here, came: there } = await refersTo(officer, shelter, {
    personId,
    to: network.organisation('care-house').entityId,
    step: 'request',
    need: NEEDS.hirutToShelter,
    consent: consentOf(HIRUT, { purposes: ['shelter', 'health-care'], categories: ['need', 'identity', 'contact', 'safe-contact'] }),
    relatesTo: [],
  })
  await act(shelter, there, 'accept', { transfer: true, conditions: [] })
  await referralWhen(officer, here, 'it is accepted', ({ referral }) => referral.state === 'accepted')
  return { here, there }
}

/** Writes down who shall meet her tomorrow evening; all but the word. */
async function writesMeeting(page: Page): Promise<void> {
  const tomorrow = new Date(Date.now() + 24 * 3_600_000).toISOString().slice(0, 10).split('-')
  for (const [at, digits] of [...tomorrow.toReversed(), '18', '30'].entries())
    await page.getByRole('spinbutton').nth(at).pressSequentially(digits)
  // By keyboard alone.
  const choose = async (field: string, word: string) => {
    const box = page.getByRole('combobox', { name: field })
    await box.focus()
    await box.pressSequentially(word.slice(0, 12))
    await page.getByRole('option', { name: word }).waitFor()
    await box.press('ArrowDown')
    await box.press('Enter')
    await expect.poll(() => box.inputValue()).toBe(word)
  }
  await choose('Place', 'Hospital entrance')
  await choose('Who comes', 'Shelter worker')
  await page.getByRole('radiogroup', { name: 'A woman or a man' }).getByText('Female').click()
  await choose('How to recognise them', 'Carries an umbrella')
}

/** D14: the officer arranges it, the shelter comes, and the officer sees that without loading the page again. */
export async function isMet(place: Place): Promise<void> {
  const { here, there } = await takenOn(place)
  const officer = await deskOf(place, 'itf', 'Marlon Reyes')
  const { page } = officer
  await inEnglish(page)
  await page.goto(officer.url(`/referrals/${here}`))
  await page.getByRole('button', { name: 'Arrange a meeting' }).click()
  await writesMeeting(page)
  // The word of her own plan is refused, and nothing that was written is lost.
  const word = page.getByRole('textbox', { name: 'The word' })
  await word.fill(PLAN.codeWord)
  await page.getByRole('button', { name: 'Send it' }).click()
  await page.getByText('This is the person’s code word; choose another').waitFor()
  await word.fill('nightingale')
  await page.getByRole('alert').waitFor({ state: 'hidden' })
  await looksWell(page, 'meeting-form-en-desktop')
  await page.getByRole('button', { name: 'Send it' }).click()
  await page.getByText('Not answered yet').waitFor()

  const shelter = await deskOf(place, 'care-house', 'Noora Al-Hajri', PHONE)
  await shelter.page.goto(shelter.url(`/referrals/${there}`))
  await shelter.page.getByText('nightingale').waitFor({ timeout: THERE_AND_BACK })
  await looksWell(shelter.page, 'meeting-ar-phone')
  const comes = shelter.page.getByRole('button', { name: 'نحضر' })
  await comes.click()
  await comes.waitFor({ state: 'hidden' })
  await shelter.context.close()
  await page.getByText('We come').first().waitFor({ timeout: THERE_AND_BACK })
  await officer.context.close()
}

/** T36: one asks; another one finds it on her first screen, says yes, and says that the person was told. */
export async function saysTheSecondWord(place: Place): Promise<void> {
  const officer = await deskClient(place.network, 'itf', 'marlon-reyes')
  const { id } = await officer.create('/people', { sections: SUMAN.sections })
  const paper = 'Letter 7 of 22 November 2026'
  await officer.create(`/people/${id}/compelled`, { authority: 'police', paper, what: ['identity'], at: new Date().toISOString() })
  const { page, context } = await deskOf(place, 'itf', 'Sunita Gurung', PHONE)
  await page.getByText('ينتظر كلمتكم الآن').waitFor({ timeout: THERE_AND_BACK })
  await looksWell(page, 'second-word-ar-phone')
  expect(await page.getByRole('main').textContent()).not.toContain(SUMAN.names.latin)
  await page.getByRole('link', { name: 'النظر فيه' }).click()
  await page.getByText(paper).waitFor()
  await looksWell(page, 'two-people-ar-phone')
  for (const word of ['أؤكد', 'أُخبر الشخص']) {
    const says = page.getByRole('button', { name: word })
    await says.click()
    await page.getByRole('dialog').getByRole('button', { name: word }).click()
    await page.getByRole('dialog').waitFor({ state: 'hidden' })
    await says.waitFor({ state: 'hidden' })
  }
  await context.close()
}

/** T41, R-6: a colleague comes from the task to the change, and hears the word; the age is in doubt. */
export async function hearsTheCodeWord(place: Place): Promise<void> {
  const officer = await deskClient(place.network, 'itf', 'marlon-reyes')
  const { id } = await officer.create('/people', { sections: { ...HIRUT.sections, 'safe-contact': PLAN } })
  await officer.create(`/people/${id}/contact-changes`, { category: 'contact', section: { telephone: '+97455550101' } })
  await officer.create(`/people/${id}/age`, { ageBand: 'unknown', settledBy: 'own-word' })
  const { page, context, url } = await deskOf(place, 'itf', 'Sunita Gurung', PHONE)
  await page.goto(url(`/people/${id}/standing`))
  await page.getByText('العمر مشكوك فيه').waitFor()
  await looksWell(page, 'standing-ar-phone')
  await page.goto(url('/tasks'))
  await page.getByRole('link', { name: 'سماع كلمة التعارف' }).click()
  await page.getByRole('button', { name: 'سمعتُ كلمة التعارف' }).click()
  await looksWell(page, 'reached-ar-phone')
  await page.getByLabel('الكلمة كما قالها الشخص').fill(PLAN.codeWord)
  await page.getByRole('button', { name: 'تأكيد' }).click()
  // The time is still to come; the colleague is not.
  await page.getByText('لم يسمع زميل كلمة التعارف بعد').waitFor({ state: 'hidden' })
  await page.getByText('تُنتظر 72 ساعة.', { exact: true }).waitFor()
  await context.close()
}

/** M5, T34: what an admin and a data-protection officer look after. */
export async function looksAfterTheHouse(place: Place): Promise<void> {
  for (const [name, path] of [
    ['Khalid Al-Emadi', '/staff'],
    ['Salma Haddad', '/alerts'],
  ] as const) {
    const { page, context, url } = await deskOf(place, 'care-house', name, DESKTOP)
    await inEnglish(page)
    await page.goto(url(path))
    await page.locator('main .list li, main .empty').first().waitFor()
    await looksWell(page, `${path.slice(1)}-en-desktop`)
    await context.close()
  }
}
