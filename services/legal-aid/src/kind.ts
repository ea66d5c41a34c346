import type { Kind } from '@ihala/kit'

/** What legal aid is. R-5: `exposure` may come here, and is asked of nobody. */
export const kind: Kind = {
  name: 'legal-aid',
  serves: ['legal-aid'],
  leastData: { 'legal-aid': ['need', 'identity', 'safe-contact'] },
  takes: [
    'need',
    'identity',
    'contact',
    'safe-contact',
    'health',
    'employment',
    'testimony',
    'documents',
    'family',
    'exposure',
    'progress',
  ],
  trustMarks: ['bar-member'],
}
