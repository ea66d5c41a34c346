import { memoryKeyring, newEncryptionKey, newSigningKey, newWrappingKey } from '@ihala/seal'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import type { FreshDatabase } from '../../../test/kit/fresh-database.ts'
import { migratedDatabase } from '../../../test/kit/migrated-database.ts'
import { migrationSources } from './migration-sources.ts'
import { openPools, type Pools } from './pool.ts'
import { createSessions, SESSION_LIFE, type Sessions, secondsLeft } from './session.ts'

const keyring = memoryKeyring({ signing: newSigningKey().jwk, encryption: [newEncryptionKey().jwk], wrapping: [newWrappingKey()] })
const noura = {
  issuer: 'https://id.test',
  sub: 'noura',
  roles: ['shelter-worker'],
  names: { ar: 'نورة', en: 'Noura Al-Test' },
  languages: ['ar', 'en'],
} as const
const start = Date.parse('2026-03-01T08:00:00Z')

let fresh: FreshDatabase
let pools: Pools
let at = start
let sessions: Sessions

/** Another replica, with a memory of its own. */
const replica = (): Sessions => createSessions({ pools, keyring, slug: 'care-house', production: false, now: () => new Date(at) })

beforeAll(async () => {
  fresh = await migratedDatabase(migrationSources([]))
  pools = openPools(fresh.appUrl, 'care-house')
})
afterAll(async () => {
  await pools.close()
  await fresh.drop()
})
beforeEach(() => {
  at = start
  sessions = replica()
})

async function signedIn() {
  const { id } = await sessions.admit(noura)
  return { id, cookie: await sessions.open(id) }
}

describe('sessions', () => {
  it('keep a member under one id and pseudonym over sign-ins, and follow the provider’s roles and names', async () => {
    const { id, cookie } = await signedIn()
    const before = await sessions.find(cookie)
    expect(before?.staff).toMatchObject({ id, roles: ['shelter-worker'], names: noura.names, languages: ['ar', 'en'] })
    const again = await sessions.admit({ ...noura, roles: ['admin'], names: { ar: 'ن', en: 'N' } })
    expect(again).toEqual({ id, suspended: false })
    const after = await replica().find(cookie)
    expect(after?.staff).toMatchObject({ id, pseudonym: before?.staff.pseudonym, roles: ['admin'], names: { ar: 'ن', en: 'N' } })
  })

  it('leave neither the cookie nor a name in the tables, and nothing for a transaction that said nobody', async () => {
    const { cookie } = await signedIn()
    const { requests, background } = pools
    expect(await requests`select * from kit.session`).toHaveLength(0)
    const everything = JSON.stringify([
      await background`select encode(id_hash, 'escape'), csrf from kit.session`,
      await background`select encode(names, 'escape') from kit.staff`,
    ])
    expect(everything).not.toContain(cookie)
    expect(everything).not.toContain('Noura')
    expect(await sessions.find(cookie)).toBeDefined()
    const [{ actor }] = await requests<[{ actor: string | null }]>`select nullif(current_setting('ihala.staff', true), '') as actor`
    expect(actor).toBeNull()
  })

  it('end after 30 idle minutes, whatever happened before', async () => {
    const { cookie } = await signedIn()
    at += SESSION_LIFE.idle - 1
    expect(await sessions.find(cookie)).toBeDefined()
    at += SESSION_LIFE.idle - 1
    expect(await replica().find(cookie)).toBeDefined()
    at += SESSION_LIFE.idle
    expect(await replica().find(cookie)).toBeUndefined()
    expect(await sessions.find(cookie)).toBeUndefined()
  })

  it('T22: an open page that asks by itself keeps nobody signed in; somebody who comes back right after it asked stays', async () => {
    const { cookie } = await signedIn()
    const page = replica()
    for (; at < start + SESSION_LIFE.idle - SESSION_LIFE.touchEvery; at += SESSION_LIFE.touchEvery)
      expect(await page.look(cookie)).toBeDefined()
    // Remembered from the page's own question a moment ago: being there is written down all the same.
    await page.look(cookie)
    expect(page.knownThere(cookie)).toBeUndefined()
    expect((await page.find(cookie))?.seenAt).toBe(at)
    expect(page.knownThere(cookie)).toBeDefined()
    at += SESSION_LIFE.idle - 1
    expect(await replica().look(cookie)).toBeDefined()
    at += 1
    expect(await page.look(cookie)).toBeUndefined()
  })

  it('say how long they last: if nobody is there from now on, and at most', async () => {
    const { cookie } = await signedIn()
    at += 10 * 60_000
    const session = await sessions.look(cookie)
    expect(session && secondsLeft(session, at)).toEqual({ idle: 20 * 60, atMost: 12 * 3600 - 600 })
    expect(session && secondsLeft(session, start + SESSION_LIFE.absolute - 60_000)).toEqual({ idle: 0, atMost: 60 })
  })

  it('end after 12 hours, however busy', async () => {
    const { cookie } = await signedIn()
    for (; at < start + SESSION_LIFE.absolute; at += SESSION_LIFE.idle - 1000) expect(await sessions.find(cookie)).toBeDefined()
    at = start + SESSION_LIFE.absolute
    expect(await sessions.find(cookie)).toBeUndefined()
  })

  it('end at once here when signed out, and within seconds in another replica', async () => {
    const { cookie } = await signedIn()
    const other = replica()
    await sessions.find(cookie)
    await other.find(cookie)
    expect(sessions.known(cookie)).toBeDefined()
    await sessions.end(cookie)
    expect(sessions.known(cookie)).toBeUndefined()
    expect(await sessions.find(cookie)).toBeUndefined()
    at += SESSION_LIFE.remembered
    expect(await other.find(cookie)).toBeUndefined()
  })

  it('T33: end with a suspension, and open again only when it is lifted', async () => {
    const { id, cookie } = await signedIn()
    await sessions.find(cookie)
    const suspend = (since: string | null) => pools.background`update kit.staff set suspended_at = ${since} where id = ${id}`
    await suspend(new Date(at).toISOString())
    expect(await replica().find(cookie)).toBeUndefined()
    await sessions.endAllOf(id)
    expect(sessions.known(cookie)).toBeUndefined()
    expect(await sessions.admit(noura)).toEqual({ id, suspended: true })
    await suspend(null)
    expect(await sessions.find(cookie)).toBeUndefined()
    expect(await sessions.admit(noura)).toEqual({ id, suspended: false })
  })

  it('are forgotten when they have ended, and no others', async () => {
    await sessions.purge()
    const old = await signedIn()
    at += SESSION_LIFE.idle + 1
    const young = await signedIn()
    expect(await sessions.purge()).toBeGreaterThanOrEqual(1)
    expect(await replica().find(young.cookie)).toBeDefined()
    expect(await replica().find(old.cookie)).toBeUndefined()
  })

  it.each(['', 'x', "' or 1=1 --", 'A'.repeat(43)])('do not know the cookie %j', async (cookie) => {
    expect(await sessions.find(cookie)).toBeUndefined()
  })
})
