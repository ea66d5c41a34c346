import { type Grant, Refusal } from '@ihala/contract'

/** Longest life of a grant on the ground of danger, seconds (DESIGN §7). */
export const DANGER_LIFETIME = 3600
/** Longest time its recipient keeps what came by it, seconds: 14 days, as long as an event may travel. */
export const DANGER_KEPT = 14 * 24 * 3600

/**
 * R-1a: what goes without the person's word goes on the word of two, for an hour, to one body and no further, is erased after
 * 14 days, and never tells of exposure; nothing comes back by it. Throws Refusal.
 */
export function assertDanger(grant: Pick<Grant, 'basis' | 'iat' | 'exp' | 'eraseAt' | 'categories' | 'onward' | 'wayBack'>): void {
  const { basis, iat, exp, eraseAt, categories, onward, wayBack } = grant
  if (basis.kind !== 'danger') return
  if (new Set(basis.staff).size !== 2) throw new Refusal('second-person-required', { field: '/basis/staff' })
  if (exp - iat > DANGER_LIFETIME) throw new Refusal('grant-expired', { field: '/until' })
  if (Date.parse(eraseAt) > (iat + DANGER_KEPT) * 1000) throw new Refusal('grant-evidence-incomplete', { field: '/eraseAt' })
  if (onward.depth > 0) throw new Refusal('grant-wider-than-parent', { field: '/onward/depth' })
  if (wayBack) throw new Refusal('grant-not-covering', { category: 'progress' })
  if (categories.includes('exposure')) throw new Refusal('grant-not-covering', { category: 'exposure' })
}
