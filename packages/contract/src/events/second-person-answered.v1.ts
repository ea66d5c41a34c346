import type { Static } from 'typebox'
import { RandomId } from '../identifiers.ts'
import { closed, codes } from '../schema.ts'

/** What a second person answers. */
export const SecondPersonAnswer = codes(['confirmed', 'declined'], 'DOMAIN.md R-1a')
export type SecondPersonAnswer = Static<typeof SecondPersonAnswer>

/** R-1a: the word of another member's duty officer, by the pseudonym under which that member knows them. */
export const SecondPersonAnswered = closed({ act: RandomId, answer: SecondPersonAnswer, staff: RandomId })
export type SecondPersonAnswered = Static<typeof SecondPersonAnswered>
