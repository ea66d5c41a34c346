import { get } from 'node:http'
import { gunzipSync } from 'node:zlib'
import type { Page } from 'playwright-core'
import { PHONE, type Place, signedIn } from './browsing.ts'

/** The phone of the budget: four times slower than this machine, on 1.6 Mbit/s down and 750 kbit/s up. */
const SLOWER = 4
const DOWN_BYTES_PER_S = 1_600_000 / 8
const UP_BYTES_PER_S = 750_000 / 8
const GZIP = Buffer.from([0x1f, 0x8b])

/** What the first screen of somebody signed in takes on a phone that was never here before. */
export interface FirstLoad {
  /** Milliseconds until the first row of the work list is painted and a press is answered. */
  readonly interactive: number
  /** Programs, texts and styles it needs until then, compressed by gzip; kB of 1,000 bytes. */
  readonly gzipped: number
  /** What of them went over the wire, as the browser asked for it (brotli), and the fonts, which come after the first paint; kB. */
  readonly wire: number
  readonly fonts: number
  /** Whether the development half of a library is in it. */
  readonly development: boolean
  /** Whether it waited for texts of other screens. */
  readonly otherTexts: boolean
}

interface Came {
  readonly url: string
  readonly type: string
  bytes: number
}

/** Opens the work list of the shelter on a throttled phone, with nothing kept from before. */
export async function firstLoad(place: Place): Promise<FirstLoad> {
  const { page, context, url } = await signedIn(place, 'care-house', 'Grace Wanjiru', PHONE)
  const devtools = await context.newCDPSession(page)
  await devtools.send('Network.enable')
  await devtools.send('Network.emulateNetworkConditions', {
    offline: false,
    latency: 0,
    downloadThroughput: DOWN_BYTES_PER_S,
    uploadThroughput: UP_BYTES_PER_S,
  })
  await devtools.send('Emulation.setCPUThrottlingRate', { rate: SLOWER })
  const came = new Map<string, Came>()
  devtools.on('Network.responseReceived', ({ requestId, type, response }) => {
    came.set(requestId, { url: response.url, type, bytes: 0 })
  })
  devtools.on('Network.loadingFinished', ({ requestId, encodedDataLength }) => {
    const one = came.get(requestId)
    if (one) one.bytes = encodedDataLength
  })
  const interactive = await untilInteractive(page, url('/'))
  const needed = [...came.values()].filter((one) => ['Document', 'Script', 'Stylesheet'].includes(one.type))
  const files = await Promise.all(needed.map((one) => zipped(one.url)))
  await page.waitForLoadState('networkidle')
  const sum = (bytes: readonly number[]) => bytes.reduce((all, one) => all + one, 0) / 1000
  const load = {
    interactive,
    gzipped: sum(files.map((file) => file.length)),
    development: files.some(isDevelopment),
    otherTexts: needed.some(({ url }) => /\.others-[^/]*\.js$/.test(url)),
    wire: sum(needed.map((one) => one.bytes)),
    fonts: sum([...came.values()].filter((one) => one.type === 'Font').map((one) => one.bytes)),
  }
  await context.close()
  return load
}

/**
 * The same reckoned from what it costs: the bytes one after another on that line, and after them four times the time the page's thread
 * worked here. Nothing of it goes on at once, so the real one is shorter; and whatever else this machine does, it is the same.
 */
export async function reckoned(place: Place, wire: number): Promise<number> {
  const { page, context, url } = await signedIn(place, 'care-house', 'Grace Wanjiru', PHONE)
  const devtools = await context.newCDPSession(page)
  await devtools.send('Performance.enable', { timeDomain: 'threadTicks' })
  await untilInteractive(page, url('/'))
  const { metrics } = await devtools.send('Performance.getMetrics')
  const worked = metrics.find(({ name }) => name === 'ThreadTime')?.value ?? Number.POSITIVE_INFINITY
  await context.close()
  return (wire * 1_000 * 1_000) / DOWN_BYTES_PER_S + SLOWER * worked * 1_000
}

/** Milliseconds from the address to the first row of the work list: painted, and the page answers again, two frames and a task later. */
async function untilInteractive(page: Page, address: string): Promise<number> {
  await page.addInitScript(() => {
    const interactive = new Promise<number>((resolve) => {
      const seen = new MutationObserver(() => {
        if (document.querySelector('main a[href*="/referrals/"]') === null) return
        seen.disconnect()
        requestAnimationFrame(() => requestAnimationFrame(() => setTimeout(() => resolve(performance.now()))))
      })
      seen.observe(document, { childList: true, subtree: true })
    })
    Object.assign(window, { interactive })
  })
  await page.goto(address, { waitUntil: 'commit' })
  // Asked once: asking over and over would be work of the page's thread.
  return Number(await page.evaluate(() => Reflect.get(window, 'interactive')))
}

/** What an address holds, as the service sends it to whoever understands gzip only. */
function zipped(url: string): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    get(url, { headers: { 'accept-encoding': 'gzip' } }, (response) => {
      const chunks: Buffer[] = []
      response.on('data', (chunk: Buffer) => chunks.push(chunk))
      response.on('end', () => resolve(Buffer.concat(chunks)))
      response.on('error', reject)
    }).on('error', reject)
  })
}

/** React's development half names its own stack frames; whoever built the pages under a test once got it. */
function isDevelopment(file: Buffer): boolean {
  return file.subarray(0, 2).equals(GZIP) && gunzipSync(file).includes('react_stack_bottom_frame')
}
