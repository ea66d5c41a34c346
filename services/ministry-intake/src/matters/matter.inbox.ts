import type { InboxHandlers } from '@ihala/kit'
import { matterEnded } from './matter.written.ts'

/** What arrives and ends a matter: the other body says there never was such a referral. */
export const matterInbox: InboxHandlers = { 'referral-entered-in-error': matterEnded }
