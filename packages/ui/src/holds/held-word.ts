import type { ErasablePart } from '@ihala/contract'
import type { Reading } from '../i18n/reading.tsx'
import { partWord } from '../my-data/words.ts'

/** A part of a referral as we hold it: what its holder wrote is what we wrote. */
export function heldWord(reading: Pick<Reading, 'say' | 'word'>, part: ErasablePart): string {
  return part === 'own' ? reading.say('holds.part.own') : partWord(reading, part)
}
