import { createContext, useContext, useSyncExternalStore } from 'react'
import type { Device } from './device.ts'
import type { DeviceState } from './device-state.ts'
import type { OwnDraft } from './own-draft.ts'

/** The device of this browser. */
export const DeviceContext = createContext<Device | undefined>(undefined)
/** What this kind's officers write down on it. */
export const OwnDraftsContext = createContext<readonly OwnDraft[]>([])

/** The device of this browser, as it stands now. @throws outside a desk that works without a network */
export function useDevice(): { readonly device: Device; readonly own: readonly OwnDraft[]; readonly state: DeviceState } {
  const device = useContext(DeviceContext)
  if (!device) throw new Error('useDevice outside a device')
  return { device, own: useContext(OwnDraftsContext), state: useSyncExternalStore(device.listen, device.look) }
}
