import type { EventType } from '@ihala/contract'

/** Events about the witnessing of logs itself: their leaves alone call for no new checkpoint. */
export function isWitnessing(type: EventType): boolean {
  return type === 'checkpoint' || type === 'cosignature'
}
