import { Refusal } from '@ihala/contract'
import type { Exchange, Outgoing } from '@ihala/exchange'
import { memoryKeyring, newEncryptionKey, newSigningKey, newWrappingKey } from '@ihala/seal'
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import type { FreshDatabase } from '../../../test/kit/fresh-database.ts'
import { migratedDatabase } from '../../../test/kit/migrated-database.ts'
import { readingsOf } from './access.store.ts'
import { act, actAlone, browse, read } from './act.ts'
import { forgetAnswers } from './idempotency.store.ts'
import { randomId, stampSource, uuidv7 } from './ids.ts'
import { migrationSources } from './migration-sources.ts'
import { openPools, type Pools } from './pool.ts'
import type { ActingService, Staff } from './service-context.ts'
import { suspend } from './staff.store.ts'
import { noTracing } from './telemetry.ts'

let database: FreshDatabase
let pools: Pools
const keyring = memoryKeyring({ signing: newSigningKey().jwk, encryption: [newEncryptionKey().jwk], wrapping: [newWrappingKey()] })
const staff: Staff = { id: uuidv7(), pseudonym: randomId(), roles: ['shelter-worker'] }
const other: Staff = { id: uuidv7(), pseudonym: randomId(), roles: ['admin'] }
const sent: unknown[] = []
const dispatched: unknown[] = []

beforeAll(async () => {
  database = await migratedDatabase(migrationSources([]))
  pools = openPools(database.appUrl, 'care-house')
  await pools.background.begin(async (tx) => {
    for (const { id, pseudonym, roles } of [staff, other]) {
      await tx`insert into kit.staff (id, issuer, sub, pseudonym, roles, last_seen) values (${id}, 'https://id.example', ${id}, ${pseudonym}, ${[...roles]}, now())`
    }
  })
})
afterAll(async () => {
  await pools.close()
  await database.drop()
})
afterEach(() => {
  sent.length = 0
  dispatched.length = 0
})

// What crosses the border is exchange's; here only when it is told to go.
const outgoing = (): Outgoing => {
  const buffer: unknown[] = []
  return {
    send: (message) => void buffer.push(message),
    flush: async () => {
      sent.push(...buffer)
      return []
    },
  }
}
const exchange: Pick<Exchange, 'outgoing' | 'dispatch'> = { outgoing, dispatch: (dispatch) => void dispatched.push(dispatch) }
const following: ActingService['following'] = (_tx, send) => ({ send, followUp: async () => 0 })
const service = () => ({
  pools,
  committed: () => undefined,
  keyring,
  exchange,
  following,
  tracing: noTracing,
  stamp: stampSource(() => new Date()),
})
const request = (more: Partial<Parameters<typeof act>[0]> = {}) => ({
  service: service(),
  staff,
  method: 'POST',
  url: '/beds',
  headers: {},
  body: {},
  ...more,
})
const withKey = (key: string, body: unknown = {}, who = staff) => request({ headers: { 'idempotency-key': key }, body, staff: who })
const keysOf = (): Promise<number> => pools.background`select from kit.case_key`.then((rows) => rows.length)

test('a change and its events go together, after the commit', async () => {
  const before = await keysOf()
  const answer = await act(request(), async (tx, _send, stamp) => {
    await tx`insert into kit.case_key (case_id, wrapped) values (${randomId()}, 'x')`
    expect(dispatched).toEqual([])
    return { id: stamp().id }
  })
  expect(answer.id).toMatch(/^[0-9a-f-]{36}$/)
  expect(await keysOf()).toBe(before + 1)
  expect(dispatched).toHaveLength(1)
})

test('a refusal rolls everything back and sends nothing', async () => {
  const before = await keysOf()
  const refused = act(withKey('refused-once'), async (tx) => {
    await tx`insert into kit.case_key (case_id, wrapped) values (${randomId()}, 'x')`
    throw new Refusal('bed-not-free')
  })
  await expect(refused).rejects.toMatchObject({ code: 'bed-not-free' })
  expect(await keysOf()).toBe(before)
  expect(dispatched).toEqual([])
  // The key was not used up: the same request may succeed later.
  expect(await act(withKey('refused-once'), async () => ({ ok: true }))).toEqual({ ok: true })
})

test('an event that cannot be composed rolls the change back', async () => {
  const before = await keysOf()
  const broken = {
    ...service(),
    exchange: { ...exchange, outgoing: () => ({ send: () => undefined, flush: () => Promise.reject(new Refusal('grant-missing')) }) },
  }
  const refused = act(request({ service: broken, headers: { 'idempotency-key': 'broken' } }), async (tx) => {
    await tx`insert into kit.case_key (case_id, wrapped) values (${randomId()}, 'x')`
  })
  await expect(refused).rejects.toMatchObject({ code: 'grant-missing' })
  expect(await keysOf()).toBe(before)
  expect(await pools.background`select from kit.idempotency where key = 'broken'`).toHaveLength(0)
})

test('a repeated request gets the first answer and does nothing', async () => {
  let done = 0
  const work = async () => ({ number: ++done })
  expect(await act(withKey('repeat-1', { bed: 4 }), work)).toEqual({ number: 1 })
  expect(await act(withKey('repeat-1', { bed: 4 }), work)).toEqual({ number: 1 })
  expect(dispatched).toHaveLength(1)
})

test('the key of another request is refused; another member may use the same key', async () => {
  await act(withKey('reused', { bed: 4 }), async () => 'four')
  await expect(act(withKey('reused', { bed: 5 }), async () => 'five')).rejects.toMatchObject({ code: 'idempotency-key-reused' })
  expect(await act(withKey('reused', { bed: 5 }, other), async () => 'theirs')).toBe('theirs')
})

test('a key used again for another upload is refused: the content counts, which no parsed body shows', async () => {
  const upload = (content: string) => act(withKey('upload', undefined), async () => content, { content })
  expect(await upload('first page')).toBe('first page')
  expect(await upload('first page')).toBe('first page')
  await expect(upload('second page')).rejects.toMatchObject({ code: 'idempotency-key-reused' })
})

test('sixteen at once with one key: one does it, the others wait and get its answer', async () => {
  let done = 0
  const answers = await Promise.all(
    Array.from({ length: 16 }, () =>
      act(withKey('at-once'), async (tx) => {
        await tx`select pg_sleep(0.05)`
        return { number: ++done }
      }),
    ),
  )
  expect(done).toBe(1)
  expect(new Set(answers.map(({ number }) => number))).toEqual(new Set([1]))
  expect(dispatched).toHaveLength(1)
})

test('two at once, the first is refused: the second does it', async () => {
  let tries = 0
  const work = async () => {
    tries += 1
    if (tries === 1) throw new Refusal('bed-not-free')
    return 'done'
  }
  const [first, second] = await Promise.allSettled([act(withKey('second-try'), work), act(withKey('second-try'), work)])
  expect([first.status, second.status].sort()).toEqual(['fulfilled', 'rejected'])
})

test('an answer at rest is unreadable, and is forgotten after fourteen days', async () => {
  await act(withKey('secret-answer'), async () => ({ name: 'Invented Name' }))
  const [row] = await pools.background<{ answer: Buffer }[]>`select answer from kit.idempotency where key = 'secret-answer'`
  expect(row?.answer.includes('Invented')).toBe(false)
  const later = (days: number) => new Date(Date.now() + days * 86_400_000).toISOString()
  expect(await pools.background.begin((tx) => forgetAnswers(tx, later(13)))).toBe(0)
  expect(await pools.background.begin((tx) => forgetAnswers(tx, later(15)))).toBeGreaterThan(0)
})

test('R-9: what is read is written down, with a leaf of the same id', async () => {
  const subject = uuidv7()
  expect(await read(request({ method: 'GET' }), { action: 'open-person', subject }, async () => 'shown')).toBe('shown')
  const [line] = await pools.background.begin((tx) => readingsOf(tx, [subject], 10))
  expect(line).toMatchObject({ staff: staff.pseudonym, action: 'open-person', subject })
  const [leaf] = await pools.background`select event from ledger.leaf_content where leaf_id = ${line?.id ?? ''}`
  expect(JSON.parse(leaf?.event)).toEqual({ kind: 'read', staff: staff.pseudonym, action: 'open-person', subject, at: line?.at })
})

test('L3: a list is read of each person it shows, and each finds it', async () => {
  const people = [uuidv7(), uuidv7()]
  const shown = (ids: string[]) => ids.map((subject) => ({ action: 'list-people', subject }))
  expect(await read(request({ method: 'GET' }), shown, async () => people)).toEqual(people)
  for (const person of people) {
    const [line, ...more] = await pools.background.begin((tx) => readingsOf(tx, [person], 10))
    expect(line).toMatchObject({ staff: staff.pseudonym, action: 'list-people', subject: person })
    expect(more).toEqual([])
    expect(await pools.background`select from ledger.leaf_content where leaf_id = ${line?.id ?? ''}`).toHaveLength(1)
  }
  expect(await pools.background.begin((tx) => readingsOf(tx, people, 10))).toHaveLength(2)
  expect(await read(request({ method: 'GET' }), shown, async () => [])).toEqual([])
})

test('what was refused was not read', async () => {
  const subject = uuidv7()
  const refused = read(request(), { action: 'open-person', subject }, () => Promise.reject(new Refusal('not-found')))
  await expect(refused).rejects.toMatchObject({ code: 'not-found' })
  expect(await pools.background.begin((tx) => readingsOf(tx, [subject], 10))).toEqual([])
})

test('browsing writes nothing, and cannot', async () => {
  await expect(browse(request(), (tx) => tx`delete from kit.case_key`)).rejects.toThrow('read-only transaction')
})

test('a suspended member can do and see nothing, in any of the three ways', async () => {
  await pools.background.begin((tx) => suspend(tx, other.id, '2026-03-01T08:00:00.000Z'))
  const theirs = request({ staff: other })
  const ways = [
    () => act(theirs, async () => 1),
    () => read(theirs, { action: 'open-person', subject: uuidv7() }, async () => 1),
    () => browse(theirs, async () => 1),
  ]
  for (const way of ways) await expect(way()).rejects.toMatchObject({ code: 'not-allowed' })
  await pools.background.begin((tx) => suspend(tx, other.id, null))
})

test('the service acts for itself without a member', async () => {
  expect(await actAlone(service(), async (tx) => (await tx`select kit.works() as works`)[0])).toEqual({ works: true })
  expect(dispatched).toHaveLength(1)
})
