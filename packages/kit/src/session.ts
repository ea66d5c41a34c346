import { hash, randomBytes, timingSafeEqual } from 'node:crypto'
import type { Names } from '@ihala/contract'
import type { Keyring } from '@ihala/seal'
import type { Profile } from './identity-claims.ts'
import { randomId, uuidv7 } from './ids.ts'
import type { Pools } from './pool.ts'
import type { Staff } from './service-context.ts'
import * as store from './session.store.ts'
import { staffNames, wrapStaffNames } from './staff-names.ts'

/** A signed-in staff member, with what screens need. */
export interface SignedInStaff extends Staff {
  readonly names: Names
  /** ISO 639 codes, best first. */
  readonly languages: readonly string[]
}

/** One signed-in browser. */
export interface Session {
  readonly staff: SignedInStaff
  /** What a changing request repeats in `x-csrf-token`. */
  readonly csrf: string
  /** When it was opened, and when its staff member was last noted as being there; epoch milliseconds. */
  readonly createdAt: number
  readonly seenAt: number
}

/** Sessions of one organisation: opaque in the browser, kept on the server by hash. */
export interface Sessions {
  /** Name of the cookie; it bears the slug, because browsers share cookies between ports of one host. */
  readonly cookieName: string
  /** The session if it was looked up within seconds, without asking the database. */
  known(cookie: string): Session | undefined
  /** As `known`, and nothing is to be written down either although the staff member is there. */
  knownThere(cookie: string): Session | undefined
  /** The session behind a cookie; undefined when there is none, it has ended, or its staff member is suspended. */
  find(cookie: string): Promise<Session | undefined>
  /** As `find`, for what happens by itself: it does not count as the staff member being there. */
  look(cookie: string): Promise<Session | undefined>
  /** Keeps a staff member who signed in. Says whether they are suspended here. */
  admit(profile: Profile): Promise<{ readonly id: string; readonly suspended: boolean }>
  /** Opens a session; the cookie's value is returned once and kept nowhere. */
  open(staffId: string): Promise<string>
  /** Ends a session, in this process at once. */
  end(cookie: string): Promise<void>
  /** Ends all sessions of a staff member (suspension), in this process at once, in other replicas within seconds. */
  endAllOf(staffId: string): Promise<void>
  /** Forgets what has ended; a job calls it. Returns how many. */
  purge(): Promise<number>
}

/** Life of a session, milliseconds. `remembered` is how long a replica may trust its own memory. */
export const SESSION_LIFE = { idle: 30 * 60_000, absolute: 12 * 3_600_000, touchEvery: 60_000, remembered: 5_000 } as const

/** Until a session ends, whole seconds from `at` (epoch milliseconds): if nobody is there from now on, and whatever happens. */
export function secondsLeft({ createdAt, seenAt }: Pick<Session, 'createdAt' | 'seenAt'>, at: number): { idle: number; atMost: number } {
  const until = (end: number): number => Math.max(0, Math.floor((end - at) / 1000))
  const atMost = until(createdAt + SESSION_LIFE.absolute)
  return { idle: Math.min(until(seenAt + SESSION_LIFE.idle), atMost), atMost }
}

const COOKIE = /^[A-Za-z0-9_-]{43}$/
const CACHE_SIZE = 10_000

interface Remembered {
  readonly session: Session
  readonly until: number
}

/** Sessions kept in `kit.session`. `now` is the clock; ids come from the system's randomness. */
export function createSessions(options: {
  /** Look-ups go where requests go; the rest is the service's own work, for a request is nobody's before its session is known. */
  readonly pools: Pick<Pools, 'requests' | 'background'>
  readonly keyring: Pick<Keyring, 'wrap' | 'unwrap'>
  readonly slug: string
  readonly production: boolean
  readonly now: () => Date
}): Sessions {
  const { keyring, now } = options
  const { requests, background } = options.pools
  const remembered = new Map<string, Remembered>()

  const alive = ({ createdAt, seenAt }: Pick<Session, 'createdAt' | 'seenAt'>, at: number): boolean =>
    at - seenAt < SESSION_LIFE.idle && at - createdAt < SESSION_LIFE.absolute
  const isDue = ({ seenAt }: Session): boolean => now().getTime() - seenAt >= SESSION_LIFE.touchEvery

  const known = (cookie: string): Remembered | undefined => {
    if (!COOKIE.test(cookie)) return undefined
    const key = keyOf(cookie)
    const entry = remembered.get(key)
    const at = now().getTime()
    if (entry && entry.until > at && alive(entry.session, at)) return entry
    remembered.delete(key)
    return undefined
  }

  const find = async (cookie: string, counts: boolean): Promise<Session | undefined> => {
    if (!COOKIE.test(cookie)) return undefined
    const entry = known(cookie)
    if (entry && !(counts && isDue(entry.session))) return entry.session
    const row = await store.findSession(requests, bytesOf(cookie))
    if (!row) return undefined
    const at = now().getTime()
    const { id, pseudonym, roles, csrf } = row
    const createdAt = new Date(row.createdAt).getTime()
    const found: Session = {
      staff: { id, pseudonym, roles, ...staffNames(keyring, row.names) },
      csrf,
      createdAt,
      seenAt: new Date(row.seenAt).getTime(),
    }
    if (!alive(found, at)) {
      await store.deleteSession(background, bytesOf(cookie))
      return undefined
    }
    const there = counts && isDue(found)
    if (there) await store.touchSession(background, bytesOf(cookie), new Date(at).toISOString())
    const session = there ? { ...found, seenAt: at } : found
    if (remembered.size >= CACHE_SIZE) remembered.clear()
    remembered.set(keyOf(cookie), { session, until: at + SESSION_LIFE.remembered })
    return session
  }

  return {
    cookieName: options.production ? `__Host-ihala_session_${options.slug}` : `ihala_session_${options.slug}`,
    known: (cookie) => known(cookie)?.session,
    knownThere: (cookie) => {
      const session = known(cookie)?.session
      return session && isDue(session) ? undefined : session
    },
    find: (cookie) => find(cookie, true),
    look: (cookie) => find(cookie, false),
    admit: ({ issuer, sub, roles, names, languages }) => {
      return store.saveStaff(background, {
        id: uuidv7(),
        pseudonym: randomId(),
        issuer,
        sub,
        roles,
        names: wrapStaffNames(keyring, { names, languages: [...languages] }),
        now: now().toISOString(),
      })
    },
    open: async (staffId) => {
      const cookie = randomBytes(32).toString('base64url')
      const csrf = randomBytes(16).toString('base64url')
      await store.insertSession(background, { idHash: bytesOf(cookie), staffId, csrf, now: now().toISOString() })
      return cookie
    },
    end: async (cookie) => {
      if (!COOKIE.test(cookie)) return
      remembered.delete(keyOf(cookie))
      await store.deleteSession(background, bytesOf(cookie))
      // A look-up under way while the row went may have put it back.
      remembered.delete(keyOf(cookie))
    },
    endAllOf: async (staffId) => {
      const forget = () => {
        for (const [key, entry] of remembered) if (entry.session.staff.id === staffId) remembered.delete(key)
      }
      forget()
      await store.deleteSessionsOf(background, staffId)
      forget()
    },
    purge: () => {
      const at = now().getTime()
      const before = (life: number) => new Date(at - life).toISOString()
      return store.deleteSessionsBefore(background, before(SESSION_LIFE.idle), before(SESSION_LIFE.absolute))
    },
  }
}

/** Whether two tokens are equal, in a time that says nothing of where they differ. */
export function sameToken(given: string, expected: string): boolean {
  const [left, right] = [Buffer.from(given), Buffer.from(expected)]
  return left.length === right.length && timingSafeEqual(left, right)
}

/** Only the hash is kept: who reads the table cannot sign in with it. */
function keyOf(cookie: string): string {
  return hash('sha256', cookie, 'base64url')
}

function bytesOf(cookie: string): Buffer {
  return hash('sha256', cookie, 'buffer')
}
