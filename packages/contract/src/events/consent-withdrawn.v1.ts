import type { Static } from 'typebox'
import { Withdrawn } from '../codes/consent.ts'
import { closed, codes } from '../schema.ts'

/**
 * What the person took back of the consent under which something was referred (DESIGN §7). It binds from when it is written; whoever
 * holds what it names erases it and says so. `by`: the person or their guardian, a sender who should not have sent, or the clock.
 */
export const ConsentWithdrawn = closed({
  categories: Withdrawn,
  by: codes(['person', 'guardian', 'sender', 'clock'], 'DESIGN §7; ISO/IEC TS 27560 event'),
})
export type ConsentWithdrawn = Static<typeof ConsentWithdrawn>
