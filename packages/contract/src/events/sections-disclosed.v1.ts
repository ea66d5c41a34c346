import Type, { type Static } from 'typebox'
import { RandomId } from '../identifiers.ts'
import { closed } from '../schema.ts'
import { SECTION_CATEGORIES, SECTIONS, type SectionCategory } from '../sections/sections.ts'

/** One section of one category, after acceptance, under a grant that covers it. A correction names what it corrects. */
export const SectionsDisclosed = Type.Union(
  SECTION_CATEGORIES.map((category) =>
    closed({ category: Type.Literal(category), section: SECTIONS[category], corrects: Type.Optional(RandomId) }),
  ),
)
export type SectionsDisclosed = {
  [C in SectionCategory]: { category: C; section: Static<(typeof SECTIONS)[C]>; corrects?: string }
}[SectionCategory]
