import type { Problem } from '@ihala/contract'
import { ProblemError } from './problem.ts'

/** One writing request. */
export interface Sending {
  readonly method: 'POST' | 'PUT'
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
  /** A file, whatever is in it. @throws ProblemError */
  readonly file: (path: string) => Promise<Blob>
  /** Answers the content, or undefined where there is none. @throws ProblemError */
  readonly send: <T>(sending: Sending) => Promise<T>
  /** Kept from GET /session for every writing request. */
  readonly keepCsrf: (token: string) => void
}

/** Makes an api over `fetch`. */
export function apiOver(fetcher: typeof fetch): Api {
  let csrf = ''
  const answer = async (path: string, init: RequestInit): Promise<Response> => {
    const response = await fetcher(path, { credentials: 'same-origin', ...init }).catch(() => undefined)
    if (!response) throw new ProblemError({ code: 'no-answer', status: 0 })
    if (!response.ok) throw new ProblemError(await problemIn(response))
    return response
  }
  const ask = async <T>(path: string, init: RequestInit): Promise<T> => {
    const response = await answer(path, init)
    if (response.status === 204) return undefined as T
    return (await response.json()) as T
  }
  return {
    get: (path) => ask(path, { headers: { accept: 'application/json' } }),
    file: async (path) => (await answer(path, {})).blob(),
    send: ({ method, path, body, version, idempotencyKey }) => {
      const form = body instanceof FormData
      const headers = {
        accept: 'application/json',
        'x-csrf-token': csrf,
        ...(form || body === undefined ? {} : { 'content-type': 'application/json' }),
        ...(version === undefined ? {} : { 'if-match': `"${version}"` }),
        ...(idempotencyKey === undefined ? {} : { 'idempotency-key': idempotencyKey }),
      }
      return ask(path, { method, headers, ...(body === undefined ? {} : { body: form ? body : JSON.stringify(body) }) })
    },
    keepCsrf: (token) => {
      csrf = token
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
