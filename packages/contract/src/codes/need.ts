import type { Static } from 'typebox'
import { codes } from '../schema.ts'

/** What a person needs from another body. Sources: HTCDS 2.0 `spl_Type`, R203 9 and 12, DOMAIN.md J-1…J-16. */
export const Need = codes(
  [
    'shelter',
    'legal-aid',
    'complaint-handling',
    'health-care',
    'psychological-care',
    'financial-assistance',
    'food-and-relief',
    'interpretation',
    'travel-home',
    'rescue',
  ],
  'HTCDS 2.0 spl_Type, extended by R203 9 and 12',
)
export type Need = Static<typeof Need>

/** How soon. DOMAIN.md J-2: immediate 15 minutes, tonight 2 hours, planned 2 working days. */
export const Urgency = codes(['immediate', 'tonight', 'planned'], 'DOMAIN.md J-2')
export type Urgency = Static<typeof Urgency>

/** Sex as needed to place a bed, a driver or an interpreter. Gender identity is not sent. */
export const Sex = codes(['female', 'male', 'not-stated'], 'DOMAIN.md R-18')
export type Sex = Static<typeof Sex>

/** Age in bands; a date of birth is `identity`. `unknown` and `under-18` both take the guardian's path. */
export const AgeBand = codes(['under-18', '18-24', '25-34', '35-49', '50-64', '65-and-over', 'unknown'], 'CTDC age bands, shortened')
export type AgeBand = Static<typeof AgeBand>

/** A child's age band, to place beds. */
export const ChildAgeBand = codes(['under-2', '2-5', '6-11', '12-17'], 'practice of shelters')

/** Needs, never diagnoses. */
export const MedicalNeed = codes(
  [
    'hospital-first',
    'wound-care',
    'medicine-daily',
    'pregnancy-care',
    'mental-health-support',
    'infectious-precaution',
    'diet',
    'rest-after-injury',
  ],
  'DOMAIN.md R-8: needs, not diagnoses',
)

/** What a place must offer so that the person can use it. */
export const AccessNeed = codes(
  ['step-free', 'sign-language', 'visual-support', 'prayer-space', 'family-room', 'single-room', 'female-staff-only', 'male-staff-only'],
  'HSDS 3.x accessibility, extended',
)
