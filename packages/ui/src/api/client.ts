import type { Problem, SessionView } from '@ihala/contract'
import type { Presence } from '../session/presence.ts'
import { isSignedOut, ProblemError } from './problem.ts'

/** One writing request. */
export interface Sending {
  readonly method: 'POST' | 'PUT' | 'DELETE'
  readonly path: string
  /** JSON content, or a form with a file. */
  readonly body?: object
  /** The version one saw; sent as If-Match. */
  readonly version?: number | undefined
  /** For requests that make something: the same key again makes nothing twice. */
  readonly idempotencyKey?: string
}

/** The organisation's own HTTP API, from its own pages. */
export interface Api {
  /** @throws ProblemError */
  readonly get: <T>(path: string) => Promise<T>
  /** Who is signed in. @throws ProblemError, `not-signed-in` where nobody is: the service says so without an error */
  readonly session: () => Promise<SessionView>
  /** A file, whatever is in it. @throws ProblemError */
  readonly file: (path: string) => Promise<Blob>
  /** Answers the content, or undefined where there is none. @throws ProblemError */
  readonly send: <T>(sending: Sending) => Promise<T>
  /** Kept from the session for every writing request, with whose it is. */
  readonly keepSession: (session: Pick<SessionView, 'csrf' | 'staff'>) => void
  /** Calls when the service says that nobody is signed in any more. Answers how to end that. */
  readonly whenSignedOut: (listener: () => void) => () => void
  /** Whether somebody is at the device. */
  readonly presence: Presence
}

const BY_ITSELF = { 'x-by-itself': '1' } as const

/**
 * Makes an api over `fetch`. What the page asks without anybody having touched it says so: that keeps nobody signed in.
 * @param ahead the answer to what was asked for before there was an api, null where that is none; undefined where it was not, or was not
 * answered well
 */
export function apiOver(
  fetcher: typeof fetch,
  presence: Presence,
  ahead: (path: string) => Promise<unknown> | undefined = () => undefined,
): Api {
  let csrf = ''
  let staffId: string | undefined
  const listeners = new Set<() => void>()
  const told = (problem: ProblemError): ProblemError => {
    if (isSignedOut(problem)) for (const listener of listeners) listener()
    return problem
  }
  const answer = async (path: string, init: RequestInit & { readonly headers?: Readonly<Record<string, string>> }): Promise<Response> => {
    const there = init.method !== undefined || presence.acted()
    const headers = { ...init.headers, ...(there ? {} : BY_ITSELF) }
    const response = await fetcher(path, { credentials: 'same-origin', ...init, headers }).catch(() => undefined)
    if (!response) throw new ProblemError({ code: 'no-answer', status: 0 })
    if (!response.ok) throw told(new ProblemError(await problemIn(response)))
    if (there) presence.counted()
    return response
  }
  /** Somebody signed in anew in another window: their token is taken over where they are who began here, and nowhere else. */
  const renewed = async (problem: unknown): Promise<boolean> => {
    if (!(problem instanceof ProblemError) || problem.code !== 'cross-site-request') return false
    const found = await session()
    if (found.staff.id !== staffId || found.csrf === csrf) return false
    csrf = found.csrf
    return true
  }
  const ask = async <T>(path: string, init: Parameters<typeof answer>[1]): Promise<T> => {
    const response = await answer(path, init)
    if (response.status === 204) return undefined as T
    return (await response.json()) as T
  }
  const get = async <T>(path: string): Promise<T> => {
    const answered = (await ahead(path)) as T | undefined
    if (answered === undefined) return ask(path, { headers: { accept: 'application/json' } })
    presence.counted()
    return answered
  }
  const session = async (): Promise<SessionView> => {
    const found = await get<SessionView | null | undefined>('/session')
    if (!found) throw told(new ProblemError({ code: 'not-signed-in', status: 204 }))
    return found
  }
  return {
    presence,
    get,
    session,
    file: async (path) => (await answer(path, {})).blob(),
    send: <T>({ method, path, body, version, idempotencyKey }: Sending): Promise<T> => {
      const form = body instanceof FormData
      const once = () => {
        const headers: Record<string, string> = {
          accept: 'application/json',
          'x-csrf-token': csrf,
          ...(form || body === undefined ? {} : { 'content-type': 'application/json' }),
          ...(version === undefined ? {} : { 'if-match': `"${version}"` }),
          ...(idempotencyKey === undefined ? {} : { 'idempotency-key': idempotencyKey }),
        }
        return ask<T>(path, { method, headers, ...(body === undefined ? {} : { body: form ? body : JSON.stringify(body) }) })
      }
      return once().catch(async (problem: unknown) => {
        if (await renewed(problem)) return once()
        throw problem
      })
    },
    keepSession: (kept) => {
      csrf = kept.csrf
      staffId = kept.staff.id
    },
    whenSignedOut: (listener) => {
      listeners.add(listener)
      return () => void listeners.delete(listener)
    },
  }
}

async function problemIn(response: Response): Promise<Pick<Problem, 'code' | 'status' | 'field' | 'rule' | 'id' | 'facts'>> {
  const { status } = response
  const content: unknown = await response.json().catch(() => undefined)
  if (typeof content !== 'object' || content === null) return { code: `http-${status}`, status }
  const { code, field, rule, id, facts } = content as Record<string, unknown>
  return {
    status,
    code: typeof code === 'string' ? code : `http-${status}`,
    ...(typeof field === 'string' ? { field } : {}),
    ...(typeof rule === 'string' ? { rule } : {}),
    ...(typeof id === 'string' ? { id } : {}),
    ...(typeof facts === 'object' && facts !== null ? { facts } : {}),
  }
}
