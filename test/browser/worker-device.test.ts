import type { Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { looksWell, picture } from './browsing.ts'
import { AWAY, openPortal, type Portal, takesPhone } from './worker-phone.ts'
import { codeIn, press, tells } from './worker-side.ts'

const reason = process.env.NO_BROWSER

let portal: Portal

beforeAll(async () => {
  if (reason === undefined) portal = await openPortal()
}, 120_000)
afterAll(() => portal?.close())

const unseen = async (): Promise<void> => undefined

/** Tells and sends, up to the receipt; answers its code. */
async function files(page: Page, language: string): Promise<string> {
  await press(page, `button[value="${language}"]`)
  await tells(page, unseen)
  await press(page, 'button[value="send"]')
  await page.locator('.card').waitFor({ timeout: 60_000 })
  return codeIn(page)
}

/** What is to be seen of a page, without spaces. */
async function seenOn(page: Page): Promise<string> {
  // biome-ignore lint/performance/useDomNodeTextContent: what is hidden does not count
  return (await page.locator('body').innerText()).replaceAll(/\s/g, '')
}

/** What stands on paper when a page is printed, without spaces. */
async function onPaper(page: Page, name: string): Promise<string> {
  await page.emulateMedia({ media: 'print' })
  await picture(page, `worker-${name}-on-paper`)
  const text = await seenOn(page)
  await page.emulateMedia({ media: 'screen' })
  return text
}

test('T40, R-3: on paper the proof and the certificate stand without the code, and nothing says that another code opens a harmless page', async (given) => {
  if (reason !== undefined) return given.skip(reason)
  const { context, page } = await takesPhone(portal)
  const code = await files(page, 'en')
  const betrays = [code, ...(code.match(/.{4}/g) ?? []), 'harmless', 'Thisisyourcode', 'thiscode']
  expect(await seenOn(page)).toContain('harmless')
  const card = await onPaper(page, 'code')
  expect(card).toContain(code)
  expect(card).not.toContain('harmless')
  expect(await page.locator('.qr').count()).toBe(0)

  await press(page, 'button[value="proof"]')
  await page.locator('.qr').waitFor()
  await looksWell(page, 'worker-proof-en-phone')
  const proof = await onPaper(page, 'proof')
  expect(betrays.filter((one) => proof.includes(one))).toEqual([])
  expect(proof).toContain('Proofthatyoufiled')
  await page.emulateMedia({ media: 'print' })
  expect(await page.locator('.qr').isVisible()).toBe(true)
  await page.emulateMedia({ media: 'screen' })
  await press(page, 'button[value="show"]')
  expect(await codeIn(page)).toBe(code)

  await press(page, 'button[value="done"]')
  await press(page, 'button[value="start"]')
  await press(page, 'button[value="code"]')
  await page.locator('#code').fill(code)
  await press(page, 'button[value="open"]')
  await press(page, 'button[value="certificate"]')
  await page.locator('.paper').waitFor()
  const certificate = await onPaper(page, 'certificate')
  expect(betrays.filter((one) => certificate.includes(one))).toEqual([])
  expect(certificate).toContain('Certificateoffilingacomplaint')
  await context.close()
}, 120_000)

/** Makes of the browser one that runs modules and knows little else, as those of 2021 and 2022: no `:has`, no X25519, voices that fail; and where a new page is shown, something throws. */
function asOfOld(): void {
  for (const kind of [Document, DocumentFragment, Element]) {
    for (const name of ['querySelector', 'querySelectorAll', 'closest', 'matches']) {
      const own = Reflect.get(kind.prototype, name)
      if (typeof own !== 'function') continue
      Reflect.set(kind.prototype, name, function (this: unknown, selector: string) {
        if (selector.includes(':has(')) throw new DOMException('not a valid selector', 'SyntaxError')
        return Reflect.apply(own, this, [selector])
      })
    }
  }
  Reflect.deleteProperty(Element.prototype, 'checkVisibility')
  Reflect.deleteProperty(Element.prototype, 'ariaBusy')
  Reflect.deleteProperty(HTMLFormElement.prototype, 'requestSubmit')
  Reflect.deleteProperty(SubmitEvent.prototype, 'submitter')
  Reflect.set(SubtleCrypto.prototype, 'generateKey', () => Promise.reject(new DOMException('unknown algorithm', 'NotSupportedError')))
  speechSynthesis.getVoices = () => {
    throw new Error('no voices')
  }
  window.scrollTo = () => {
    throw new Error('no way up')
  }
}

test('P2: in a browser that knows neither :has nor checkVisibility, and whatever throws afterwards, a report and an answer arrive once and say so', async (given) => {
  if (reason !== undefined) return given.skip(reason)
  const { context, page, sent, troubles } = await takesPhone(portal, { browserIs: asOfOld })
  const posts = (go: string) => sent.filter((one) => one.startsWith('POST') && one.includes(`go=${go}`)).length
  await press(page, 'button[value="en"]')
  await tells(page, unseen)
  await page.locator('[data-of="wrong"]', { hasText: 'Passport or papers kept away' }).waitFor()
  await press(page, 'button[value="send"]')
  await page.locator('[data-when="sealed-not"]').locator('visible=true').waitFor({ timeout: 60_000 })
  await press(page, 'button[value="send"]')
  await page.locator('.card').waitFor({ timeout: 60_000 })
  expect([posts('send'), await page.locator('[data-when="failed"]').count()]).toEqual([1, 0])
  const code = await codeIn(page)
  await press(page, 'button[value="done"]')
  await press(page, 'button[value="start"]')
  await press(page, 'button[value="code"]')
  await page.locator('#code').fill(code)
  await page.locator('#code').press('Enter')
  await page.locator('summary').first().click()
  await page.locator('#message').fill('Building 14')
  await press(page, 'button[value="answer"]')
  await page.locator('[data-when="sealed-not"]').locator('visible=true').waitFor({ timeout: 60_000 })
  await press(page, 'button[value="answer"]')
  await page.locator('.talk .you', { hasText: 'Building 14' }).waitFor()
  expect([posts('answer'), await page.locator('.talk li').count()]).toEqual([1, 1])
  expect(troubles.filter((one) => one !== 'no way up')).toEqual([])
  await context.close()
}, 120_000)

/** A device with two voices of its own, and one that speaks from elsewhere; what they say is told to whoever watches the console. */
function withVoices(): void {
  const voices = [
    { lang: 'ne-NP', localService: true },
    { lang: 'fil_PH', localService: true },
    { lang: 'en-GB', localService: false },
  ]
  const words = class {
    readonly lang: string = ''
    readonly text: string
    constructor(text: string) {
      this.text = text
    }
  }
  Reflect.set(window, 'SpeechSynthesisUtterance', words)
  Object.assign(speechSynthesis, {
    getVoices: () => voices,
    speak: ({ lang, text }: InstanceType<typeof words>) => console.info(`${lang}: ${text}`),
    cancel: () => console.info('silence'),
  })
}

test('Q4: a voice of the device reads each page in its language, never the code, and stops when one leaves; without one there is no button', async (given) => {
  if (reason !== undefined) return given.skip(reason)
  const { context, page, troubles } = await takesPhone(portal, { browserIs: withVoices })
  const heard: string[] = []
  page.on('console', (message) => heard.push(message.text()))
  const listens = async (): Promise<string> => {
    await press(page, '[data-listen]')
    return heard.at(-1) ?? ''
  }
  const buttons = () => page.locator('[data-listen]').locator('visible=true').count()
  expect(await page.locator('[data-say]').locator('visible=true').count()).toBe(2)
  for (const [language, voiced] of [
    ['am', 0],
    ['en', 0],
    ['tl', 1],
  ] as const) {
    await press(page, `button[value="${language}"]`)
    await page.locator('.danger, .stack').first().waitFor()
    expect([language, await buttons(), await page.locator('[data-silent]').isVisible()]).toEqual([language, voiced, voiced === 0])
    if (voiced === 1) expect(await listens()).toContain('fil_PH: Ano ang gusto mong gawin?')
    await press(page, 'button[value="languages"]')
  }

  const code = await files(page, 'ne')
  const receipt = await listens()
  expect(receipt).toMatch(/^ne-NP: /)
  expect(receipt).toContain('तपाईंको')
  expect((code.match(/.{4}/g) ?? []).filter((four) => receipt.includes(four))).toEqual([])
  await asks('तपाईं कुन सहरमा हुनुहुन्छ?')
  await press(page, 'button[value="type"]')
  await page.locator('#again').waitFor()
  expect(await listens()).toContain('कोड')
  await press(page, 'button[value="done"]')
  await press(page, 'button[value="start"]')
  await press(page, 'button[value="protected"]')
  await page.locator('.told').first().waitFor()
  expect(await listens()).toMatch(/^ne-NP: .*जासुसी/s)
  await press(page, 'button[value="start"]')
  await press(page, 'button[value="code"]')
  await page.locator('#code').fill(code)
  await press(page, 'button[value="open"]')
  await page.locator('.talk .ministry').waitFor()
  await looksWell(page, 'worker-asked-ne-phone')
  const status = await listens()
  expect(status).toContain('तपाईं कुन सहरमा हुनुहुन्छ?')
  expect([status.match(/कुन सहरमा/g)?.length, heard.at(-2)]).toEqual([1, 'silence'])
  await page.route(`${AWAY}**`, (route) => route.fulfill({ contentType: 'text/html', body: '<title>Weather</title>' }))
  await page.locator('.leave').click()
  await page.waitForURL(AWAY)
  expect([heard.at(-1), troubles]).toEqual(['silence', []])
  await context.close()
}, 120_000)

/** The ministry reads what came, and asks of each. */
async function asks(text: string): Promise<void> {
  const mariam = (method: 'GET' | 'POST', url: string, body?: object, headers = {}) =>
    portal.lone.asks('mariam', ['intake-officer'], { method, url, headers, ...(body === undefined ? {} : { body }) })
  const { reports } = (await mariam('GET', '/reports')).body
  for (const { id } of reports) {
    const { version } = (await mariam('POST', `/reports/${id}/opening`)).body
    expect((await mariam('POST', `/reports/${id}/questions`, { text }, { 'if-match': `"${version}"` })).status).toBe(200)
  }
}

/** Most milliseconds from the press on the way out to the first paint of the neutral page. */
const AWAY_MS = 200

/** Presses the way out of a page; answers after how many milliseconds the neutral page was first painted. */
async function leaves(page: Page, url: string): Promise<number> {
  await page.goto(url)
  await page.evaluate(() =>
    addEventListener('click', ({ timeStamp }) => console.info(performance.timeOrigin + timeStamp), { capture: true }),
  )
  const [pressed] = await Promise.all([page.waitForEvent('console'), page.locator('.leave').click()])
  await page.waitForURL(AWAY)
  const painted = await page.evaluate(
    () =>
      new Promise<number>((resolve) => {
        const watch = new PerformanceObserver((list) => {
          const [first] = list.getEntriesByName('first-paint')
          if (first) resolve(performance.timeOrigin + first.startTime)
        })
        watch.observe({ type: 'paint', buffered: true })
      }),
  )
  return painted - Number(pressed.text())
}

test('T40: who presses the way out sees the neutral page at once, in the place of ours', async (given) => {
  if (reason !== undefined) return given.skip(reason)
  const { context, page } = await takesPhone(portal)
  const [ours, bare] = [`${portal.lone.running.url}/i/`, `${portal.lone.running.url}/bare`]
  const html = (body: string) => ({ contentType: 'text/html', body: `<!doctype html><title>Weather</title>${body}` })
  await page.route(`${AWAY}**`, (route) => route.fulfill(html('<h1>Weather</h1>')))
  await page.route(bare, (route) => route.fulfill(html(`<a class="leave" href="${AWAY}">Weather</a>`)))
  const [taken, ruler]: [number[], number[]] = [[], []]
  for (let turn = 0; turn < 5; turn += 1) {
    ruler.push(await leaves(page, bare))
    const before = await page.evaluate(() => history.length)
    taken.push(await leaves(page, ours))
    // Going to our page made one more, and the way out none.
    expect(await page.evaluate(() => history.length)).toBe(before + 1)
  }
  const [quickest, link] = [Math.min(...taken), Math.min(...ruler)]
  console.info(`way out: ${Math.round(quickest)} ms to the first paint of the neutral page; a bare link: ${Math.round(link)} ms`)
  expect(quickest).toBeGreaterThan(0)
  // A machine that has no time is no fault of the page: then it is as quick as a link of a page with nothing else.
  expect(quickest).toBeLessThanOrEqual(Math.max(AWAY_MS, 1.5 * link))
  await context.close()
}, 60_000)

test('P2: what was typed while the report was taken back elsewhere is still there, with the reason', async (given) => {
  if (reason !== undefined) return given.skip(reason)
  const { context, page, sent } = await takesPhone(portal)
  const url = `${portal.lone.running.url}/i/`
  const post = async (fields: Record<string, string>) =>
    (await fetch(url, { method: 'POST', body: new URLSearchParams({ language: 'am', ...fields }) })).text()
  const filed = await post({ go: 'send', wrong: 'papers-kept', about: 'me' })
  const code = [...filed.matchAll(/<span>(\d{4})<\/span>/g)].map(([, four]) => four).join('')
  await press(page, 'button[value="am"]')
  await press(page, 'button[value="code"]')
  await page.locator('#code').fill(code)
  await press(page, 'button[value="open"]')
  await page.locator('.add summary').click()
  await page.locator('#message').fill('ሕንፃ 14')
  await post({ go: 'withdraw', code })
  await press(page, 'button[value="answer"]')
  await page.locator('#unsent').waitFor({ timeout: 60_000 })
  expect(await page.locator('#unsent').inputValue()).toBe('ሕንፃ 14')
  expect([await page.locator('#message').count(), sent.filter((one) => one.includes(encodeURIComponent('ሕንፃ'))).length]).toEqual([0, 0])
  await looksWell(page, 'worker-unsent-am-phone')
  await context.close()
}, 120_000)
