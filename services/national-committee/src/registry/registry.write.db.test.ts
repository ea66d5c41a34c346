import { randomBytes } from 'node:crypto'
import type { RegistryStatement } from '@ihala/contract'
import { membershipLeaf, migrationSources, openPools, type Pools, type Tx } from '@ihala/kit'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { FreshDatabase } from '../../../../test/kit/fresh-database.ts'
import { migratedDatabase } from '../../../../test/kit/migrated-database.ts'
import { service } from '../service.ts'
import { changesFrom, heldMembers } from './registry.store.ts'
import { type AnchorsWord, type Signed, takeWord } from './registry.write.ts'

const NOW = 1_772_352_000
const AT = '2026-03-01T08:00:00.000Z'
const ANCHOR = 'https://national-committee.ihala.test'
let database: FreshDatabase
let pools: Pools

beforeAll(async () => {
  database = await migratedDatabase(migrationSources(service.features))
  pools = openPools(database.appUrl, 'national-committee')
})
afterAll(async () => {
  await pools.close()
  await database.drop()
})

const inTx = <T>(work: (tx: Tx) => Promise<T>): Promise<T> => pools.background.begin(work) as Promise<T>
const take = (word: Partial<AnchorsWord>) =>
  inTx((tx) => takeWord(tx, { statements: [], list: undefined, marks: [], configuration: undefined, crossings: [], ...word }, AT))
const log = () => inTx((tx) => changesFrom(tx, 0, 1000))
const ofMember = async (sub: string) => (await log()).filter(({ entityId }) => entityId === sub).map(({ change }) => change)

/** A statement as verification gave it; the signature was looked at before this. */
function aStatement(sub: string, iat = NOW, status: 'live' | 'suspended' = 'live'): Signed<RegistryStatement> {
  const kid = 'A'.repeat(43)
  return {
    jws: `header.${randomBytes(8).toString('base64url')}.signature`,
    content: {
      iss: ANCHOR,
      sub,
      iat,
      exp: iat + 86_400,
      jwks: { keys: [{ kty: 'OKP', crv: 'Ed25519', x: kid, kid, use: 'sig', nbf: NOW, exp: NOW + 90 * 86_400 }] },
      metadata: {
        ihala_member: {
          kind: 'shelter',
          names: { ar: 'دار', en: 'House' },
          status,
          bus_tag: `A${'A'.repeat(55)}`,
          sends: [],
          accepts: {},
          serves: [],
          takes: [],
        },
      },
    },
  }
}
const aMember = () => `https://m${randomBytes(5).toString('hex')}.ihala.test`
const aList = (members: string[], iat: number) => ({
  jws: `list.${iat}.signature`,
  content: { iss: ANCHOR, iat, exp: iat + 86_400, members },
})

test('K8: admitted, suspended, restored: each once in the log, a renewal not at all', async () => {
  const sub = aMember()
  await take({ statements: [aStatement(sub)] })
  await take({ statements: [aStatement(sub, NOW + 60)] })
  await take({ statements: [aStatement(sub, NOW + 120, 'suspended')] })
  await take({ statements: [aStatement(sub, NOW + 180)] })
  expect(await ofMember(sub)).toEqual(['admitted', 'suspended', 'restored'])
})

test('the same word twice changes nothing the second time', async () => {
  const word = { statements: [aStatement(aMember())] }
  expect(await take(word)).toHaveLength(1)
  expect(await take(word)).toEqual([])
})

test('K2: an older word is refused, and with it all of its request', async () => {
  const [known, fresh] = [aMember(), aMember()]
  await take({ statements: [aStatement(known, NOW + 60, 'suspended')] })
  await expect(take({ statements: [aStatement(fresh), aStatement(known, NOW)] })).rejects.toMatchObject({
    code: 'statement-invalid',
    facts: { field: '/statements/1', rule: 'older' },
  })
  expect(await ofMember(fresh)).toEqual([])
  const held = (await inTx((tx) => heldMembers(tx))).find(({ entityId }) => entityId === known)
  expect(held?.content.metadata.ihala_member.status).toBe('suspended')
})

test('K8: who the new list names no longer is removed, and admitted when the anchor speaks of it again', async () => {
  const leaving = aMember()
  await take({ statements: [aStatement(leaving)] })
  const staying = (await inTx((tx) => heldMembers(tx))).map(({ entityId }) => entityId).filter((entityId) => entityId !== leaving)
  await take({ list: aList(staying, NOW + 10) })
  await take({ list: aList(staying, NOW + 20) })
  expect(await ofMember(leaving)).toEqual(['admitted', 'removed'])
  await expect(take({ list: aList([...staying, leaving], NOW + 5) })).rejects.toMatchObject({
    code: 'statement-invalid',
    facts: { field: '/list', rule: 'older' },
  })
  await take({ statements: [aStatement(leaving, NOW + 30)] })
  expect(await ofMember(leaving)).toEqual(['admitted', 'removed', 'admitted'])
})

test('eight requests at once leave a log without gap or fork, each leaf that of its entry', async () => {
  await Promise.all(Array.from({ length: 8 }, () => take({ statements: [aStatement(aMember()), aStatement(aMember())] })))
  const entries = await log()
  expect(entries.map(({ position }) => position)).toEqual(entries.map((_entry, index) => index))
  for (const entry of entries) expect(entry.leaf).toBe(membershipLeaf(entry).toString('base64url'))
})

test('the database refuses to change or shorten the log', async () => {
  await take({ statements: [aStatement(aMember())] })
  await expect(inTx((tx) => tx`update registry.change set change = 'restored'`)).rejects.toThrow(/only added to/)
  await expect(inTx((tx) => tx`delete from registry.change`)).rejects.toThrow(/only added to/)
})
