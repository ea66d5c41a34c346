import type { Kind } from '@ihala/kit'

/** What the committee is: it co-ordinates and counts; nobody is referred to it (D-7). */
export const kind: Kind = { name: 'national-committee', serves: [], leastData: {}, takes: [], trustMarks: [] }
