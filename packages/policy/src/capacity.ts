import { type Category, type Grant, type Purpose, Refusal } from '@ihala/contract'
import { assertFit } from './guardian.ts'

/** Longest life of what was decided for an adult who cannot decide now, seconds: 30 days, then they are asked, or it is found again. */
export const INCAPACITY_LIFETIME = 30 * 24 * 3600

/** The narrowest that gets somebody into safety and care; the story, papers and what touches proceedings wait for their own word. */
export const INCAPACITY_CATEGORIES: readonly Category[] = ['need', 'identity', 'contact', 'safe-contact', 'health', 'progress']
/** What it may be for. */
export const INCAPACITY_PURPOSES: readonly Purpose[] = ['protection', 'shelter', 'health-care', 'follow-up']

/**
 * for an adult who cannot decide now, a guardian (قيّم) decides, or two professionals of two professions; the narrowest grant, to
 * one body, for 30 days at most, with a day on which the person is asked again that is not after its end. Throws Refusal.
 */
export function assertIncapacity(grant: Pick<Grant, 'basis' | 'iss' | 'aud' | 'iat' | 'exp' | 'categories' | 'purposes' | 'onward'>): void {
  const { basis, iat, exp, categories, purposes, onward } = grant
  if (basis.kind !== 'incapacity') return
  if (exp - iat > INCAPACITY_LIFETIME) throw new Refusal('grant-expired', { field: '/until' })
  const asked = Date.parse(basis.askAgainAt)
  if (asked <= iat * 1000 || asked > exp * 1000) throw new Refusal('grant-evidence-incomplete', { field: '/basis/askAgainAt' })
  const category = categories.find((one) => !INCAPACITY_CATEGORIES.includes(one))
  if (category !== undefined) throw new Refusal('grant-not-covering', { category })
  if (!purposes.every((one) => INCAPACITY_PURPOSES.includes(one))) throw new Refusal('grant-not-covering', { field: '/purposes' })
  if (onward.depth > 0) throw new Refusal('grant-wider-than-parent', { field: '/onward/depth' })
  const { decidedBy } = basis
  switch (decidedBy.kind) {
    case 'guardian':
      assertFit(decidedBy.standing, grant)
      break
    case 'two-professionals': {
      const { professionals } = decidedBy
      const [staff, professions] = [professionals.map((one) => one.staff), professionals.map((one) => one.profession)]
      if (new Set(staff).size !== 2 || new Set(professions).size !== 2)
        throw new Refusal('second-person-required', { field: '/basis/decidedBy/professionals' })
      break
    }
    default:
      decidedBy satisfies never
  }
}
