import { useMutation } from '@tanstack/react-query'
import { problemOf, useApi } from './hooks.tsx'
import type { ProblemError } from './problem.ts'

/** A file that the service makes on demand, for the reader to keep; or why there is none. */
export interface Keeper {
  readonly keep: (path: string, name: string) => void
  readonly pending: boolean
  readonly problem: ProblemError | undefined
}

/** Fetches a file first and then hands it to the browser: a plain link would show a refusal as a broken download. */
export function useKeep(): Keeper {
  const api = useApi()
  const { mutate, isPending, error } = useMutation({
    mutationFn: async ({ path, name }: { path: string; name: string }) => {
      const address = URL.createObjectURL(await api.file(path))
      const link = Object.assign(document.createElement('a'), { href: address, download: name })
      link.click()
      URL.revokeObjectURL(address)
    },
  })
  return { keep: (path, name) => mutate({ path, name }), pending: isPending, problem: problemOf(error) }
}
