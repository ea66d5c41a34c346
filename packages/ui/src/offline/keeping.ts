import { useQueryClient } from '@tanstack/react-query'
import { useContext, useEffect } from 'react'
import { SessionContext, useApi } from '../api/hooks.tsx'
import type { Device } from './device.ts'
import type { DeviceState } from './device-state.ts'
import { idleSince } from './idle.ts'
import { listsFrom } from './kept-lists.ts'

const LOOKS_EVERY = 5_000
const SENDS_EVERY = 20_000
/** What was stopped is tried again sooner. */
const TRIES_EVERY = 4_000
const LISTS_LIVE = 3_600_000

/** Locks the device when nobody is there. */
export function useLockWhenAlone(device: Device, state: DeviceState): void {
  const open = state.stands.name === 'open'
  useEffect(() => {
    if (!open) return
    const { here, look } = idleSince(
      () => Date.now(),
      () => void device.lock(),
    )
    const timer = setInterval(look, LOOKS_EVERY)
    for (const sign of ['pointerdown', 'keydown'] as const) window.addEventListener(sign, here, { capture: true })
    document.addEventListener('visibilitychange', look)
    return () => {
      clearInterval(timer)
      for (const sign of ['pointerdown', 'keydown'] as const) window.removeEventListener(sign, here, { capture: true })
      document.removeEventListener('visibilitychange', look)
    }
  }, [device, open])
}

/** Sends when the network is back, when the device is opened, and now and then. */
export function useSendWhenPossible(device: Device, state: DeviceState, online: boolean): void {
  const client = useQueryClient()
  const open = state.stands.name === 'open'
  const some = state.drafts.some(({ draft }) => draft.state.name === 'ready' || draft.state.name === 'unsure')
  const stopped = state.pause !== undefined
  useEffect(() => {
    if (!open || !online || !some) return
    const send = () => {
      const before = device.look().waiting
      void device.send().then(() => {
        if (device.look().waiting < before) void client.invalidateQueries({ predicate: ({ queryKey }) => queryKey[0] !== '/session' })
      })
    }
    if (!stopped) send()
    const timer = setInterval(send, stopped ? TRIES_EVERY : SENDS_EVERY)
    return () => clearInterval(timer)
  }, [client, device, open, online, some, stopped])
}

/** Keeps the lists that forms need, while somebody is signed in; and says whose device it is where nobody has yet. */
export function useFreshLists(device: Device, state: DeviceState): void {
  const api = useApi()
  const session = useContext(SessionContext)
  const open = state.stands.name === 'open'
  const ownerless = state.stands.name === 'open' && state.stands.profile.officer === ''
  const at = listsFrom(state.lists)?.at
  useEffect(() => {
    if (!open || !session) return
    if (ownerless) void device.adopt({ officer: session.staff.id })
    if (at !== undefined && Date.now() - Date.parse(at) < LISTS_LIVE) return
    const now = new Date().toISOString()
    // Without a network the older ones stay; how old they are is shown.
    void import('./lists.ts')
      .then(({ fetchLists }) => fetchLists(api, now))
      .then((lists) => (device.look().stands.name === 'open' ? device.keepLists(lists) : undefined))
      .catch(() => undefined)
  }, [api, device, open, ownerless, session, at])
}
