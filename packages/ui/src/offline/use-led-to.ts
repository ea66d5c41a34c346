import { useSearchParams } from 'wouter'

/** The name of the field that the way to a draft leads to, if it leads to one. */
export function useLedTo(): string | undefined {
  const [search] = useSearchParams()
  return search.get('at') ?? undefined
}

/** The way to a field of a draft. Names of fields say nothing of anybody. */
export function wayTo(draft: string, field: string): string {
  return `/drafts/${draft}?${new URLSearchParams({ at: field })}`
}
