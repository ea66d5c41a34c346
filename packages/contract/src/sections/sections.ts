import type { Static, TSchema } from 'typebox'
import type { Category } from '../codes/category.ts'
import { check } from '../schema.ts'
import { NeedSection } from './need.ts'
import {
  ContactSection,
  DocumentsSection,
  EmploymentSection,
  ExposureSection,
  FamilySection,
  HealthSection,
  IdentitySection,
  SafeContactSection,
  TestimonySection,
} from './personal.ts'

/** Categories that are disclosed after acceptance, each as one `sections-disclosed`, and the shape of each. */
export const SECTIONS = {
  identity: IdentitySection,
  contact: ContactSection,
  'safe-contact': SafeContactSection,
  health: HealthSection,
  employment: EmploymentSection,
  testimony: TestimonySection,
  documents: DocumentsSection,
  family: FamilySection,
  exposure: ExposureSection,
} as const satisfies Partial<Record<Category, TSchema>>

/** A category that travels as a section after acceptance (`need` travels before, `progress` the other way). */
export type SectionCategory = keyof typeof SECTIONS
/** The content of one category's section. */
export type SectionOf<C extends SectionCategory> = Static<(typeof SECTIONS)[C]>

/** The section categories in the order in which they are shown. */
export const SECTION_CATEGORIES = Object.keys(SECTIONS) as SectionCategory[]

/** Checks of each section's content. */
export const checkSection = Object.fromEntries(SECTION_CATEGORIES.map((category) => [category, check(SECTIONS[category])])) as {
  readonly [C in SectionCategory]: ReturnType<typeof check<(typeof SECTIONS)[C]>>
}

/** Check of the `need` section. */
export const checkNeed = check(NeedSection)
