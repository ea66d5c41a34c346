import { useQueryClient } from '@tanstack/react-query'

/** Something in this page's memory between two screens: in no address, and in nothing a browser keeps. */
export interface Aside<T> {
  readonly keep: (thing: T) => void
  readonly look: () => T | undefined
  readonly forget: () => void
}

/** A place of this name between two screens; its name is no address of the service. */
export function useAside<T>(name: string): Aside<T> {
  const client = useQueryClient()
  const place = [name]
  return {
    keep: (thing) => {
      // Somebody may write for an hour before they come back for it.
      client.setQueryDefaults(place, { gcTime: Number.POSITIVE_INFINITY })
      client.setQueryData<T>(place, thing)
    },
    look: () => client.getQueryData<T>(place),
    forget: () => client.removeQueries({ queryKey: place }),
  }
}

/** A form that was left to write down a person first. */
export interface FormAside<F> {
  /** The screen it stands on; with `?back` it shows the form again, with `?person=…` with whoever was written down. */
  readonly path: string
  /** How the way back to it is called. */
  readonly title: string
  readonly form: F
}

/** Where such a form waits. One is enough: whoever begins another has left the first. */
export function useFormAside<F>(): Aside<FormAside<F>> {
  return useAside('form-set-aside')
}
