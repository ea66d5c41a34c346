import type { NewReferral } from '@ihala/contract'
import { useAside } from '../shell/aside.ts'

/** What was undone on its way from the list to the form: in this page's memory, in no address and in nothing a browser keeps. */
export interface Undone {
  readonly keep: (given: NewReferral) => void
  /** What was kept, once. */
  readonly take: () => NewReferral | undefined
}

/** The place between the list of what waits and the form that opens again. */
export function useUndone(): Undone {
  const { keep, look, forget } = useAside<NewReferral>('what-was-undone')
  return {
    keep,
    take: () => {
      const given = look()
      forget()
      return given
    },
  }
}
