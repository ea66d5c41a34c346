import type { Static } from 'typebox'
import { codes } from '../schema.ts'

/** Where a person is met: a place anybody may stand at, never where somebody lives or is hidden (D14; J-2: “a neutral point”). */
export const MeetingPlace = codes(
  [
    'hospital-entrance',
    'clinic-entrance',
    'police-station-entrance',
    'court-entrance',
    'labour-office-entrance',
    'airport-hall',
    'bus-station',
    'place-of-worship',
    'market',
    'where-they-are',
  ],
  'FEATURES.md D14; DOMAIN.md J-2',
)
export type MeetingPlace = Static<typeof MeetingPlace>

/** How the person knows whoever meets them, beside the code word. */
export const MeetingSign = codes(
  ['carries-folder', 'carries-umbrella', 'carries-flower', 'wears-scarf', 'wears-cap', 'waits-in-car', 'known-to-them'],
  'FEATURES.md D14: how to recognise them',
)

/** What whoever meets the person answers. */
export const MeetingAnswer = codes(['agreed', 'other-time', 'other-place', 'cannot'], 'FEATURES.md D14')
export type MeetingAnswer = Static<typeof MeetingAnswer>
