import type { Category, Grant } from '@ihala/contract'

/**
 * What is left of a grant when the person took categories back: they are neither given here nor passed on, and without `progress`
 * nothing comes back. Whom it names, its times and what it excludes stay.
 */
export function withdraw(grant: Grant, categories: readonly Category[]): Grant {
  const left = (held: readonly Category[]): Category[] => held.filter((category) => !categories.includes(category))
  return {
    ...grant,
    categories: left(grant.categories),
    onward: { ...grant.onward, categories: left(grant.onward.categories) },
    wayBack: grant.wayBack && !categories.includes('progress'),
  }
}
