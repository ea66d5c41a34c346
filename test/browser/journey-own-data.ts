import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Locator } from 'playwright-core'
import postgres from 'postgres'
import { expect } from 'vitest'
import { until } from '../kit/desk-client.ts'
import { NEEDS, SUMAN } from '../people/people.ts'
import { type Place, picture, ROOT } from './browsing.ts'
import { chooses, goes, type Hand, nameOf, opens, picks, press, pressTwice, sits, THERE_AND_BACK, types, unfolds } from './by-click.ts'
import { OFFICE } from './journey-complaint.ts'
import { beginning, whole } from './words.ts'

/** The passport as it really is numbered. */
const PASSPORT = 'NPX0412737'
/** Bodies that have something of him, from the one that asks for him on. */
const BEYOND = ['ministry-of-labour', 'care-house', 'lawyers-association', 'charity'] as const

/** J-6: he asks what is held, has it on paper, puts right what is wrong, objects, takes it all back, and hears what a law keeps. */
export async function ownsData(place: Place): Promise<void> {
  const officer = await sits(place, OFFICE, 'Rafiq Hossain', 'en', 'phone')
  const ministry = place.network.organisation('ministry-of-labour').names
  await finds(officer)
  await asksWhoHasWhat(officer, place)
  await isGivenPaper(officer, 'my-data.print', 'journey-6-paper')
  await isGivenPapers(officer)
  await putsRight(officer)

  const intake = await sits(place, 'ministry-of-labour', 'Joseph Varghese', 'ar', 'desktop')
  const shelter = await sits(place, 'care-house', 'Grace Wanjiru', 'ar', 'phone')
  await opens(intake, 'received', NEEDS.sumanToMinistry.needs, OFFICE)
  await intake.main.getByText(PASSPORT).waitFor({ timeout: THERE_AND_BACK })
  await opens(shelter, 'received', NEEDS.sumanToShelter.needs, 'ministry-of-labour')
  await shelter.main.getByText(PASSPORT).waitFor({ timeout: THERE_AND_BACK })

  await objects(officer, ministry.en)
  await refuses(intake)
  await isToldAnswer(officer)

  await finds(officer)
  await takesBack(officer, ministry.en)
  await opens(intake, 'received', NEEDS.sumanToMinistry.needs, OFFICE)
  await isGone(intake)
  await isGone(shelter)
  await shelter.looks('journey-6-gone')
  await shelter.leaves()
  await intake.leaves()

  for (const slug of BEYOND) await tenMinutesPass(place, slug)
  await hearsWhatStays(officer, ministry.en)
  await officer.leaves()
  await keepsForTheLaw(await sits(place, 'ministry-of-labour', 'Latifa Al-Ansari', 'en', 'desktop'))
}

async function finds(officer: Hand): Promise<void> {
  const { main } = officer
  await goes(officer, 'people.title')
  await main.getByRole('listitem').filter({ hasText: SUMAN.names.latin }).getByRole('link').first().click()
  await main.getByRole('heading', { level: 1, name: SUMAN.names.latin }).waitFor()
}

/** Goes to another page of what concerns the person. */
async function turnsTo({ main, word }: Hand, tab: string, title: string): Promise<void> {
  await main
    .getByRole('navigation', { name: word('person-tab.label') })
    .getByRole('link', { name: word(tab), exact: true })
    .click()
  await main.getByRole('heading', { level: 1, name: word(title), exact: true }).waitFor()
}

/** C9: each body answers for itself, and for those it referred him on to. */
async function asksWhoHasWhat(officer: Hand, { network }: Place): Promise<void> {
  const { main, word } = officer
  await turnsTo(officer, 'person-tab.my-data', 'my-data.title')
  await main.getByText(word('my-data.not-asked')).waitFor()
  await pressTwice(officer, 'my-data.ask', () => officer.looks('journey-6-asks'))
  await main.getByText(word('my-data.all-answered')).waitFor({ timeout: THERE_AND_BACK })
  for (const slug of BEYOND) {
    const { names } = network.organisation(slug)
    const says = main.locator(`td[data-label*="${names.en}"]`, { hasText: word('my-data.now.held') })
    await says.first().waitFor({ timeout: THERE_AND_BACK })
  }
  await officer.looks('journey-6-who-has-what')
}

/** What he is handed: nothing to press, and no word that says to whoever finds it who he is or who helped him. */
async function isGivenPaper(officer: Hand, way: string, name: string): Promise<void> {
  const { page, main, word } = officer
  await page.evaluate(() => addEventListener('beforeprint', () => document.documentElement.setAttribute('data-printed', document.title)))
  await main
    .getByRole('button', { name: beginning(word(way)) })
    .first()
    .click()
  await page.locator(`html[data-printed="${word('paper.title')}"]`).waitFor()
  await page.emulateMedia({ media: 'print' })
  await picture(page, `${name}-${officer.language}`)
  expect(await page.getByRole('button').count()).toBe(0)
  for (const secret of [SUMAN.names.latin, SUMAN.names.own, 'Rafiq', 'Joseph', 'Grace'])
    expect([secret, await page.getByText(secret).filter({ visible: true }).count()]).toEqual([secret, 0])
  const pdf = await page.pdf({ preferCSSPageSize: true, printBackground: false })
  writeFileSync(join(ROOT, '.state', 'pictures', `${name}-${officer.language}.pdf`), pdf)
  await page.emulateMedia({ media: 'screen' })
  // A browser without a window never says that it has printed, and prints once.
  await page.reload()
}

/** C6: what he agreed to, in the language he chooses. */
async function isGivenPapers(officer: Hand): Promise<void> {
  const { main, word } = officer
  await turnsTo(officer, 'person-tab.papers', 'papers.title')
  await main.locator('.paper').first().waitFor()
  await chooses(main, word('papers.language'), await nameOf(officer, 'language', 'eng'))
  await main.locator('.paper[lang=en]').first().waitFor()
  await officer.looks('journey-6-papers')
  await isGivenPaper(officer, 'papers.print', 'journey-6-agreed-paper')
}

/** C11: a number was written down wrongly. It is put right here first, then wherever it went from here, one after the other. */
async function putsRight(officer: Hand): Promise<void> {
  const { main, word } = officer
  await main
    .getByRole('navigation', { name: word('person-tab.label') })
    .getByRole('link', { name: word('person-tab.file') })
    .click()
  await press(officer, main, 'person.change')
  await types(officer, await unfolds(main, word('category.identity')), 'person.passport', PASSPORT)
  await press(officer, main, 'person.save')
  await main.getByText(PASSPORT).waitFor()
  await turnsTo(officer, 'person-tab.rights', 'rights.title')
  await asksFor(officer, 'rights.correct', async (asked) => {
    await picks(officer, asked, 'rights.ask.category', word('category.identity'))
    await chooses(asked, word('rights.ask.because'), word('correction-reason.wrong'))
    await officer.looks('journey-6-correction')
  })
  await main.getByText(officer.like('rights.noted')).waitFor()
  await answers(officer, 'done')
}

async function objects(officer: Hand, body: string): Promise<void> {
  const { main, word } = officer
  await asksFor(officer, 'rights.object', async (asked) => {
    await picks(officer, asked, 'rights.ask.category', word('category.testimony'))
    await chooses(asked, word('rights.ask.whom'), body)
    await chooses(asked, word('rights.ask.because'), word('objection-reason.shared-too-widely'))
    await officer.looks('journey-6-objection')
  })
  await main.getByText(officer.like('rights.them')).first().waitFor()
}

async function asksFor(officer: Hand, way: string, says: (asked: Locator) => Promise<void>): Promise<void> {
  const asked = officer.page.getByRole('dialog')
  await press(officer, officer.main, way)
  await says(asked)
  await press(officer, asked, 'rights.send')
  await asked.waitFor({ state: 'hidden' })
}

/** Says what was done about what a person asked for, and why not all of it. */
async function answers(hand: Hand, outcome: string, because?: string): Promise<void> {
  const { word } = hand
  await pressTwice(hand, 'rights.answer', async (asked) => {
    await chooses(asked, word('rights.answer.outcome'), word(`right-outcome.${outcome}`))
    if (because !== undefined)
      await chooses(
        asked,
        word(outcome === 'refused' ? 'rights.answer.because.refused' : 'rights.answer.because'),
        word(`right-refusal.${because}`),
      )
    await hand.looks(`journey-6-answers-${outcome}`)
  })
}

/** Whoever works on the case finds it among what people ask for, and may not do it: his claim stands on what he told. */
async function refuses(intake: Hand): Promise<void> {
  const { main, word } = intake
  await goes(intake, 'people-rights.title')
  await main.getByText(word('objection-reason.shared-too-widely')).waitFor({ timeout: THERE_AND_BACK })
  await answers(intake, 'refused', 'needed-for-a-claim')
  await main.getByText(word('people-rights.answer.empty')).waitFor()
}

/** What was answered is somebody's task to tell him; from there they find it. */
async function isToldAnswer(officer: Hand): Promise<void> {
  const { main, word } = officer
  await goes(officer, 'tasks.title')
  const task = main.getByRole('listitem').filter({ hasText: word('task.tell-person-answer') })
  await task
    .getByRole('link', { name: word('tasks.referral') })
    .first()
    .click({ timeout: THERE_AND_BACK })
  await main.getByRole('link', { name: word('referral.person'), exact: true }).click()
  await turnsTo(officer, 'person-tab.rights', 'rights.title')
  await main.getByText(word('right-refusal.needed-for-a-claim')).first().waitFor()
  await officer.looks('journey-6-rights')
  await goes(officer, 'tasks.title')
  await press(officer, task.first(), 'tasks.done')
  await task.waitFor({ state: 'detached' })
}

/** C7: no reason is asked for, and one click says it; it goes on from there by itself. */
async function takesBack(officer: Hand, body: string): Promise<void> {
  const { page, main, word } = officer
  await turnsTo(officer, 'person-tab.my-data', 'my-data.title')
  const asked = page.getByRole('dialog')
  await main.getByRole('button', { name: new RegExp(`^${word('take-back.do')}.*${body}`) }).click()
  await chooses(asked, word('take-back.what'), word('taken-back.all'))
  await officer.looks('journey-6-takes-back')
  await press(officer, asked, 'take-back.do')
  await asked.waitFor({ state: 'hidden' })
  await main
    .locator('td', { hasText: word('my-data.now.told') })
    .first()
    .waitFor({ timeout: THERE_AND_BACK })
}

/** Those who worked with him find nothing of him any more. */
async function isGone({ main }: Hand): Promise<void> {
  for (const mine of [SUMAN.names.latin, PASSPORT, SUMAN.telephone])
    await main.getByText(mine).first().waitFor({ state: 'detached', timeout: THERE_AND_BACK })
}

/** A body states what it erased when no process can have a key in memory any more: nobody here waits so long. */
async function tenMinutesPass({ network }: Place, slug: string): Promise<void> {
  const jobs = postgres(network.organisation(slug).database.ownerUrl, { max: 1, onnotice: () => undefined })
  let any = false
  await until(`${slug} has stated what it erased`, async () => {
    const due = await jobs`
      update graphile_worker._private_jobs set run_at = least(run_at, now())
      where task_id = (select id from graphile_worker._private_tasks where identifier = 'state-erasure')`
    any ||= due.count > 0
    return (any && due.count === 0) || undefined
  })
  await jobs.end()
}

/** c2: each says that it is gone, or which part stays, by which law until when, and signs that; those further on when they are asked again. */
async function hearsWhatStays(officer: Hand, ministry: string): Promise<void> {
  const { page, main, word, called } = officer
  const says = (body: string, part: string, stands: string) =>
    main
      .locator('tr', { has: page.locator('th', { hasText: whole(word(part)) }) })
      .locator(`td[data-label*="${body}"]`, { hasText: word(stands) })
      .waitFor({ timeout: THERE_AND_BACK })
  await says(ministry, 'taken-back.own', 'my-data.now.kept')
  await says(ministry, 'category.testimony', 'my-data.now.erased')
  await press(officer, main, 'my-data.ask-again')
  await press(officer, page.getByRole('dialog'), 'my-data.ask')
  // What bodies further on are called, nobody here may hear any more: they keep the names they had; each is heard whenever it comes.
  for (const slug of ['care-house', 'lawyers-association']) await says(called(slug), 'category.identity', 'my-data.now.erased')
  await says(called('lawyers-association'), 'taken-back.own', 'my-data.now.kept')
  await says(called('charity'), 'category.need', 'my-data.now.kept')
  await main.getByText(word('my-data.all-answered')).waitFor({ timeout: THERE_AND_BACK })
  for (const law of ['law.qa-law-14-2004', 'law.qa-law-23-2006', 'law.qa-law-20-2019']) await main.getByText(word(law)).first().waitFor()
  await officer.looks('journey-6-what-stays')
  await isGivenPaper(officer, 'my-data.print', 'journey-6-paper-after')
}

/** c2: only whoever answers for the keeping still sees it, and each look is one press that is recorded. */
async function keepsForTheLaw(keeper: Hand): Promise<void> {
  const { main, word } = keeper
  await goes(keeper, 'kept.title')
  await main.getByText(word('law.qa-law-14-2004')).first().waitFor()
  await keeper.looks('journey-6-kept')
  await main
    .getByRole('link', { name: word('kept.open') })
    .first()
    .click()
  await press(keeper, main, 'kept.look.do')
  await main.locator('table').getByText(word('law.qa-law-14-2004')).first().waitFor()
  expect(await main.textContent()).not.toContain(SUMAN.names.latin)
  await keeper.looks('journey-6-kept-of')
  await keeper.leaves()
}
