import type { Event } from '@ihala/contract'

/** What is left of an event whose content nobody may be told: where it ends the referral, the bare end; else nothing. */
export function bareOf(evt: string): Event | undefined {
  return evt === 'referral-completed' || evt === 'referral-failed' ? { type: evt, data: {} } : undefined
}
