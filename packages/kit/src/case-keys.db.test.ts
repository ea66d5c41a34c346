import { keysToErase, sqlStore, wordsNow } from '@ihala/exchange'
import type { Tx } from '@ihala/ledger'
import { memoryKeyring, newEncryptionKey, newSigningKey, newWrappingKey } from '@ihala/seal'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { FreshDatabase } from '../../../test/kit/fresh-database.ts'
import { migratedDatabase } from '../../../test/kit/migrated-database.ts'
import { caseKeyStore } from './case-keys.ts'
import { randomId } from './ids.ts'
import { migrationSources } from './migration-sources.ts'
import { openPools, type Pools } from './pool.ts'

let database: FreshDatabase
let pools: Pools
const keyring = memoryKeyring({ signing: newSigningKey().jwk, encryption: [newEncryptionKey().jwk], wrapping: [newWrappingKey()] })

beforeAll(async () => {
  database = await migratedDatabase(migrationSources([]))
  pools = openPools(database.appUrl, 'care-house')
})
afterAll(async () => {
  await pools.close()
  await database.drop()
})

test('what is encrypted for a case opens for that case, row and category only', async () => {
  const keys = caseKeyStore(keyring, () => 0)
  const [ours, theirs] = [randomId(), randomId()]
  await pools.background.begin(async (tx) => {
    await keys.create(tx, ours, ['identity'])
    await keys.create(tx, theirs, ['identity'])
    const bytes = await keys.encryptFor(tx, ours, 'identity', 'row-1/identity', Buffer.from('an invented name'))
    expect(bytes.includes('invented')).toBe(false)
    expect((await keys.decryptFor(tx, ours, 'identity', 'row-1/identity', bytes)).toString()).toBe('an invented name')
    await expect(keys.decryptFor(tx, ours, 'identity', 'row-1/health', bytes)).rejects.toThrow('do not open')
    await expect(keys.decryptFor(tx, theirs, 'identity', 'row-1/identity', bytes)).rejects.toThrow('do not open')
  })
})

test('a case has one key, whoever makes it first', async () => {
  const caseId = randomId()
  const made = await Promise.all(
    Array.from({ length: 4 }, () => pools.background.begin((tx) => caseKeyStore(keyring, () => 0).keyFor(tx, caseId, 'need'))),
  )
  expect(new Set(made.map((key) => key.toString('hex'))).size).toBe(1)
})

test('a fresh key is used before it is written, and is there when its transaction is', async () => {
  const caseId = randomId()
  const keys = caseKeyStore(keyring, () => 0)
  const sealed = await pools.background.begin(async (tx) => {
    const [, bytes] = await Promise.all([
      keys.make(tx, caseId, ['', 'need']),
      keys.encryptFor(tx, caseId, 'need', 'need', Buffer.from('a bed')),
    ])
    return bytes
  })
  const opened = await pools.background.begin((tx) => caseKeyStore(keyring, () => 0).decryptFor(tx, caseId, 'need', 'need', sealed))
  expect(opened.toString()).toBe('a bed')
})

test('a key is not made twice: the transaction that tries is lost, and the first key stands', async () => {
  const keys = caseKeyStore(keyring, () => 0)
  const caseId = randomId()
  const first = await pools.background.begin((tx) => keys.keyFor(tx, caseId, 'need'))
  await expect(pools.background.begin((tx) => keys.make(tx, caseId, ['', 'need']))).rejects.toMatchObject({ code: '23505' })
  expect(await pools.background.begin((tx) => keys.keyOf(tx, caseId, 'need'))).toEqual(first)
})

test('keys asked for at once come by one statement, each to who asked', async () => {
  const caseIds = Array.from({ length: 5 }, randomId)
  const made = await pools.background.begin((tx) =>
    Promise.all(caseIds.map((caseId) => caseKeyStore(keyring, () => 0).keyFor(tx, caseId, 'need'))),
  )
  let statements = 0
  const found = await pools.background.begin((tx) => {
    const counting = new Proxy(tx, {
      apply: (target, self, given) => {
        statements += 1
        return Reflect.apply(target, self, given)
      },
    })
    const keys = caseKeyStore(keyring, () => 0)
    return Promise.all([...caseIds, randomId()].map((caseId) => keys.keyOf(counting, caseId, 'need').catch((error: unknown) => error)))
  })
  expect(statements).toBe(1)
  expect(found.slice(0, 5)).toEqual(made)
  expect(found[5]).toMatchObject({ code: 'referral-unknown' })
})

test('an unknown case is refused', async () => {
  const keys = caseKeyStore(keyring, () => 0)
  await expect(pools.background.begin((tx) => keys.keyOf(tx, randomId(), 'need'))).rejects.toMatchObject({ code: 'referral-unknown' })
})

test('a key made in a transaction that was rolled back is nowhere, not in memory either', async () => {
  const keys = caseKeyStore(keyring, () => 0)
  const caseId = randomId()
  const rolledBack = pools.background.begin(async (tx) => {
    await keys.create(tx, caseId, ['need'])
    await keys.keyOf(tx, caseId, 'need')
    await caseKeyStore(keyring, () => 0).keyOf(tx, caseId, 'need')
    throw new Error('rolled back')
  })
  await expect(rolledBack).rejects.toThrow('rolled back')
  await expect(pools.background.begin((tx) => keys.keyOf(tx, caseId, 'need'))).rejects.toMatchObject({ code: 'referral-unknown' })
})

test('a key is looked up once, and again when its time in memory is over', async () => {
  let now = 0
  let unwrapped = 0
  const counting = {
    wrap: keyring.wrap,
    unwrap: (bytes: Uint8Array) => {
      unwrapped += 1
      return keyring.unwrap(bytes)
    },
  }
  const keys = caseKeyStore(counting, () => now)
  const caseId = randomId()
  await pools.background.begin((tx) => keys.create(tx, caseId, ['need']))
  for (let round = 0; round < 3; round++) await pools.background.begin((tx) => keys.keyOf(tx, caseId, 'need'))
  expect(unwrapped).toBe(1)
  now = 11 * 60_000
  await pools.background.begin((tx) => keys.keyOf(tx, caseId, 'need'))
  expect(unwrapped).toBe(2)
})

test('T42 an erased key is gone, and nothing makes another one in its place', async () => {
  const keys = caseKeyStore(keyring, () => 0)
  const other = caseKeyStore(keyring, () => 0)
  const caseId = randomId()
  const on = <R>(work: (tx: Tx) => Promise<R>) => pools.background.begin(work)
  await on((tx) => keys.create(tx, caseId, ['', 'health']))
  const spine = await on((tx) => keys.keyOf(tx, caseId, ''))
  await on(async (tx) => {
    await keys.erase(tx, caseId, ['health', 'identity'])
    await expect(keys.keyFor(tx, caseId, 'health')).rejects.toMatchObject({ code: 'erased' })
  })
  for (const store of [keys, other]) {
    for (const part of ['health', 'identity'] as const) {
      const asked = [
        (tx: Tx) => store.keyOf(tx, caseId, part),
        (tx: Tx) => store.keyFor(tx, caseId, part),
        (tx: Tx) => store.create(tx, caseId, [part]),
        (tx: Tx) => store.encryptFor(tx, caseId, part, 'row', Buffer.from('x')),
      ]
      for (const ask of asked) await expect(on<unknown>(ask)).rejects.toMatchObject({ code: 'erased' })
    }
    expect(await on((tx) => store.keyOf(tx, caseId, ''))).toEqual(spine)
    await expect(on((tx) => store.keyOf(tx, caseId, 'need'))).rejects.toMatchObject({ code: 'referral-unknown' })
  }
  const rows = await on(
    (tx) => tx<{ part: string; wrapped: Buffer | null }[]>`
    select part, wrapped from kit.case_key where case_id = ${caseId} and erased_at is not null order by part`,
  )
  expect(rows).toEqual([
    { part: 'health', wrapped: null },
    { part: 'identity', wrapped: null },
  ])
})

test('each part has a key of its own, and a new case writes them by one statement', async () => {
  const caseId = randomId()
  const keys = caseKeyStore(keyring, () => 0)
  let statements = 0
  const made = await pools.background.begin(async (tx) => {
    const counting = new Proxy(tx, {
      apply: (target, self, given) => {
        statements += 1
        return Reflect.apply(target, self, given)
      },
    })
    await keys.make(counting, caseId, ['', 'need'])
    return Promise.all([keys.keyOf(counting, caseId, ''), keys.keyOf(counting, caseId, 'need')])
  })
  expect(statements).toBe(1)
  expect(made[0]).not.toEqual(made[1])
  const again = caseKeyStore(keyring, () => 0)
  expect(await pools.background.begin((tx) => Promise.all([again.keyOf(tx, caseId, ''), again.keyOf(tx, caseId, 'need')]))).toEqual(made)
})

/** A case that was referred under a grant. */
async function referred(): Promise<string> {
  const [caseId, hash] = [randomId(), randomId()]
  await pools.background.begin(async (tx) => {
    await tx`
      insert into exchange.conversation (case_id, partner, side, state, cancelling, responsible, my_seq, their_seq, request_grant)
      values (${caseId}, 'https://itf.network.example', 'recipient', 'accepted', false, 'recipient', 1, 1, ${hash})`
    await tx`
      insert into exchange.grant_held (hash, case_id, iss, aud, expires_at, jws)
      values (${hash}, ${caseId}, 'https://itf.network.example', 'https://care-house.network.example', now() + interval '1 day', 'x')`
  })
  return caseId
}

test('T42 whoever still has an erased key of words in memory writes under the next one; two that write first agree on it', async () => {
  const [house, late, third] = [caseKeyStore(keyring, () => 0), caseKeyStore(keyring, () => 0), caseKeyStore(keyring, () => 0)]
  const caseId = await referred()
  const on = <R>(work: (tx: Tx) => Promise<R>) => pools.background.begin(work)
  const says = (keys: typeof house, what: string) =>
    on(async (tx) => {
      const part = await wordsNow(tx, caseId)
      return { part, bytes: await keys.encryptFor(tx, caseId, part, what, Buffer.from(what)) }
    })
  const { part: first, bytes: before } = await says(house, 'said before')
  // Looked up, so that it stays in this one's memory.
  expect((await on((tx) => late.decryptFor(tx, caseId, 'words', 'said before', before))).toString()).toBe('said before')
  const takesBack = (whole: boolean) =>
    on(async (tx) => {
      await sqlStore(pools.background).withdrawGrants(tx, caseId, whole ? 'all' : ['health'], '2026-11-22T20:00:00.000Z')
      await house.erase(tx, caseId, await keysToErase(tx, caseId, ['health', 'words'], whole))
    })
  await takesBack(false)
  const [since, beside] = await Promise.all([says(late, 'said since'), says(third, 'said beside')])
  expect([first, since.part, beside.part]).toEqual(['words', 'words-2', 'words-2'])
  for (const [what, { bytes }] of [
    ['said since', since],
    ['said beside', beside],
  ] as const)
    expect((await on((tx) => house.decryptFor(tx, caseId, 'words-2', what, bytes))).toString()).toBe(what)
  // The earlier bytes, come back with an older copy, open under neither.
  await expect(on((tx) => third.decryptFor(tx, caseId, 'words', 'said before', before))).rejects.toMatchObject({ code: 'erased' })
  await expect(on((tx) => third.decryptFor(tx, caseId, 'words-2', 'said before', before))).rejects.toThrow('do not open')

  await takesBack(false)
  // Whoever looks it up from now on.
  const fresh = caseKeyStore(keyring, () => 0)
  await expect(on((tx) => fresh.keyOf(tx, caseId, 'words-2'))).rejects.toMatchObject({ code: 'erased' })
  expect((await says(late, 'said again')).part).toBe('words-3')
  await takesBack(true)
  await expect(says(late, 'said after all')).rejects.toMatchObject({ code: 'grant-missing' })
  await expect(on((tx) => fresh.keyFor(tx, caseId, 'words-3'))).rejects.toMatchObject({ code: 'erased' })
})

test('c2 what is withheld is to everybody as if it were erased, in other processes too, but to whoever may open what a law keeps', async () => {
  const [keys, other] = [caseKeyStore(keyring, () => 0), caseKeyStore(keyring, () => 0)]
  const caseId = randomId()
  const on = <R>(work: (tx: Tx) => Promise<R>) => pools.background.begin(work)
  const bytes = await on(async (tx) => {
    await keys.create(tx, caseId, ['identity'])
    return keys.encryptFor(tx, caseId, 'health', 'row', Buffer.from('kept by a law'))
  })
  await on(async (tx) => {
    await keys.keyOf(tx, caseId, 'health')
    for (const _ of ['once', 'and again']) await keys.withhold(tx, caseId, ['health', 'contact'])
    await expect(keys.keyOf(tx, caseId, 'health')).rejects.toMatchObject({ code: 'erased' })
    keys.committed(tx)
  })
  for (const store of [keys, other])
    for (const ask of [
      (tx: Tx) => store.keyOf(tx, caseId, 'health'),
      (tx: Tx) => store.keyFor(tx, caseId, 'health'),
      (tx: Tx) => store.create(tx, caseId, ['health']),
      (tx: Tx) => store.decryptFor(tx, caseId, 'health', 'row', bytes),
    ])
      await expect(on<unknown>(ask)).rejects.toMatchObject({ code: 'erased' })
  expect((await on((tx) => other.decryptWithheld(tx, caseId, 'health', 'row', bytes))).toString()).toBe('kept by a law')
  // What was opened for that is in no memory.
  await expect(on((tx) => other.keyOf(tx, caseId, 'health'))).rejects.toMatchObject({ code: 'erased' })
  expect((await on((tx) => keys.keyOf(tx, caseId, 'identity'))).length).toBe(32)
  // Once the law lets it go, it goes for everybody.
  await on((tx) => keys.erase(tx, caseId, ['health']))
  await expect(on((tx) => other.decryptWithheld(tx, caseId, 'health', 'row', bytes))).rejects.toMatchObject({ code: 'erased' })
})

test('nobody in particular gets no key', async () => {
  const keys = caseKeyStore(keyring, () => 0)
  const caseId = randomId()
  await pools.background.begin((tx) => keys.create(tx, caseId, ['need']))
  await expect(pools.requests.begin((tx) => caseKeyStore(keyring, () => 0).keyOf(tx, caseId, 'need'))).rejects.toMatchObject({
    code: 'referral-unknown',
  })
})
