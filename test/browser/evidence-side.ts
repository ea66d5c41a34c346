import { readFileSync } from 'node:fs'
import type { AffectedCases, LogState, MemberKeyList, SentPage } from '@ihala/contract'
import type { Page } from 'playwright-core'
import { expect } from 'vitest'
import type { Network } from '../../infra/network.ts'
import { deskClient, until } from '../kit/desk-client.ts'
import { SUMAN } from '../people/people.ts'
import { accessible, DESKTOP, deskOf, fitsAcross, inEnglish, PHONE, type Place, picture } from './browsing.ts'

/** From now on the page is told of a log without witnesses, a fork, and keys that end: what a sound network does not show. */
async function troubled(network: Network, page: Page): Promise<void> {
  const in3Days = new Date(Date.now() + 3 * 86_400_000).toISOString()
  const [ago, earlier] = [new Date(Date.now() - 3_600_000).toISOString(), new Date(Date.now() - 6 * 3_600_000).toISOString()]
  const names = (slug: string) => network.organisation(slug).names
  const member = (slug: string) => ({ member: network.organisation(slug).entityId, names: names(slug) })
  const log: LogState = {
    head: { epoch: 1, size: 40_213, madeAt: ago, statedAt: ago },
    stands: 'too-long',
    witnessedAt: earlier,
    witnesses: [
      { ...member('charity'), epoch: 1, size: 40_213, signedAt: ago, waitingSince: null, newest: true },
      { ...member('bwi'), epoch: 1, size: 39_871, signedAt: earlier, waitingSince: ago, newest: false },
      { ...member('care-house'), epoch: null, size: null, signedAt: null, waitingSince: ago, newest: false },
    ],
    check: {
      askedAt: null,
      running: null,
      last: { begunAt: ago, endedAt: ago, leaves: 31_007, broken: { index: 31_007, fault: 'content-changed' } },
    },
    countersigned: { total: 1, lines: [{ ...member('care-house'), epoch: 2, size: 1_207, at: ago }] },
    membership: {
      stands: 'in-doubt',
      head: { ...member('national-committee'), size: 1_207, at: ago },
      witnesses: [
        { ...member('bwi'), size: 1_207, signedAt: ago, government: false, newest: true },
        { ...member('ministry-of-labour'), size: 1_198, signedAt: earlier, government: true, newest: false },
      ],
      changes: {
        total: 1_207,
        lines: [
          {
            ...member('charity'),
            position: 1_206,
            at: ago,
            change: 'keys-changed',
            keys: [{ kid: '-EEEEEEE', use: 'sig', from: in3Days }],
          },
          { member: 'https://ghost.ihala.test', names: null, position: 1_205, at: earlier, change: 'admitted', keys: [] },
          { ...member('care-house'), position: 1_204, at: earlier, change: 'restored', keys: [] },
        ],
      },
    },
    evidence: { total: 1, lines: [{ ...member('bwi'), id: '019a0000-0000-7000-8000-000000000000', kind: 'fork', at: ago }] },
  }
  const key = { from: earlier, until: in3Days, revokedAt: null }
  const keys: MemberKeyList = {
    endingSoon: [
      { use: 'sig', kid: 'AAAAAAAA', until: in3Days, followed: false },
      { use: 'enc', kid: '-BBBBBBB', until: in3Days, followed: true },
    ],
    members: [
      {
        entityId: network.organisation('itf').entityId,
        names: names('itf'),
        kind: 'union-liaison',
        status: 'suspended',
        self: true,
        keys: [
          { ...key, use: 'sig', kid: 'AAAAAAAA' },
          { ...key, use: 'enc', kid: '-BBBBBBB', from: in3Days, until: '2099-01-01T00:00:00.000Z' },
          { ...key, use: 'enc', kid: 'CCCCCCCC', until: earlier },
          { ...key, use: 'sig', kid: 'DDDDDDDD', revokedAt: earlier },
        ],
      },
    ],
  }
  await page.route('**/log-state', (route) => route.fulfill({ json: log }))
  await page.route('**/member-keys', (route) => route.fulfill({ json: keys }))
}

/** This year, chosen by keyboard in two fields. */
async function typesThisYear(page: Page, first: RegExp, last: RegExp): Promise<void> {
  const year = String(new Date().getFullYear())
  for (const [label, day, month] of [
    [first, '01', '01'],
    [last, '31', '12'],
  ] as const) {
    const field = page.locator('.field', { hasText: label })
    for (const [part, typed] of [
      ['year', year],
      ['month', month],
      ['day', day],
    ] as const) {
      await field.locator(`[data-type="${part}"]`).focus()
      await page.keyboard.type(typed)
    }
  }
}

/** c23: asks which referrals a stolen key touched, and has their people warned. */
async function asksOfTheft(network: Network, page: Page): Promise<void> {
  const [ago, now] = [new Date(Date.now() - 3 * 86_400_000).toISOString(), new Date().toISOString()]
  const line = { sent: 4, received: 1_203, receipts: 2, first: ago, last: now }
  const { entityId, names } = network.organisation('care-house')
  const cases: AffectedCases = {
    key: { use: 'sig', self: true, names: network.organisation('itf').names, revokedAt: null },
    lines: [
      { ...line, caseId: 'AAAAAAAAAAAAAAAAAAAAAA', side: 'sender', partner: entityId, partnerNames: names },
      { ...line, caseId: 'BBBBBBBBBBBBBBBBBBBBBA', side: 'sender', partner: 'https://ghost.ihala.test', partnerNames: null },
    ],
  }
  await page.route('**/affected-cases?**', (route) => route.fulfill({ json: cases }))
  for (const label of [/^(Whose key|مفتاح من)/, /^(Key|المفتاح)/]) {
    const field = page.locator('.field', { hasText: label }).getByRole('combobox')
    // A list closes when the page under it moves.
    await field.scrollIntoViewIfNeeded()
    const option = page.getByRole('option').first()
    for (let tries = 0; tries < 5 && !(await option.isVisible()); tries++) {
      await field.focus()
      await page.keyboard.press('ArrowDown')
      await option.waitFor({ timeout: 3_000 }).catch(() => undefined)
    }
    await option.waitFor({ timeout: 3_000 })
    await page.keyboard.press('Enter')
  }
  await typesThisYear(
    page,
    /Earliest possible date of the theft|أقرب تاريخ محتمل للسرقة/,
    /Latest possible date of use|أبعد تاريخ محتمل للاستعمال/,
  )
  await page.getByText('ghost.ihala.test').last().waitFor()
}

/** What the browser keeps when this year is exported. */
async function exported(page: Page): Promise<string> {
  await typesThisYear(page, /First day/, /Last day/)
  const [file] = await Promise.all([page.waitForEvent('download'), page.getByRole('button', { name: 'Export as a table' }).click()])
  return readFileSync(await file.path(), 'utf8')
}

/** The admin sees members and keys, the log, and what left; on a phone and on a desktop, in both languages. */
export async function looksAfterEvidence(place: Place): Promise<void> {
  const { network } = place
  const admin = await deskClient(network, 'itf', 'elin-berg')
  await until('the referral is receipted', async () =>
    (await admin.get<SentPage>('/sent-events')).items.find(({ event, state }) => event === 'referral-requested' && state === 'received'),
  )
  const { page, context, url } = await deskOf(place, 'itf', 'Elin Berg')
  const faults: string[] = []
  page.on('pageerror', (error) => void faults.push(error.message))
  for (const [name, viewport] of [
    ['ar-phone', PHONE],
    ['ar-desktop', DESKTOP],
    ['en-phone', PHONE],
    ['en-desktop', DESKTOP],
  ] as const) {
    await page.setViewportSize(viewport)
    if (name === 'en-phone') await inEnglish(page)
    for (const path of ['/trust', '/sent']) {
      await page.goto(url(path))
      await page.locator('main table tbody tr').first().waitFor()
      await picture(page, `evidence${path.replace('/', '-')}-${name}`)
      expect([path, name, await accessible(page)]).toEqual([path, name, []])
      expect([path, name, await fitsAcross(page)]).toEqual([path, name, true])
    }
    if (name === 'ar-phone' || name === 'en-desktop') {
      await troubled(network, page)
      await page.goto(url('/trust'))
      await page.locator('main a[download]').waitFor()
      await picture(page, `evidence-trouble-${name}`)
      await asksOfTheft(network, page)
      await picture(page, `evidence-theft-${name}`)
      expect([name, await accessible(page), await fitsAcross(page)]).toEqual([name, [], true])
      await page.unrouteAll()
      await page.goto(url('/sent'))
    }
    if (name === 'en-desktop') expect(await exported(page)).toMatch(/referral-requested,.*,received,/)
    expect(await page.getByRole('main').textContent()).not.toContain(SUMAN.names.latin)
  }
  expect(faults).toEqual([])
  await context.close()
}
