import { readdirSync } from 'node:fs'
import { dirname, join } from 'node:path'
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { buildKind } from '../../infra/build.ts'
import { service } from '../../services/ministry-intake/src/service.ts'
import { type LoneMinistry, loneMinistry } from '../kit/lone-ministry.ts'
import { DESKTOP, fitsAcross, looksWell, openBrowser, PHONE, picture, ROOT } from './browsing.ts'
import { codeIn } from './worker-side.ts'

const reason = process.env.NO_BROWSER

let lone: LoneMinistry['lone']
let browser: Browser
let page: Page
beforeAll(async () => {
  if (reason !== undefined) return
  const { main } = await buildKind(ROOT, join(ROOT, '.state', 'build'), join(ROOT, 'services/ministry-intake'), 'ministry-intake')
  ;({ lone } = await loneMinistry(service, {
    config: { pages: join(dirname(main), 'web'), workerPages: { leaveTo: 'https://weather.example/', emergency: '999' } },
  }))
  browser = await openBrowser()
  page = await (await browser.newContext({ viewport: PHONE })).newPage()
}, 120_000)
afterAll(async () => {
  await browser?.close()
  await lone?.stop()
})

type Fields = Readonly<Record<string, string>>

/** Asks for a page as a browser without script does; what is answered is then a page with script. */
async function asks(fields: Fields): Promise<void> {
  const answered = page.waitForNavigation()
  await page.evaluate((said) => {
    const form = document.createElement('form')
    Object.assign(form, { method: 'post', action: '/i/' })
    for (const [name, value] of Object.entries(said)) {
      const field = document.createElement('input')
      Object.assign(field, { type: 'hidden', name, value })
      form.append(field)
    }
    document.body.append(form)
    form.submit()
  }, fields)
  await answered
}

const TOLD = { wrong: 'papers-kept', about: 'me' }
const receipt = async (language: string) => {
  await asks({ language, go: 'send', ...TOLD, story: 'They keep my passport. جواز سفري عندهم.' })
  return { code: await codeIn(page), statement: await page.locator('input[name="statement"]').first().inputValue() }
}
const mariam = (method: 'GET' | 'POST', url: string, body?: object, version?: number) =>
  lone.asks('mariam', ['intake-officer'], {
    method,
    url,
    ...(body === undefined ? {} : { body }),
    ...(version === undefined ? {} : { headers: { 'if-match': `"${version}"` } }),
  })

/** Staff ask whoever told, or close what they told; the newest that nobody has read. */
async function answers(verb: 'questions' | 'closing', body: object): Promise<void> {
  const { reports } = (await mariam('GET', '/reports')).body
  const { id } = reports.find(({ step }: { step: string }) => step === 'received')
  const { version } = (await mariam('POST', `/reports/${id}/opening`)).body
  expect((await mariam('POST', `/reports/${id}/${verb}`, body, version)).status).toBe(200)
}

test('Q2: each kind of worker page is judged by machine in Arabic and English, on a phone and on a desktop', async (given) => {
  if (reason !== undefined) return given.skip(reason)
  await page.goto(`${lone.running.url}/i/`)
  const asked = await receipt('ar')
  await answers('questions', { text: 'في أي مدينة السكن؟' })
  const closed = await receipt('ar')
  await answers('closing', { outcome: 'inspected' })
  const taken = await receipt('ar')
  await asks({ language: 'ar', go: 'withdraw', code: taken.code })
  const { code } = asked
  const duress = `${code.slice(0, 14)}${String(Number(code.slice(14)) + 1).padStart(2, '0')}`
  const kinds: readonly (readonly [kind: string, fields: Fields, marked: string])[] = [
    ['start', { go: 'start' }, 'button[value="wrongs"]'],
    ['wrongs', { go: 'wrongs' }, 'input[name="wrong"]'],
    ['question', { go: 'q-hurt', at: 'q-threatened', ...TOLD }, 'button[name="q-hurt"]'],
    ['place', { go: 'place', at: 'q-under-18', ...TOLD }, '#place'],
    ['story', { go: 'story', at: 'since', ...TOLD }, '#story'],
    ['over', { go: 'over', at: 'story', ...TOLD, story: 'x' }, 'button[value="send"]'],
    ['wait', { go: 'send', ...TOLD, puzzle: 'none', solution: '1' }, '[data-kept]'],
    ['receipt', { go: 'show', ...asked }, '.card'],
    ['retype', { go: 'check', ...asked, again: '1' }, '#again-wrong'],
    ['done', { go: 'done' }, 'button[value="start"]'],
    ['code', { go: 'open', code: '1' }, '#code'],
    ['seen', { go: 'open', code }, '.steps'],
    ['closed', { go: 'open', code: closed.code }, '#not-so'],
    ['taken-back', { go: 'open', code: taken.code }, '.steps'],
    ['decoy', { go: 'open', code: duress }, '.talk'],
    ['who', { go: 'identify', code, name: '' }, '#name'],
    ['who-sex', { go: 'who-sex', code, name: 'Suman' }, 'button[name="sex"]'],
    ['who-telephone', { go: 'who-call', code, name: 'Suman', telephone: '5' }, '#telephone'],
    ['who-call', { go: 'who-call', code, name: 'Suman', telephone: '+97400004166' }, 'button[name="call"]'],
    ['take-back', { go: 'take-back', code }, 'button[value="withdraw"]'],
    ['certificate', { go: 'certificate', code }, '.paper'],
    ['protected', { go: 'protected' }, '.key'],
    ['days', { go: 'day', date: '' }, '#date'],
  ]
  for (const language of ['ar', 'en'])
    for (const [kind, fields, marked] of kinds) {
      await asks({ language, ...fields })
      await page.locator(marked).locator('visible=true').first().waitFor()
      expect([kind, await page.locator('html').getAttribute('lang')]).toEqual([kind, language])
      for (const [window, size] of Object.entries({ phone: PHONE, desktop: DESKTOP })) {
        await page.setViewportSize(size)
        await looksWell(page, `workers-${kind}-${language}-${window}`)
      }
    }
}, 300_000)

for (const language of readdirSync(join(ROOT, 'packages/ui/src/worker/words')).map((file) => file.slice(0, 2)))
  test(`Q1: in ${language} the start and a question fit a phone`, async (given) => {
    if (reason !== undefined) return given.skip(reason)
    await page.goto(`${lone.running.url}/i/`)
    await page.setViewportSize(PHONE)
    for (const [kind, fields] of [
      ['start', { go: 'start' }],
      ['one-question', { go: 'q-owes-for-the-job', at: 'q-hurt', ...TOLD }],
    ] as const) {
      await asks({ language, ...fields })
      await picture(page, `workers-${kind}-${language}-phone`)
      expect([kind, await fitsAcross(page), await page.locator('html').getAttribute('lang')]).toEqual([kind, true, language])
    }
  }, 30_000)
