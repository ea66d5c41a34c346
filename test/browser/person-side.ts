import type { Page } from 'playwright-core'
import { expect } from 'vitest'
import { consentOf } from '../federation/consent.ts'
import { act, type DeskClient, deskClient, referralWhen, refersTo } from '../kit/desk-client.ts'
import { NEEDS, SUMAN } from '../people/people.ts'
import { DESKTOP, deskOf, inEnglish, looksWell, PHONE, type Place, picture } from './browsing.ts'

/** How long something may take that goes to another body and comes back, milliseconds. */
const THERE_AND_BACK = 20_000

/** A person whom ITF referred to the Care House, which took them on and got what was opened to it. */
export interface Referred {
  readonly officer: DeskClient
  /** Row id of the person's file at ITF. */
  readonly person: string
}

/** Refers somebody by the doors of both bodies. */
export async function referredAndTaken({ network }: Place): Promise<Referred> {
  const officer = await deskClient(network, 'itf', 'marlon-reyes')
  const house = await deskClient(network, 'care-house', 'noora-al-hajri')
  const { id: person } = await officer.create('/people', { sections: SUMAN.sections })
  const { sent, came } = await refersTo(officer, house, {
    personId: person,
    to: network.organisation('care-house').entityId,
    step: 'request',
    need: NEEDS.sumanToShelter,
    consent: consentOf(SUMAN, { purposes: ['shelter', 'health-care'], categories: ['need', 'identity', 'contact', 'safe-contact'] }),
    relatesTo: [],
  })
  await act(house, came, 'accept', { transfer: true, conditions: [] })
  await referralWhen(
    officer,
    sent,
    'what was opened has gone',
    ({ timeline }) => timeline.filter(({ event, delivered }) => event === 'sections-disclosed' && delivered).length >= 3,
  )
  return { officer, person }
}

/** Agreed, and not gone yet: what waits for the ten minutes of whoever agreed. */
export async function agreedButWaiting({ network }: Place, { officer, person }: Referred): Promise<void> {
  const given = consentOf(SUMAN, { purposes: ['legal-aid'], categories: ['need', 'identity'] })
  const { basis } = given
  if (!('evidence' in basis)) throw new Error('a consent without its evidence')
  const consent = { ...given, basis: { ...basis, evidence: { ...basis.evidence, coolingOff: 'waited' } } }
  const to = network.organisation('lawyers-association').entityId
  await officer.create('/drafts', { personId: person, to, step: 'request', need: NEEDS.sumanToLegalAid, consent, relatesTo: [] })
}

/** J-6: asks the other bodies, and sees the answer come by itself. */
export async function asksWhatIsHeld(page: Page): Promise<void> {
  await page.getByRole('button', { name: 'سؤال الجهات الأخرى' }).click()
  await page.getByRole('dialog').getByRole('button', { name: 'سؤال الجهات الأخرى' }).click()
  await page.getByText('أجابت', { exact: true }).first().waitFor({ timeout: THERE_AND_BACK })
}

/** C11: objects to what the Care House does with something. */
export async function objects(page: Page): Promise<void> {
  await page.getByRole('button', { name: 'الشخص يعترض' }).click()
  const dialog = page.getByRole('dialog')
  const category = dialog.getByRole('combobox')
  await category.fill('الهوية')
  await page.getByRole('option', { name: 'الهوية' }).click()
  await dialog.getByText('دار الرعاية').or(dialog.locator('.choice').nth(1)).first().click()
  await dialog.getByText('يطّلع عليه أكثر مما ينبغي').click()
  await picture(page, 'person-objects-ar-desktop')
  await dialog.getByRole('button', { name: 'تسجيل' }).click()
  await page.getByText('طُلب من جهة واحدة أن تتصرف.').waitFor({ timeout: THERE_AND_BACK })
}

/** C11: somebody of the Care House answers what came, with a reason, on a phone. */
export async function answersWithReason(place: Place): Promise<void> {
  const { page, context, url } = await deskOf(place, 'care-house', 'Noora Al-Hajri', PHONE)
  await page.goto(url('/rights'))
  const answer = page.getByRole('button', { name: 'الإجابة' })
  await answer.first().waitFor({ timeout: THERE_AND_BACK })
  await looksWell(page, 'people-rights-answer-ar-phone')
  await answer.first().click()
  const dialog = page.getByRole('dialog')
  await dialog.getByText('رُفض', { exact: true }).click()
  // Nothing but all of it done is answered without a reason.
  expect(await dialog.getByRole('button', { name: 'الإجابة' }).isDisabled()).toBe(true)
  await dialog.getByText('لازم لمطالبة قائمة').click()
  await picture(page, 'right-answer-ar-phone')
  await dialog.getByRole('button', { name: 'الإجابة' }).click()
  await page.getByText('لا شيء للإجابة').waitFor()
  await context.close()
}

/** M1: a hold one asked for is put in force by another one. */
export async function confirmsHold(place: Place, { officer, person }: Referred): Promise<void> {
  const until = new Date(Date.now() + 90 * 86_400_000).toISOString().slice(0, 10)
  await officer.create(`/people/${person}/holds`, { basis: 'ordered-by-court', parts: ['own'], until })
  const { page, context, url } = await deskOf(place, 'itf', 'Sunita Gurung')
  await page.goto(url('/rights?box=holds'))
  await page.getByRole('button', { name: 'تأكيد الإبقاء' }).click()
  await picture(page, 'hold-confirm-ar-desktop')
  await page.getByRole('dialog').getByRole('button', { name: 'تأكيد الإبقاء' }).click()
  await page.getByText('سارٍ', { exact: true }).waitFor()
  await looksWell(page, 'people-rights-holds-ar-desktop')
  await context.close()
}

/** c2: whoever answers for the keeping sees what a hold keeps although the person took it all back, and each look is one of a press. */
export async function seesWhatStays(place: Place, { officer, person }: Referred): Promise<void> {
  const { version } = await officer.get<{ version: number }>(`/people/${person}`)
  await officer.change(`/people/${person}/withdraw`, version, { by: 'person' })
  for (const [name, viewport] of [
    ['ar-phone', PHONE],
    ['en-desktop', DESKTOP],
  ] as const) {
    const { page, context, url } = await deskOf(place, 'itf', 'Elin Berg', viewport)
    if (name === 'en-desktop') await inEnglish(page)
    await page.goto(url('/kept'))
    const way = page.locator('main a[href*="/kept/people/"]').first()
    await way.waitFor()
    await looksWell(page, `kept-${name}`)
    await way.click()
    expect(await page.getByText(SUMAN.names.latin).count()).toBe(0)
    await page.getByRole('button', { name: name === 'ar-phone' ? 'الاطلاع' : 'Look at it' }).click()
    await page.getByText(SUMAN.names.latin).first().waitFor()
    await looksWell(page, `kept-of-${name}`)
    await context.close()
  }
}

/** C7: takes back one category at one body, which owes a statement of it from then on. */
export async function takesBack(page: Page): Promise<void> {
  await page.getByRole('button', { name: 'الرجوع عن الموافقة' }).first().click()
  const dialog = page.getByRole('dialog')
  await dialog.getByText('جزء فقط').click()
  await dialog.getByText('التواصل', { exact: true }).click()
  await picture(page, 'take-back-ar-desktop')
  await dialog.getByRole('button', { name: 'الرجوع عن الموافقة' }).click()
  await page.getByText('أُبلغت').first().waitFor({ timeout: THERE_AND_BACK })
  // Its statement comes once none of its processes can have the key in memory; until then the table says that it was told.
  await page.getByText('ولم تُصرّح بعد').waitFor({ timeout: THERE_AND_BACK })
  await page.locator('main td', { hasText: 'أُبلغت بمحوه' }).first().waitFor()
}

/** What the person is given: nothing to press, and no word that says to whoever finds it what it is about. */
async function printsWell(page: Page, name: string): Promise<void> {
  await page.emulateMedia({ media: 'print' })
  await picture(page, `${name}-printed`)
  expect(await page.getByRole('button').count()).toBe(0)
  for (const secret of [SUMAN.names.latin, 'Marlon', 'مارلون', 'Noora', 'نورة'])
    expect([secret, await page.getByText(secret).filter({ visible: true }).count()]).toEqual([secret, 0])
  await page.emulateMedia({ media: 'screen' })
}

/** Looks at each page of the person's side: in Arabic on a phone, in English on a desktop. */
export async function everyPage(page: Page, url: (path: string) => string, person: string): Promise<void> {
  for (const [name, viewport] of [
    ['ar-phone', PHONE],
    ['en-desktop', DESKTOP],
  ] as const) {
    await page.setViewportSize(viewport)
    if (name === 'en-desktop') await inEnglish(page)
    for (const path of ['', '/my-data', '/rights', '/papers', '/holds']) {
      await page.goto(url(`/people/${person}${path}`))
      await page.locator('main .card, main .list').first().waitFor()
      const looked = `person${path.replace('/', '-')}-${name}`
      await looksWell(page, looked)
      if (name === 'ar-phone' && (path === '/my-data' || path === '/papers')) await printsWell(page, `person${path.replace('/', '-')}-ar`)
    }
  }
}
