import { useEffect, useState } from 'react'
import type { Language } from '../i18n/locale.ts'

const WORKER = '/desk/service-worker.js'

/** A newer program that waits until somebody wants it. */
export interface NewerProgram {
  /** Starts it, in this window. */
  readonly use: () => void
}

/** Keeps the program on the device, so that it opens without a network; answers a newer one when it has come. */
export function useKeptProgram(): NewerProgram | undefined {
  const [waiting, setWaiting] = useState<ServiceWorker>()
  useEffect(() => {
    if (!('serviceWorker' in navigator)) return
    const { serviceWorker } = navigator
    const seen = (worker: ServiceWorker | null) => {
      // The first one of all replaces nothing.
      if (worker && serviceWorker.controller) setWaiting(worker)
    }
    serviceWorker
      .register(WORKER, { scope: '/desk/' })
      .then((registration) => {
        seen(registration.waiting)
        registration.addEventListener('updatefound', () => {
          const { installing } = registration
          installing?.addEventListener('statechange', () => installing.state === 'installed' && seen(installing))
        })
      })
      // A browser that keeps no programs shows the desk all the same, with a network.
      .catch(() => undefined)
  }, [])
  if (!waiting) return undefined
  return {
    use: () => {
      navigator.serviceWorker.addEventListener('controllerchange', () => window.location.reload(), { once: true })
      waiting.postMessage('use')
    },
  }
}

/** Names the manifest of this language: what stands on the home screen is in the reader's words. */
export function useManifest(language: Language): void {
  useEffect(() => {
    const link = Object.assign(document.createElement('link'), { rel: 'manifest', href: `/desk/manifest-${language}.webmanifest` })
    document.head.append(link)
    return () => link.remove()
  }, [language])
}

/** What Chromium offers where a page may be put on the home screen. */
interface InstallOffer extends Event {
  readonly prompt: () => Promise<unknown>
}

/** Puts the desk on the home screen, where the browser lets a page ask for that. */
export function useInstall(): (() => void) | undefined {
  const [offer, setOffer] = useState<InstallOffer>()
  useEffect(() => {
    const keep = (event: Event) => {
      event.preventDefault()
      if ('prompt' in event) setOffer(event as InstallOffer)
    }
    window.addEventListener('beforeinstallprompt', keep)
    return () => window.removeEventListener('beforeinstallprompt', keep)
  }, [])
  return offer && (() => void offer.prompt().finally(() => setOffer(undefined)))
}
