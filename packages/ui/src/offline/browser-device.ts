import type { Api } from '../api/client.ts'
import { laterBoxes } from './boxes.later.ts'
import { deriveBeside } from './derive.ts'
import { type Device, deviceOver } from './device.ts'
import { sendWhatCan } from './send.ts'

const LOCK = 'desk-send'

/** The device of this browser: its database, its clock, its locks. */
export function browserDevice(api: Api): Device {
  const now = () => new Date().toISOString()
  return deviceOver({
    boxes: laterBoxes(async () => (await import('./boxes.dexie.ts')).deviceBoxes()),
    derive: deriveBeside,
    now,
    newId: () => crypto.randomUUID(),
    alone: async (work) => {
      await navigator.locks.request(LOCK, { ifAvailable: true }, async (lock) => {
        if (lock) await work()
      })
    },
    sendAll: (rows, officer, goesOn, moved) => sendWhatCan(rows, { api, officer, now, goesOn, moved }),
    wipeOutside: async () => {
      localStorage.clear()
      sessionStorage.clear()
      for (const name of await caches.keys()) await caches.delete(name)
      for (const registration of await navigator.serviceWorker.getRegistrations()) await registration.unregister()
      // The session too, where there is a network; without one it ends by itself half an hour after its last use.
      await api.send({ method: 'POST', path: '/auth/logout' }).catch(() => undefined)
    },
  })
}
