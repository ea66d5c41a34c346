import type { Kind } from '@ihala/kit'

/** What the Ministry's intake is. R-15: the employer's name is needed for a complaint, and told to nobody before the person said so. */
export const kind: Kind = {
  name: 'ministry-intake',
  serves: ['complaint-handling'],
  leastData: { 'complaint-handling': ['need', 'identity', 'employment'] },
  takes: ['need', 'identity', 'contact', 'safe-contact', 'health', 'employment', 'testimony', 'documents', 'family', 'progress'],
  trustMarks: ['labour-authority'],
  capabilities: ['portal'],
}
