import type { ContactChangeView, NewContactChange } from '@ihala/contract'
import { type Draft, tidied } from '../person/draft.ts'

/** What says how somebody is reached. */
export const REACHED_BY = ['contact', 'safe-contact'] as const
export type ReachedBy = (typeof REACHED_BY)[number]

/** The request for another way, or undefined where nothing was written. */
export function changeOf(category: ReachedBy, draft: Draft): NewContactChange | undefined {
  const sections = tidied({ [category]: draft[category] ?? {} })
  if (category === 'contact') return sections.contact && { category, section: sections.contact }
  const section = sections['safe-contact']
  return section && { category, section }
}

/** What still has to happen before a change stands: the time, a colleague’s ear, or both. */
export function waitsFor(
  { state, confirmedAt, holdsUntil }: Pick<ContactChangeView, 'state' | 'confirmedAt' | 'holdsUntil'>,
  now: number,
): readonly ('time' | 'colleague')[] {
  if (state !== 'held') return []
  return [...(Date.parse(holdsUntil) > now ? (['time'] as const) : []), ...(confirmedAt === null ? (['colleague'] as const) : [])]
}
