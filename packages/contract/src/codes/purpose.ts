import type { Purpose } from './category.ts'
import type { Need } from './need.ts'

/**
 * What data may be used for when this is needed. Nothing for an interpreter: who interprets is told no story (D-20), so no purpose
 * of its own opens anything.
 */
export const PURPOSE_OF: Readonly<Partial<Record<Need, Purpose>>> = {
  shelter: 'shelter',
  'legal-aid': 'legal-aid',
  'complaint-handling': 'complaint-handling',
  'health-care': 'health-care',
  'psychological-care': 'health-care',
  'financial-assistance': 'financial-assistance',
  'food-and-relief': 'protection',
  'travel-home': 'voluntary-return',
  rescue: 'protection',
}
