import type { InboxHandlers } from '@ihala/kit'
import { keepComplaint } from './member-complaint.store.ts'

/** C11, D-21: a member's box of the day, full or empty. */
export const memberComplaintInbox: Pick<InboxHandlers, 'complaint-box'> = {
  'complaint-box': async ({ from, data }, { tx, stamp }) => {
    for (const { number, about, what, answer } of data.complaints) {
      const { id, now: receivedAt } = stamp()
      await keepComplaint(tx, { id, fromMember: from, number, about, what, answer, receivedAt })
    }
  },
}
