import type { Category } from '@ihala/contract'
import { contentOf, type HeldSection } from './section.store.ts'

/** What names a person, their employer or a place, so that text before acceptance can be searched for it (DESIGN §7). */
export function knownWords(held: ReadonlyMap<Category, HeldSection>): string[] {
  const identity = contentOf(held, 'identity')
  const contact = contentOf(held, 'contact')
  const safe = contentOf(held, 'safe-contact')
  const employment = contentOf(held, 'employment')
  return [
    identity?.names.latin,
    identity?.names.own,
    identity?.passport,
    identity?.residencePermit,
    contact?.telephone,
    contact?.email,
    contact?.whereabouts,
    safe?.telephone,
    safe?.codeWord,
    employment?.employer,
    employment?.recruiter,
    employment?.site,
  ].filter((value): value is string => value !== undefined)
}
