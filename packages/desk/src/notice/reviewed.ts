import type { GrantBasis } from '@ihala/contract'
import type { ServiceContext } from '@ihala/kit'
import { assertReviewed, evidenceOf } from '@ihala/policy'

/**
 * DESIGN §7: in production nobody is bound by a text that no native speaker has read. Throws Refusal `notice-not-reviewed` before
 * anything is sealed.
 */
export function assertReviewedIn({ config }: Pick<ServiceContext, 'config'>, basis: GrantBasis): void {
  const evidence = evidenceOf(basis)
  if (config.environment === 'production' && evidence !== undefined) assertReviewed(evidence)
}
