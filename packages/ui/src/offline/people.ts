import type { Draft } from '../person/draft.ts'
import type { DeviceState } from './device-state.ts'

/** A person's form as it was kept on this device. */
export function personOf(kept: unknown): Draft {
  return typeof kept === 'object' && kept !== null ? (kept as Draft) : {}
}

/** People whom another draft may be about: those being written, those sent whom something still waits for, and those taken along. */
export function peopleOf({
  drafts,
  sent,
  known,
}: Pick<DeviceState, 'drafts' | 'sent' | 'known'>): readonly { readonly id: string; readonly label: string }[] {
  const written = drafts.map(({ draft }) => draft).filter(({ what }) => what === 'person')
  return [...written, ...sent, ...known].map(({ id, label }) => ({ id, label }))
}
