import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Locator } from 'playwright-core'
import { expect } from 'vitest'
import { CREW, NEEDS, SUMAN } from '../people/people.ts'
import type { Evidence, Person } from '../people/person.ts'
import { type Place, ROOT } from './browsing.ts'
import {
  chooses,
  choosesOnly,
  dates,
  goes,
  type Hand,
  nameOf,
  opens,
  picks,
  press,
  pressTwice,
  sits,
  THERE_AND_BACK,
  ticks,
  types,
  unfolds,
} from './by-click.ts'
import { refers } from './journey-refers.ts'

/** The union of his trade. */
export const OFFICE = 'bwi'
const NEED = NEEDS.sumanToMinistry
const HEADS = ['wages', 'overtime', 'deductions', 'fees'] as const
const FIRST_CONTACT = '2026-11-08'
const DAY_MS = 86_400_000

/** A time in Qatar, as its people write it: `YYYY-MM-DDTHH:MM`. */
export const inQatar = (later: number): string => new Date(Date.now() + later + 3 * 3_600_000).toISOString().slice(0, 16)

/** J-1: a crew of three complains; one consents; the Ministry screens, and the employer learns of it when the worker said so. */
export async function complains(place: Place): Promise<void> {
  const officer = await sits(place, OFFICE, 'Rafiq Hossain', 'ar', 'phone')
  await documents(officer)
  await complaintOf(officer)
  await officer.main
    .getByRole('row', { name: SUMAN.names.own })
    .getByRole('link', { name: officer.word('people.refer') })
    .click()
  await refers(officer, {
    to: officer.called('ministry-of-labour'),
    need: NEED,
    doors: ['identity', 'contact', 'employment', 'testimony', 'documents'],
    purposes: ['protection', 'shelter', 'legal-aid', 'complaint-handling', 'health-care', 'financial-assistance'],
    onward: { kinds: ['shelter', 'legal-aid', 'charity-funding'], further: true },
    slip: `Call ${SUMAN.telephone}`,
    picture: 'journey-1-agreed',
  })

  const intake = await sits(place, 'ministry-of-labour', 'Joseph Varghese', 'en', 'desktop')
  await takesOn(intake)
  await givesMark(await sits(place, 'ministry-of-labour', 'Hamad Al-Nuaimi', 'ar', 'desktop'))
  await screens(intake)
  await tellsEmployer(intake)
  await intake.leaves()

  await goes(officer, 'complaints.title')
  const suman = officer.main.getByRole('row', { name: SUMAN.names.own })
  await suman.getByText(officer.word('stage.conciliation-started')).waitFor({ timeout: THERE_AND_BACK })
  await suman.locator('time[datetime]').first().waitFor()
  // Stages and clocks come back, nothing of what the Ministry found.
  expect(await officer.main.textContent()).not.toContain(officer.word('victim.presumed'))
  await officer.looks('journey-1-followed')
  await officer.leaves()
}

/** How lists call somebody: in their own script where it was written down, and in the one that everybody here reads. */
const listed = (person: Person): string => (person === SUMAN ? `${person.names.own} ${person.names.latin}` : person.names.latin)

/** People first: all three by name, and of the one who wants it the whole story, told once, with what proves it. */
async function documents(officer: Hand): Promise<void> {
  const { main, page, word } = officer
  for (const person of CREW) {
    await goes(officer, 'people.title')
    await main.getByRole('link', { name: word('people.new'), exact: true }).click()
    const identity = main.locator('details', { hasText: word('person.name') })
    await types(officer, identity, 'person.name', person.names.latin)
    await chooses(identity, word('person.sex'), word(`sex.${person.sex}`))
    if (person === SUMAN) await tellsAll(officer, identity)
    await press(officer, main, 'person.save')
    await page.waitForURL(/\/people\/[0-9a-f-]{36}$/)
    if (person !== SUMAN) continue
    for (const evidence of SUMAN.evidence) await attaches(officer, evidence)
    await officer.looks('journey-1-file')
  }
}

async function tellsAll(officer: Hand, identity: Locator): Promise<void> {
  const { main, word } = officer
  const { contact, employment } = SUMAN.sections
  await types(officer, identity, 'person.name-own', SUMAN.names.own)
  await dates(officer, identity, 'person.born', SUMAN.dateOfBirth)
  await picks(officer, identity, 'person.nationality', await nameOf(officer, 'region', SUMAN.nationality))
  await types(officer, identity, 'person.passport', SUMAN.passport)

  const reached = await unfolds(main, word('category.contact'))
  await types(officer, reached, 'person.telephone', contact.telephone ?? '')
  await types(officer, reached, 'person.whereabouts', contact.whereabouts ?? '')

  const work = await unfolds(main, word('category.employment'))
  await types(officer, work, 'person.employer', employment.employer ?? '')
  await types(officer, work, 'person.recruiter', employment.recruiter ?? '')
  await types(officer, work, 'person.site', employment.site ?? '')
  await chooses(work, word('person.passport-with'), word(`passport-with.${employment.passportHeldBy}`))
  for (const [at, { head, minorUnits, from = '', until = '' }] of employment.claims.slice(0, 2).entries()) {
    await press(officer, work, 'person.claim.add')
    const claim = work.locator('.claim').nth(at)
    await picks(officer, claim, 'person.claim.head', word(`head.${head}`))
    await types(officer, claim, 'person.claim.amount', String(minorUnits / 100))
    await dates(officer, claim, 'person.claim.from', from)
    await dates(officer, claim, 'person.claim.until', until)
  }

  const { own } = SUMAN.testimony
  const account = await unfolds(main, word('category.testimony'))
  await picks(officer, account, 'person.testimony.language', await nameOf(officer, 'language', own.language))
  await types(officer, account, 'person.testimony', own.text)
  await ticks(account, word('person.testimony.approved'))
  await choosesOnly(
    account,
    word('person.indicators'),
    own.indicators.map((code) => word(`indicator.${code}`)),
  )
}

const bytesOf = ({ file }: Evidence): Promise<Buffer> => readFile(join(ROOT, 'test', 'people', 'documents', file))

async function attaches(officer: Hand, evidence: Evidence): Promise<void> {
  const { main, word } = officer
  const form = await unfolds(main, word('files.add'))
  const { file: name, mediaType: mimeType } = evidence
  await form.getByLabel(word('files.choose')).setInputFiles({ name, mimeType, buffer: await bytesOf(evidence) })
  await picks(officer, form, 'files.about', word(`file-about.${evidence.about}`))
  await press(officer, form, 'files.send')
  await main.locator('.files li', { hasText: name }).waitFor()
  // The form is ready for another one when it is empty again.
  await expect.poll(() => form.getByLabel(word('files.choose')).inputValue()).toBe('')
}

async function complaintOf(officer: Hand): Promise<void> {
  const { main, page, word } = officer
  await goes(officer, 'complaints.title')
  await press(officer, main, 'complaints.new')
  const asked = page.getByRole('dialog')
  await choosesOnly(asked, word('complaints.ask.people'), CREW.map(listed))
  await choosesOnly(
    asked,
    word('complaints.ask.heads'),
    HEADS.map((head) => word(`head.${head}`)),
  )
  await dates(officer, asked, 'complaints.ask.first-contact', FIRST_CONTACT)
  await officer.looks('journey-1-complaint')
  await press(officer, asked, 'complaints.send')
  await asked.waitFor({ state: 'hidden' })
}

/** The need and no name before it is accepted; then what was opened, every file as it was. */
async function takesOn(intake: Hand): Promise<void> {
  const { main, page, word } = intake
  await opens(intake, 'received', NEED.needs, OFFICE)
  await intake.looks('journey-1-received')
  const before = (await main.textContent()) ?? ''
  for (const { names } of CREW) expect(before).not.toContain(names.latin)
  await press(intake, main, 'verb.open')
  await pressTwice(intake, 'verb.accept', (asked) => ticks(asked, word('ask.transfer')))
  await main.getByText(SUMAN.names.latin).first().waitFor({ timeout: THERE_AND_BACK })
  for (const evidence of SUMAN.evidence) {
    const file = main.locator('.files li', { hasText: evidence.file })
    const link = file.getByRole('link', { name: word('files.keep') })
    await file.waitFor({ timeout: THERE_AND_BACK })
    // Its pieces come one by one; whoever waits for it looks again.
    await expect
      .poll(
        async () => {
          const again = file.getByRole('button', { name: word('files.again') })
          if (await again.isVisible()) await again.click()
          return link.isVisible()
        },
        { timeout: THERE_AND_BACK, interval: 500 },
      )
      .toBe(true)
    const [kept] = await Promise.all([page.waitForEvent('download'), link.click()])
    expect(Buffer.compare(await readFile(await kept.path()), await bytesOf(evidence))).toBe(0)
  }
  // Of the two others only the number came.
  for (const { names } of CREW.filter((person) => person !== SUMAN)) expect(await main.textContent()).not.toContain(names.latin)
}

/** D-12: without it nobody screens. */
async function givesMark(admin: Hand): Promise<void> {
  const { main, word } = admin
  await goes(admin, 'marks.title')
  await types(admin, main, 'marks.sub', 'joseph-varghese')
  await dates(admin, main, 'marks.until', inQatar(365 * DAY_MS).slice(0, 10))
  await press(admin, main, 'marks.give')
  await main.getByRole('row', { name: 'joseph-varghese' }).getByText(word('mark.interviewing-victims')).first().waitFor()
  await admin.leaves()
}

/** R-11: each of the eleven indicators with how sure the officer is; what follows from them the officer says. */
async function screens(intake: Hand): Promise<void> {
  const { main, word } = intake
  for (const { indicator, confidence } of SUMAN.screening)
    await main.getByRole('radio', { name: `${word(`indicator.${indicator}`)}: ${word(`confidence.${confidence}`)}`, exact: true }).check()
  await chooses(main, word('screening.victim'), word('victim.presumed'))
  await intake.looks('journey-1-screening')
  await press(intake, main, 'screening.send')
  await main.locator('dd', { hasText: word('victim.presumed') }).waitFor()
}

/** R-15, R-16: no way to tell the employer, nor to a joint session, until the worker has said so and has a plan. */
async function tellsEmployer(intake: Hand): Promise<void> {
  const { main, word } = intake
  const session = await unfolds(main, word('joint-session.title'))
  await dates(intake, session, 'joint-session.at', inQatar(2 * DAY_MS))
  await session.getByText(word('joint-session.indicators')).waitFor()
  expect(await session.getByRole('button', { name: word('joint-session.send') }).isDisabled()).toBe(true)

  const employer = await unfolds(main, word('employer.title'))
  const confirm = employer.getByRole('button', { name: word('employer.confirm') })
  expect([await employer.getByRole('button', { name: word('employer.notify') }).count(), await confirm.isDisabled()]).toEqual([0, true])
  await dates(intake, employer, 'employer.ask.day', inQatar(0).slice(0, 10))
  await ticks(employer, word('employer.told'))
  for (const part of ['bed', 'papers', 'phone', 'contact']) await ticks(employer, word(`employer.plan.${part}`))
  await intake.looks('journey-1-employer')
  await confirm.click()
  await press(intake, employer, 'employer.notify')
  await main.getByText(word('employer.notified')).waitFor()
  await main.getByText(word('conciliation.running')).first().waitFor()
  await intake.looks('journey-1-conciliation')
}
