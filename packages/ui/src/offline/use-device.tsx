import { createContext, useContext, useSyncExternalStore } from 'react'
import type { Device } from './device.ts'
import type { DeviceState } from './device-state.ts'
import type { OwnDraft } from './offline-work.ts'

/** The device and what this kind's officers write down on it. */
export const DeviceContext = createContext<{ readonly device: Device; readonly own: readonly OwnDraft[] } | undefined>(undefined)

/** The device of this browser, as it stands now. @throws outside a desk that works without a network */
export function useDevice(): { readonly device: Device; readonly own: readonly OwnDraft[]; readonly state: DeviceState } {
  const found = useContext(DeviceContext)
  if (!found) throw new Error('useDevice outside a device')
  const { device, own } = found
  return { device, own, state: useSyncExternalStore(device.listen, device.look) }
}
