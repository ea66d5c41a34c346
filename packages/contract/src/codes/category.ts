import type { Static } from 'typebox'
import { codes } from '../schema.ts'

/** Categories of personal data. One section each; what no grant covers cannot be composed (DESIGN §7). */
export const Category = codes(
  ['need', 'identity', 'contact', 'safe-contact', 'health', 'employment', 'testimony', 'documents', 'family', 'exposure', 'progress'],
  'DESIGN §7; ISO/IEC TS 27560 PII type',
)
export type Category = Static<typeof Category>

/**
 * What has a data key of its own in a case, so that it can be erased by itself (DESIGN §7, §11): each category; `words`, notes of
 * either side, which may speak of any category and are erased with each; `own`, what its holder wrote itself; and the empty name, what
 * no withdrawal erases: grants, bare codes, what the person decided.
 */
export const PARTS = ['', ...Category.enum, 'words', 'own'] as const
export type Part = (typeof PARTS)[number]

/** What data may be used for. ISO/IEC TS 27560 purpose; DPV purposes narrowed to the field. */
export const Purpose = codes(
  ['protection', 'shelter', 'legal-aid', 'complaint-handling', 'health-care', 'financial-assistance', 'voluntary-return', 'follow-up'],
  'ISO/IEC TS 27560 purpose, DOMAIN.md J-1…J-12',
)
export type Purpose = Static<typeof Purpose>

/** Kinds of organisation are open strings: a new kind is a new folder in `services/` (DESIGN §2). */
export const KIND_PATTERN = '^[a-z][a-z0-9-]{1,40}$'
