import type { NewReferral } from '@ihala/contract'
import { useQueryClient } from '@tanstack/react-query'

/** Not an address of the service: a place in this page's memory. */
const PLACE = ['what-was-undone']

/** What was undone on its way from the list to the form: in this page's memory, in no address and in nothing a browser keeps. */
export interface Undone {
  readonly keep: (given: NewReferral) => void
  /** What was kept, once. */
  readonly take: () => NewReferral | undefined
}

/** The place between the list of what waits and the form that opens again. */
export function useUndone(): Undone {
  const client = useQueryClient()
  return {
    keep: (given) => void client.setQueryData<NewReferral>(PLACE, given),
    take: () => {
      const given = client.getQueryData<NewReferral>(PLACE)
      client.removeQueries({ queryKey: PLACE })
      return given
    },
  }
}
