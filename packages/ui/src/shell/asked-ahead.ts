import type { SessionView } from '@ihala/contract'
import { readTables } from '../i18n/tables.ts'
import { worksOnCases } from './roles.ts'

/** The list on the first screen. */
export const FIRST_LIST = '/referrals?box=received'
/** What nobody took in so long is forgotten, milliseconds. */
const FORGOTTEN_AFTER = 10_000

/**
 * What the first screen shows, asked for while the program is still on its way: this file is small, and is run before all others have
 * come (`vite.config.ts`). The answers are in the memory of this page alone, and are given out once.
 */
const answers = new Map<string, Promise<unknown>>()
const session = ask<SessionView>('/session')
const isFirstScreen = location.pathname === '/desk/' && location.search === ''
answers.set(
  '/session',
  session.then((answer) => {
    // The session said that somebody is there; what follows from it does not.
    if (answer && isFirstScreen && worksOnCases(answer.staff.roles)) answers.set(FIRST_LIST, ask(FIRST_LIST, { 'x-by-itself': '1' }))
    return answer
  }),
)
setTimeout(() => answers.clear(), FORGOTTEN_AFTER)
readTables()

/**
 * The answer to what was asked ahead, once; null where the answer is that there is nothing (nobody is signed in). Undefined where it was
 * not asked, or not answered well: whoever needs it asks.
 */
export function askedAhead(path: string): Promise<unknown> | undefined {
  const answer = answers.get(path)
  answers.delete(path)
  return answer
}

/** Whether the first list is asked for; known once the session is. */
export function isListAsked(): boolean {
  return answers.has(FIRST_LIST)
}

async function ask<T>(path: string, headers: Readonly<Record<string, string>> = {}): Promise<T | null | undefined> {
  try {
    const response = await fetch(path, { credentials: 'same-origin', headers: { accept: 'application/json', ...headers } })
    if (response.status === 204) return null
    return response.ok ? ((await response.json()) as T) : undefined
  } catch {
    return undefined
  }
}
