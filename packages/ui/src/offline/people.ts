import type { Draft } from '../person/draft.ts'
import type { PersonNames } from '../person/names.ts'
import type { DeviceState } from './device-state.ts'
import type { DeviceDraft } from './queue.ts'

/** A person's form as it was kept on this device. */
export function personOf(kept: unknown): Draft {
  return typeof kept === 'object' && kept !== null ? (kept as Draft) : {}
}

/** How lists call somebody who is written down here. */
export function namesOf({ form }: Pick<DeviceDraft, 'form'>): PersonNames {
  const { own = '', latin = '' } = personOf(form).identity?.names ?? {}
  return own !== '' && latin !== '' ? { name: own, otherName: latin } : { name: own || latin, otherName: null }
}

/** Somebody on this device. */
interface PersonHere extends PersonNames {
  readonly id: string
}

/** People whom another draft may be about: those being written, those sent whom something still waits for, and those taken along. */
export function peopleOf({ drafts, sent, known }: Pick<DeviceState, 'drafts' | 'sent' | 'known'>): readonly PersonHere[] {
  const written = drafts.map(({ draft }) => draft).filter(({ what }) => what === 'person')
  return [
    ...written.map((draft) => ({ id: draft.id, ...namesOf(draft) })),
    ...[...sent, ...known].map(({ id, label, otherName = null }) => ({ id, name: label, otherName })),
  ]
}
