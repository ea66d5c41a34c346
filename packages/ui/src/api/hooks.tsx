import type { SessionView } from '@ihala/contract'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { createContext, useContext, useRef } from 'react'
import type { Api, Sending } from './client.ts'
import { ProblemError } from './problem.ts'

export const ApiContext = createContext<Api | undefined>(undefined)
export const SessionContext = createContext<SessionView | undefined>(undefined)

/** The api of this desk. @throws outside of it. */
export function useApi(): Api {
  const api = useContext(ApiContext)
  if (!api) throw new Error('useApi outside a desk')
  return api
}

/** Who is signed in, where. @throws outside the shell, where nobody is. */
export function useSession(): SessionView {
  const session = useContext(SessionContext)
  if (!session) throw new Error('useSession outside the shell')
  return session
}

/** What a screen sees of something it reads. */
export interface Reader<T> {
  readonly content: T | undefined
  readonly problem: ProblemError | undefined
  readonly again: () => void
}

/** Reads a path and keeps it fresh. `every` asks again after that many milliseconds; `unless` holds the question back. */
export function useRead<T>(path: string, { every, unless = false }: { every?: number; unless?: boolean } = {}): Reader<T> {
  const api = useApi()
  const query = useQuery({
    queryKey: [path],
    queryFn: () => api.get<T>(path),
    enabled: !unless,
    retry: (count, error) => count < 2 && error instanceof ProblemError && error.status === 0,
    ...(every === undefined ? {} : { refetchInterval: every }),
  })
  return { content: query.data, problem: problemOf(query.error), again: () => void query.refetch() }
}

/** Asks who is signed in; keeps the token of writing requests. */
export const sessionQuery = (api: Api) => ({
  queryKey: ['/session'],
  queryFn: async () => {
    const session = await api.session()
    api.keepSession(session)
    return session
  },
  retry: false,
  staleTime: Number.POSITIVE_INFINITY,
})

/** Who is signed in. */
export function useSessionRead(): Reader<SessionView> {
  const query = useQuery(sessionQuery(useApi()))
  return { content: query.data, problem: problemOf(query.error), again: () => void query.refetch() }
}

/** What a form sees of what it sends. */
export interface Sender<T> {
  /** Sends, and reads everything on the screen again. Answers undefined where it was refused; `problem` then says why. */
  readonly send: (sending: Omit<Sending, 'idempotencyKey'>) => Promise<{ readonly content: T } | undefined>
  readonly pending: boolean
  readonly problem: ProblemError | undefined
  readonly forget: () => void
}

/** Sends a writing request. Tried again with the same content it carries the same Idempotency-Key: nothing is made twice. */
export function useSend<T = unknown>(): Sender<T> {
  const api = useApi()
  const client = useQueryClient()
  const last = useRef({ print: '', key: '' })
  const mutation = useMutation({
    mutationFn: (sending: Omit<Sending, 'idempotencyKey'>) => {
      const print = fingerprint(sending)
      if (last.current.print !== print) last.current = { print, key: crypto.randomUUID() }
      return api.send<T>({ ...sending, ...(sending.method === 'POST' ? { idempotencyKey: last.current.key } : {}) })
    },
    onSuccess: () => {
      last.current = { print: '', key: '' }
      return client.invalidateQueries({ predicate: ({ queryKey }) => queryKey[0] !== '/session' })
    },
    onError: (error, { path }) => {
      if (!(error instanceof ProblemError) || error.code !== 'version-conflict') return
      // The newer version is shown; what was typed stays in the form. It came with the answer, so it is not read once more.
      const [object] = /^\/(?:referrals|people)\/[^/]+/.exec(path) ?? []
      const came = object !== undefined && typeof error.facts.now === 'object' && error.facts.now !== null
      if (came) client.setQueryData([object], error.facts.now)
      void client.invalidateQueries({ predicate: ({ queryKey }) => queryKey[0] !== '/session' && !(came && queryKey[0] === object) })
    },
  })
  return {
    send: (sending) =>
      mutation.mutateAsync(sending).then(
        (content) => ({ content }),
        () => undefined,
      ),
    pending: mutation.isPending,
    problem: problemOf(mutation.error),
    forget: mutation.reset,
  }
}

function fingerprint({ path, body, version }: Omit<Sending, 'idempotencyKey'>): string {
  const content =
    body instanceof FormData
      ? [...body].map(([name, value]) => [name, typeof value === 'string' ? value : [value.name, value.size, value.lastModified]])
      : body
  return JSON.stringify([path, content, version])
}

/** The problem of a failed request; what is no answer of the service is a fault of the page. */
export function problemOf(error: Error | null): ProblemError | undefined {
  if (error === null) return undefined
  return error instanceof ProblemError ? error : new ProblemError({ code: 'page-fault', status: 500 })
}
