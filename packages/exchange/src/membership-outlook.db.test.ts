import { ACCEPTS, type MemberKey, type RegistryStatement } from '@ihala/contract'
import { cosign, membershipOf, membershipOrigin, nameOf, signCheckpoint, type Tx } from '@ihala/ledger'
import { eventsOf } from '@ihala/policy'
import { memoryKeyring, newEncryptionKey, newSigningKey, newWrappingKey, signStatement } from '@ihala/seal'
import postgres from 'postgres'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { FreshDatabase } from '../../../test/kit/fresh-database.ts'
import { testAnchor } from '../test/anchor.ts'
import { writtenLog } from '../test/membership-log.ts'
import { uuid } from '../test/stamps.ts'
import { exchangeDatabase } from '../test/tables.ts'
import { membershipOutlook, membershipWatch, memoryHub, REGISTRY_LOG_KEY, registryCache, sqlStore } from './index.ts'

const BEGINNING = Date.parse('2026-03-01T08:00:00.000Z')
const iss = 'https://trust-anchor.test.example'
const { anchor, signers } = testAnchor(iss)
const abroad = testAnchor('https://trust-anchor.abroad.example')
const KINDS = { 'national-committee': 'national-committee', ministry: 'ministry-intake', itf: 'union-liaison', lawyers: 'legal-aid' }

let database: FreshDatabase
let db: ReturnType<typeof postgres>
beforeAll(async () => {
  database = await exchangeDatabase()
  db = postgres(database.appUrl, { max: 2, onnotice: () => undefined, connection: { 'ihala.staff': 'system' } })
})
afterAll(async () => {
  await db.end({ timeout: 5 })
  await database.drop()
})

/** A member with its keys, and what the anchor says of it. */
function aMember(slug: string, kind: string) {
  const signing = newSigningKey()
  const keyring = memoryKeyring({ signing: signing.jwk, encryption: [newEncryptionKey().jwk], wrapping: [newWrappingKey()] })
  const iat = BEGINNING / 1000
  const { kty, crv, x } = signing.jwk
  const key: MemberKey = { kty, crv, x, kid: signing.kid, use: 'sig', nbf: iat - 60, exp: iat + 86_400 }
  const statement: RegistryStatement = {
    iss,
    sub: `https://${slug}.test.example`,
    iat,
    exp: iat + 86_400,
    jwks: { keys: [key] },
    metadata: {
      ihala_member: {
        kind,
        names: { ar: slug, en: slug },
        status: 'live',
        bus_tag: `A${'B'.repeat(55)}`,
        sends: eventsOf(kind),
        accepts: ACCEPTS,
        serves: [],
        takes: [],
      },
    },
  }
  return { entityId: statement.sub, keyring, statement, key, jws: signStatement(statement, signers) }
}

test('K8, c13: on PostgreSQL a member reads the log, countersigns it, says who else did, and rings when a word is not in it', async () => {
  let now = BEGINNING
  const members = Object.entries({ 'care-house': 'shelter', ...KINDS }).map(([slug, kind]) => aMember(slug, kind))
  const [self, committee, ...others] = members
  if (!self || !committee) throw new Error('nobody is there')
  const hub = memoryHub()
  const bus = hub.member('CARE')
  const stream = hub.member('COMMITTEE', true).registry
  const store = sqlStore(db)
  const transaction = <R>(work: (tx: Tx) => Promise<R>) => db.begin(work) as Promise<R>
  const doubts: string[] = []
  const registry = registryCache({
    self: self.entityId,
    bus,
    store,
    anchors: [anchor, abroad.anchor],
    now: () => now,
    acted: (statement, jws) => watch.acted(statement, jws),
  })
  const watch = membershipWatch({
    self,
    keyring: self.keyring,
    registry,
    store,
    bus,
    transaction,
    stamp: () => ({ id: uuid(), now: new Date(now).toISOString() }),
    doubted: async (_tx, { kind, member }) => void doubts.push(`${kind} ${member}`),
  })
  const outlook = () => transaction((tx) => membershipOutlook(tx, { registry, self }, 2))
  const passes = async (seconds: number) => {
    now += seconds * 1000
    await watch.look()
  }
  for (const { jws } of members) await registry.hear(jws)
  // A member of another network stands in the log of that one.
  const stranger = { ...aMember('hostel', 'shelter').statement, iss: abroad.anchor.iss, sub: 'https://hostel.abroad.example' }
  expect(await registry.hear(signStatement(stranger, abroad.signers))).toBe(true)
  expect(await outlook()).toEqual({ stands: 'unheard', head: null, witnesses: [], changes: { total: 0, lines: [] } })

  const log = writtenLog(committee)
  for (const { entityId, jws } of members) log.add('admitted', entityId, jws, new Date(now).toISOString())
  for (const [key, word] of await log.words()) await stream.publish(key, word)
  await passes(1)
  expect(await outlook()).toMatchObject({
    stands: 'not-yet',
    head: { member: committee.entityId, size: members.length, at: new Date(now).toISOString() },
    witnesses: [],
    changes: { total: members.length, lines: [{ position: 4 }, { position: 3 }] },
  })
  // Three others tell of the same head, one of another size, one with a line that is not its own.
  const note = (await log.words()).get(REGISTRY_LOG_KEY) ?? ''
  const tell = async (teller: (typeof members)[number], by = teller, said = note) => {
    const line = cosign(said, now / 1000, {
      name: nameOf(teller.entityId),
      publicKey: Buffer.from(by.key.x, 'base64url'),
      sign: by.keyring.sign,
    })
    const heard = { origin: membershipOrigin(committee.entityId), size: Number(said.split('\n')[1]), note: `${said}${line}\n` }
    await transaction((tx) => store.log.hear(tx, teller.entityId, heard, new Date(now).toISOString()))
  }
  const [ministry, itf, lawyers] = others
  if (!ministry || !itf || !lawyers) throw new Error('nobody is there')
  const older = signCheckpoint(
    { origin: membershipOrigin(committee.entityId), size: 2, root: Buffer.alloc(32, 1), extensions: [] },
    { publicKey: Buffer.from(committee.key.x, 'base64url'), sign: committee.keyring.sign },
  )
  await tell(ministry)
  await tell(itf, ministry)
  await tell(lawyers, lawyers, older)
  const before = await outlook()
  expect(before.stands).toBe('not-yet')
  expect(before.witnesses.map(({ member, size, government, newest }) => [member, size, government, newest])).toEqual([
    [ministry.entityId, members.length, true, true],
    [lawyers.entityId, 2, false, false],
  ])
  await tell(itf)
  await tell(lawyers)
  expect((await outlook()).stands).toBe('witnessed')

  const swapped = { ...ministry.statement, iat: now / 1000, jwks: { keys: [ministry.key, aMember('x', 'shelter').key] } }
  await registry.hear(signStatement(swapped, signers))
  await passes(479)
  expect(doubts).toEqual([])
  await passes(120)
  expect(doubts).toEqual([`not-in-log ${ministry.entityId}`])
  log.add('keys-changed', ministry.entityId, signStatement(swapped, signers), new Date(now).toISOString())
  for (const [key, word] of await log.words()) await stream.publish(key, word)
  await passes(61)
  expect((await outlook()).changes.lines[0]).toMatchObject({
    entityId: ministry.entityId,
    change: 'keys-changed',
    keys: [{ kid: swapped.jwks.keys[1]?.kid, use: 'sig' }],
  })
  // Another replica begins with what is kept.
  expect(await transaction((tx) => store.membership.newest(tx))).toHaveLength(members.length)
  const lie = log.branch(members.length)
  lie.add('suspended', itf.entityId, itf.jws, new Date(now).toISOString())
  for (const [key, word] of await lie.words()) await stream.publish(key, word)
  await passes(61)
  expect(doubts.slice(1)).toEqual([`fork ${membershipOf(committee.entityId)}`])
  expect((await outlook()).stands).toBe('in-doubt')
})
