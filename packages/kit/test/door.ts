import type { StaffRole } from '@ihala/contract'
import type { App } from '../src/app.ts'
import type { AppOptions } from '../src/app-options.ts'
import { buildApp } from '../src/http.ts'
import type { IdentityProvider } from '../src/identity.ts'
import { createMetrics } from '../src/metrics.ts'
import type { Session, Sessions } from '../src/session.ts'
import { noTracing } from '../src/telemetry.ts'

/** The Care House, a shelter of the demo network; all people in it are invented. */
export const careHouse = {
  slug: 'care-house',
  kind: 'shelter',
  entityId: 'https://care-house.ihala.test',
  names: { ar: 'بيت الرعاية', en: 'Care House' },
  languages: ['ar', 'en'],
  timeZone: 'Asia/Qatar',
}

export const CSRF = 'token-of-this-session'
export const IDS: Readonly<Record<'noura' | 'samir', string>> = {
  noura: '01890a5d-ac96-774b-bcce-b302099a8057',
  samir: '01890a5d-ac96-774b-bcce-b302099a8058',
}

/** Sessions in memory: the cookie is the name of the person. */
export function memorySessions(): Sessions & { ended: string[]; lookUps: () => number; glances: () => number } {
  const person = (id: string, en: string, roles: StaffRole[]): Session => ({
    staff: { id, pseudonym: 'AAAAAAAAAAAAAAAAAAAAAA', roles, names: { ar: 'اسم', en }, languages: ['ar'] },
    csrf: CSRF,
    createdAt: Date.parse('2026-03-01T07:00:00Z'),
    seenAt: Date.parse('2026-03-01T07:59:30Z'),
  })
  const open = new Map([
    ['noura', person(IDS.noura, 'Noura', ['shelter-worker'])],
    ['samir', person(IDS.samir, 'Samir', ['analyst'])],
  ])
  const ended: string[] = []
  let lookUps = 0
  let glances = 0
  return {
    cookieName: 'ihala_session_care-house',
    known: () => undefined,
    knownThere: () => undefined,
    look: (cookie) => {
      glances += 1
      return Promise.resolve(open.get(cookie))
    },
    find: (cookie) => {
      lookUps += 1
      return Promise.resolve(open.get(cookie))
    },
    admit: () => Promise.resolve({ id: IDS.noura, suspended: false }),
    open: () => Promise.resolve('noura'),
    end: (cookie) => {
      if (open.delete(cookie)) ended.push(cookie)
      return Promise.resolve()
    },
    endAllOf: () => Promise.resolve(),
    purge: () => Promise.resolve(0),
    ended,
    lookUps: () => lookUps,
    glances: () => glances,
  }
}

/** A provider nobody calls. */
export const silentProvider: IdentityProvider = {
  begin: () => Promise.reject(new Error('not called')),
  finish: () => Promise.reject(new Error('not called')),
  signOutLocation: () => undefined,
}

/** A door of the Care House with whatever a test adds; `lines` is what it logged. */
export async function aDoor(
  options: Partial<AppOptions> = {},
): Promise<{ app: App; lines: string[]; sessions: ReturnType<typeof memorySessions> }> {
  const lines: string[] = []
  const sessions = memorySessions()
  const app = await buildApp({
    organisation: careHouse,
    environment: 'development',
    version: '0.1.0',
    baseUrl: 'http://127.0.0.1:4001',
    policies: [],
    sessions,
    provider: silentProvider,
    clientSecret: 'a secret of the test',
    now: () => new Date('2026-03-01T08:00:00Z'),
    metrics: createMetrics(),
    tracing: noTracing,
    readiness: () => ({ ready: true }),
    logs: { level: 'debug', stream: { write: (line) => lines.push(line) } },
    ...options,
  })
  return { app, lines, sessions }
}

/** Headers of a signed-in person. */
export function as(name: string, more: Record<string, string> = {}): Record<string, string> {
  return { cookie: `ihala_session_care-house=${name}`, 'x-csrf-token': CSRF, ...more }
}
