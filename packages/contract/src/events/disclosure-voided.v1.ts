import Type, { type Static } from 'typebox'
import { Category } from '../codes/category.ts'
import { closed } from '../schema.ts'

/**
 * Stands at the place of something of this category, or of a note, that was to be disclosed and was not, because the person took back
 * what allowed it before it went (DESIGN §7).
 */
export const DisclosureVoided = closed({ category: Type.Union([Category, Type.Literal('words')]) })
export type DisclosureVoided = Static<typeof DisclosureVoided>
