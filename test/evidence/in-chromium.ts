import { readFileSync } from 'node:fs'
import { stripTypeScriptTypes } from 'node:module'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { openBrowser } from '../browser/browsing.ts'
import type { checkDossier } from './outside-check.ts'
import { published } from './published.ts'

/** What the outside check says of a file. */
export type OutsideWord =
  | { readonly outcome: 'proven'; readonly proven: Awaited<ReturnType<typeof checkDossier>> }
  | { readonly outcome: 'refused'; readonly why: string }

/** The outside check in a browser. */
export interface OutsideCheck {
  readonly check: (dossier: string) => Promise<OutsideWord>
  readonly close: () => Promise<void>
}

// A secure context, or there is no WebCrypto; nothing of it goes over a network.
const PLACE = 'https://outside.invalid'
const PAGE = `<!doctype html><meta charset="utf-8"><title>outside</title>
<script type="importmap">{"imports": {"jose": "${PLACE}/jose/index.js"}}</script>
<script type="module">import { checkDossier } from '${PLACE}/check.js'; globalThis.checkDossier = checkDossier</script>`

/** Opens Chromium with the outside check and the browser build of jose in it, and nothing else; it is given the published files. */
export async function outsideCheck(anchors: Parameters<typeof published>[0]): Promise<OutsideCheck> {
  const jose = dirname(fileURLToPath(import.meta.resolve('jose')))
  const script = stripTypeScriptTypes(readFileSync(join(import.meta.dirname, 'outside-check.ts'), 'utf8'))
  const browser = await openBrowser()
  const page = await browser.newPage()
  await page.route('**/*', (route) => {
    const { pathname, origin } = new URL(route.request().url())
    if (origin !== PLACE) return route.abort()
    if (pathname === '/') return route.fulfill({ contentType: 'text/html', body: PAGE })
    const body = pathname === '/check.js' ? script : readFileSync(join(jose, pathname.replace('/jose/', '')), 'utf8')
    return route.fulfill({ contentType: 'text/javascript', body })
  })
  await page.goto(`${PLACE}/`)
  await page.waitForFunction(() => 'checkDossier' in globalThis)
  const given = published(anchors)
  return {
    check: (dossier) =>
      page.evaluate(
        async ({ dossier, given }): Promise<OutsideWord> => {
          const check: typeof checkDossier = Reflect.get(globalThis, 'checkDossier')
          try {
            return { outcome: 'proven', proven: await check(dossier, given) }
          } catch (fault) {
            return { outcome: 'refused', why: fault instanceof Error ? fault.message : 'a fault' }
          }
        },
        { dossier, given },
      ),
    close: () => browser.close(),
  }
}
