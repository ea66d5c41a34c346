import type { Kind } from '@ihala/kit'

/** What a liaison office is: it refers, and nobody refers to it (D-5). */
export const kind: Kind = {
  name: 'union-liaison',
  serves: [],
  leastData: {},
  takes: ['need', 'identity', 'contact', 'safe-contact', 'employment', 'testimony', 'documents', 'family', 'progress'],
  trustMarks: ['accredited-liaison-office'],
}
