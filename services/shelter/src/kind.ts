import type { Kind } from '@ihala/kit'

/**
 * What a shelter is. R-2: papers, police reports and testimony are in no list, so that a bed cannot come to depend on them;
 * neither is `exposure`.
 */
export const kind: Kind = {
  name: 'shelter',
  serves: ['shelter', 'health-care', 'psychological-care', 'food-and-relief'],
  leastData: {
    shelter: ['need', 'safe-contact'],
    'health-care': ['need', 'health'],
    'psychological-care': ['need'],
    'food-and-relief': ['need'],
  },
  takes: ['need', 'identity', 'contact', 'safe-contact', 'health', 'testimony', 'documents', 'family', 'progress'],
  trustMarks: ['licensed-shelter'],
}
