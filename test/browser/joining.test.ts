import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createKeyring, entityConfiguration, loadConfig, loadKeyring } from '@ihala/kit'
import type { Page } from 'playwright-core'
import { afterAll, expect, test } from 'vitest'
import { accessible, DESKTOP, deskOf, fitsAcross, inEnglish, PHONE, type Place, picture } from './browsing.ts'
import { onOwnNetwork } from './ground.ts'

const COMMITTEE = 'national-committee'
const keys = mkdtempSync(join(tmpdir(), 'ihala-hospital-'))
let fingerprint = ''
const place = onOwnNetwork([COMMITTEE, 'charity'], async (there) => {
  fingerprint = await applies(there)
})
afterAll(() => rmSync(keys, { recursive: true, force: true }))

/** A hospital asks to be a member. Answers with the fingerprint of its key, which it reads out on the telephone. */
async function applies({ network }: Place): Promise<string> {
  const { baseUrl, configFile } = network.organisation(COMMITTEE)
  const { registry, nats } = loadConfig(configFile)
  const hospital = { dir: join(keys, 'hospital'), kekFile: join(keys, 'hospital.kek'), clock: () => new Date() }
  createKeyring(hospital.dir, hospital.kekFile, new Date())
  const keyring = loadKeyring(hospital)
  const config = {
    entityId: `https://hospital.${registry.networkDomain}`,
    kind: 'hospital',
    names: { ar: 'مستشفى الأمل', en: 'Hope Hospital' },
    nats,
    registry,
  }
  const configuration = entityConfiguration({ config, serves: ['health-care'], keyring }, new Date())
  const answer = await fetch(`${baseUrl}/registry/applications`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ configuration }),
  })
  expect(answer.status).toBe(200)
  return keyring.signing.kid
}

/** From now on the page is told of one applicant in each state, and of measures of both people. */
async function crowded(page: Page): Promise<void> {
  const ago = new Date(Date.now() - 3_600_000).toISOString()
  const one = { kind: 'hospital', fingerprint, appliedAt: ago, approvedOnce: false, approvedByMe: false, conformance: null }
  const tested = { ...one, conformance: { hash: fingerprint, testedAt: ago } }
  const called = (slug: string, en: string, ar: string) => ({ entityId: `https://${slug}.ihala.example`, names: { ar, en } })
  const applications = [
    { ...one, ...called('hospital', 'Hope Hospital', 'مستشفى الأمل'), state: 'applied' },
    { ...one, ...called('clinic', 'Harbour Clinic', 'عيادة الميناء'), state: 'verified' },
    { ...tested, ...called('legal-aid-north', 'Legal Aid North', 'العون القانوني في الشمال'), state: 'tested' },
    { ...tested, ...called('house', 'Second House', 'الدار الثانية'), state: 'tested', approvedOnce: true, approvedByMe: true },
    { ...tested, ...called('fund', 'Emergency Fund', 'صندوق الطوارئ'), state: 'approved', approvedOnce: true },
  ]
  const { entityId } = place.network.organisation('charity')
  const measure = { entityId, kid: null, proposedAt: ago, confirmedAt: null }
  const measures = [
    {
      ...measure,
      id: '019a0000-0000-7000-8000-000000000001',
      measure: 'suspend',
      proposedByMe: true,
      proposedByNames: { ar: 'فاطمة', en: 'Fatima' },
    },
    {
      ...measure,
      id: '019a0000-0000-7000-8000-000000000002',
      measure: 'revoke-key',
      kid: fingerprint,
      proposedByMe: false,
      proposedByNames: { ar: 'خالد', en: 'Khalid' },
    },
  ]
  await page.route('**/registry/applications', (route) => route.fulfill({ json: { applications } }))
  await page.route('**/registry/measures', (route) => route.fulfill({ json: { measures } }))
}

test('K1: the admin sees who applied and what is missing; on a phone in Arabic and on a desktop in English', async () => {
  for (const [name, viewport] of [
    ['ar-phone', PHONE],
    ['en-desktop', DESKTOP],
  ] as const) {
    const { page, context: window, url } = await deskOf(place, COMMITTEE, 'Fatima', viewport)
    if (name.startsWith('en')) await inEnglish(page)
    await crowded(page)
    await page.goto(url('/registry'))
    await page.getByText('hospital.ihala.example').first().waitFor()
    expect(await accessible(page), name).toEqual([])
    expect(await fitsAcross(page), name).toBe(true)
    await picture(page, `joining-${name}`)
    await page.getByRole('button', { name: /^(Verify|التحقق)$/ }).click()
    await page.getByRole('dialog').waitFor()
    expect(await accessible(page), name).toEqual([])
    await picture(page, `joining-verify-${name}`)
    for (const [dialog, button] of [
      ['approve', /^(Approve|الموافقة)$/],
      ['expel', /^(Expel|إخراج)$/],
      ['confirm', /^(Confirm|التأكيد)$/],
    ] as const) {
      await page.keyboard.press('Escape')
      await page.getByRole('dialog').waitFor({ state: 'detached' })
      await page.getByRole('button', { name: button }).first().click()
      await page.getByRole('dialog').waitFor()
      expect([dialog, name, await accessible(page), await fitsAcross(page)]).toEqual([dialog, name, [], true])
      await picture(page, `joining-${dialog}-${name}`)
    }
    await window.close()
  }
}, 120_000)

test('K1, K4: what was read out is typed and compared; suspending a member waits for a second person', async () => {
  const { page, url, context: window } = await deskOf(place, COMMITTEE, 'Fatima')
  await inEnglish(page)
  await page.goto(url('/registry'))
  const read = async (heard: string): Promise<void> => {
    await page.getByLabel('The fingerprint as it was read out to you').fill(heard)
    await page.getByRole('button', { name: 'This is the fingerprint' }).click()
  }
  await page.getByRole('button', { name: 'Verify' }).click()
  await page.getByText('By telephone').click()
  await read(fingerprint.replace(/^./, (letter) => (letter === 'A' ? 'B' : 'A')))
  await page.getByRole('alert').waitFor()
  await read(fingerprint.match(/.{1,4}/g)?.join(' ') ?? '')
  await page.getByText('Next: the conformance run').waitFor()

  await page
    .getByRole('row', { name: /Charity/ })
    .getByRole('button', { name: 'Suspend' })
    .click()
  await page.getByRole('button', { name: 'Propose' }).click()
  await page.getByText('somebody else confirms it').waitFor()
  await window.close()
  const second = await deskOf(place, COMMITTEE, 'Khalid')
  await inEnglish(second.page)
  await second.page.goto(second.url('/registry'))
  // What waits is said where it would be proposed again, and is not.
  await second.page
    .getByRole('row', { name: /Charity/ })
    .getByRole('button', { name: 'Suspend', disabled: true })
    .waitFor()
  await second.page.getByRole('button', { name: 'Confirm' }).click()
  const dialog = second.page.getByRole('dialog')
  await dialog.getByText('Fatima').waitFor()
  await dialog.getByRole('button', { name: 'Suspend' }).click()
  await second.page.getByRole('heading', { name: 'Waiting for a second person' }).waitFor({ state: 'detached' })
  await second.context.close()
}, 120_000)
