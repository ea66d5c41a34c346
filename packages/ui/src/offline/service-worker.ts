import { clientsClaim } from 'workbox-core'
import { cleanupOutdatedCaches, createHandlerBoundToURL, type PrecacheEntry, precacheAndRoute } from 'workbox-precaching'
import { NavigationRoute, registerRoute } from 'workbox-routing'

/** The files of the program, with their hashes; the build writes them here. */
declare const PROGRAM: PrecacheEntry[]

/** What this worker needs of its world; the types of a page do not know it. */
interface WorkerWorld {
  readonly skipWaiting: () => Promise<void>
  readonly addEventListener: (type: 'message', listener: (event: { readonly data: unknown }) => void) => void
}
declare const self: WorkerWorld

// The program alone is kept. What the service answers passes by: nothing here ever looks at it, so nothing of it is left on the device.
precacheAndRoute(PROGRAM, { cleanURLs: false })
registerRoute(
  new NavigationRoute(createHandlerBoundToURL('/desk/index.html'), { allowlist: [/^\/desk(\/|$)/], denylist: [/\.[a-z0-9]+$/] }),
)
cleanupOutdatedCaches()
clientsClaim()

// A newer program waits until somebody wants it: never under what is being typed.
self.addEventListener('message', ({ data }) => {
  if (data === 'use') void self.skipWaiting()
})
