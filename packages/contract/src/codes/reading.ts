import type { Static } from 'typebox'
import { codes } from '../schema.ts'

const SAID = ['covering-for-colleague', 'person-is-here', 'danger', 'supervision', 'correction'] as const

/** Why somebody looks at a case that is a colleague's (T33, T34): said before they look, and read by the data-protection officer. */
export const SaidReason = codes([...SAID], 'THREATS.md 23; DOMAIN.md R-3, R-4')

/** As it is kept: what was said, or that the case was offered to them by whoever gives out the cases. */
export const ReadingReason = codes([...SAID, 'offered'], 'THREATS.md 23; DOMAIN.md R-3, R-4, J-3')
export type ReadingReason = Static<typeof ReadingReason>
