import type { Draft } from '../person/draft.ts'
import type { DeviceState } from './device-state.ts'

/** A person's form as it was kept on this device. */
export function personOf(kept: unknown): Draft {
  return typeof kept === 'object' && kept !== null ? (kept as Draft) : {}
}

/** People on this device whom another draft may be about: those being written, and those sent whom something still waits for. */
export function peopleOf({
  drafts,
  sent,
}: Pick<DeviceState, 'drafts' | 'sent'>): readonly { readonly id: string; readonly label: string }[] {
  return [...drafts.map(({ draft }) => draft).filter(({ what }) => what === 'person'), ...sent].map(({ id, label }) => ({ id, label }))
}
