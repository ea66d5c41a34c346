import { useSearchParams } from 'wouter'

/** How somebody came to a screen with a form. */
export interface Returned {
  /** They are back from what they left the form for (`NewPersonWay`). */
  readonly returned: boolean
  /** Whom they wrote down meanwhile. */
  readonly person: string | undefined
  /** The form is done with, and the address is the screen's own again. */
  readonly settle: () => void
}

/** Whether somebody is back at the form of this screen, and with whom. */
export function useReturned(): Returned {
  const [search, setSearch] = useSearchParams()
  const person = search.get('person') ?? undefined
  return { returned: search.has('back') || person !== undefined, person, settle: () => setSearch({}, { replace: true }) }
}
