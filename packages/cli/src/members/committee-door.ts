import { randomUUID } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { check, REFUSALS, type RefusalCode } from '@ihala/contract'
import Type from 'typebox'
import { CommandProblem } from '../problem.ts'

const PATIENCE_MS = 30_000
const isSession = check(Type.Object({ csrf: Type.String() }))
const isProblem = check(Type.Object({ code: Type.String(), field: Type.Optional(Type.String()), rule: Type.Optional(Type.String()) }))

/** The committee's service, for a member of its staff who is signed in. */
export interface CommitteeDoor {
  /** Throws CommandProblem when it is not there, refuses, or answers something else than `fits`. */
  readonly get: <T>(path: string, fits: (value: unknown) => value is T) => Promise<T>
  readonly post: <T>(path: string, body: object | undefined, fits: (value: unknown) => value is T) => Promise<T>
}

/**
 * Opens the committee's door with the session of somebody who signed in. `sessionFile` holds the session's cookie as
 * `name=value`; `-` is standard input: never an argument, which every process of the machine can read. Throws CommandProblem.
 */
export async function committeeDoor(at: string, sessionFile: string): Promise<CommitteeDoor> {
  const cookie = sessionIn(sessionFile)
  const ask = async (
    method: 'GET' | 'POST',
    path: string,
    more: { headers?: Record<string, string>; body?: string } = {},
  ): Promise<unknown> => {
    const { headers = {}, ...rest } = more
    const signal = AbortSignal.timeout(PATIENCE_MS)
    const response = await fetch(`${at}${path}`, { method, headers: { cookie, ...headers }, signal, ...rest }).catch(() => {
      throw new CommandProblem(`${at}: nobody answers there`)
    })
    if (response.status === 204) throw new CommandProblem(`${at}: ${wordsOf({ code: 'not-signed-in' })}`)
    const answer: unknown = await response.json().catch(() => undefined)
    if (response.ok) return answer
    throw new CommandProblem(`${at}: ${isProblem(answer) ? wordsOf(answer) : `the committee answered ${response.status}`}`)
  }
  const fitting = <T>(answer: unknown, fits: (value: unknown) => value is T): T => {
    if (!fits(answer)) throw new CommandProblem(`${at}: answers, but not as a committee's service of this version`)
    return answer
  }
  const { csrf } = fitting(await ask('GET', '/session'), isSession)
  return {
    get: async (path, fits) => fitting(await ask('GET', path), fits),
    post: async (path, body, fits) => {
      const headers = { 'x-csrf-token': csrf, 'idempotency-key': randomUUID() }
      const json =
        body === undefined ? { headers } : { headers: { ...headers, 'content-type': 'application/json' }, body: JSON.stringify(body) }
      return fitting(await ask('POST', path, json), fits)
    },
  }
}

function sessionIn(file: string): string {
  let text: string
  try {
    text = readFileSync(file === '-' ? 0 : file, 'utf8').trim()
  } catch {
    throw new CommandProblem(`${file}: the session cannot be read`)
  }
  if (!/^[\w-]+=[\w-]+$/.test(text))
    throw new CommandProblem(`${file}: holds no session; it is one line, name=value, of the cookie of your session`)
  return text
}

const isCode = (code: string): code is RefusalCode => code in REFUSALS

function wordsOf({ code, field, rule }: { readonly code: string; readonly field?: string; readonly rule?: string }): string {
  const facts = [field, rule].filter((fact) => fact !== undefined).join(' ')
  return `${isCode(code) ? REFUSALS[code] : 'The committee refused.'} (${[code, facts].filter((part) => part !== '').join(': ')})`
}
