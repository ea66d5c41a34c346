import { chmodSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, beforeEach, test } from 'vitest'
import { type Network, startNetwork } from '../../infra/network.ts'
import { openBrowser, type Place, ROOT } from './browsing.ts'

/** Why there is no browser here. Then every test is skipped, and says so. */
export const noBrowser = process.env.NO_BROWSER
const STANDS_WITHIN = 120_000

/** What a file's tests begin with. */
type Prepare = (place: Place) => Promise<unknown>

/** A folder of its own, through which Postgres may pass as another user. */
function ownFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'ihala-browser-'))
  chmodSync(folder, 0o711)
  return folder
}

async function networkIn(
  folder: string,
  only?: readonly string[],
): Promise<{ readonly network: Network; readonly end: () => Promise<void> }> {
  const network = await startNetwork({ root: ROOT, stateDir: join(folder, 'network'), durable: false, ...(only ? { only } : {}) })
  const end = async (): Promise<void> => {
    await network.stop()
    rmSync(folder, { recursive: true, force: true })
  }
  return { network, end }
}

/** The whole network, started by the first file of a worker that stands on it, and ended with the worker. */
const sharing = test
  .extend('folder', { scope: 'worker' }, ownFolder)
  .extend('network', { scope: 'worker' }, async ({ folder }, { onCleanup }) => {
    const { network, end } = await networkIn(folder)
    onCleanup(end)
    return network
  })

/** What is there from the first `beforeAll` on. */
function there<T>(thing: T | undefined): T {
  if (thing === undefined) throw new Error('what the tests stand on is not there yet')
  return thing
}

/** Chromium for the tests of this file. */
export function onBrowser(): Pick<Place, 'browser'> {
  let browser: Browser | undefined
  beforeEach(({ skip }) => skip(noBrowser !== undefined, noBrowser))
  if (noBrowser === undefined) {
    beforeAll(async () => {
      browser = await openBrowser()
    })
    afterAll(() => browser?.close())
  }
  return {
    get browser() {
      return there(browser)
    },
  }
}

/**
 * A browser, and the network that this file shares with others: what they left behind is there too, so each looks for its own.
 * @param prepare what the tests begin with
 */
export function onSharedNetwork(prepare?: Prepare): Place {
  return onNetwork((stands) => sharing.beforeAll(({ network }) => stands(network), STANDS_WITHIN), prepare)
}

/**
 * A browser, and a network of this file alone.
 * @param only the organisations in it; all unless told
 * @param prepare what the tests begin with
 */
export function onOwnNetwork(only?: readonly string[], prepare?: Prepare): Place {
  let end: (() => Promise<void>) | undefined
  return onNetwork((stands) => {
    beforeAll(async () => {
      const own = await networkIn(ownFolder(), only)
      end = own.end
      stands(own.network)
    }, STANDS_WITHIN)
    afterAll(() => end?.())
  }, prepare)
}

function onNetwork(begin: (stands: (network: Network) => void) => void, prepare?: Prepare): Place {
  let network: Network | undefined
  if (noBrowser === undefined)
    begin((started) => {
      network = started
    })
  const window = onBrowser()
  const place: Place = {
    get browser() {
      return window.browser
    },
    get network() {
      return there(network)
    },
  }
  if (noBrowser === undefined && prepare !== undefined)
    beforeAll(async () => {
      await prepare(place)
    }, STANDS_WITHIN)
  return place
}
