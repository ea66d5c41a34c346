import { GOVERNMENT_KINDS, KEY_DELAY, type MemberKey, type RegistryStatement } from '@ihala/contract'
import { claimedCheckpoint, cosignedAt, linesOf, membershipOf, membershipOrigin, nameOf, verifyFork } from '@ihala/ledger'
import { newSigningKey } from '@ihala/seal'
import { expect, test } from 'vitest'
import { type WrittenLog, writtenLog } from '../test/membership-log.ts'
import { BEGINNING, type MemoryMember, type MemoryNetwork, memoryNetwork } from '../test/memory-network.ts'
import { REGISTRY_LOG_KEY, registryEntryKey, registryKey } from './index.ts'

const KINDS = [
  ['national-committee', 'national-committee'],
  ['care-house', 'shelter'],
  ['ministry', 'ministry-intake'],
  ['lawyers', 'legal-aid'],
  ['itf', 'union-liaison'],
] as const
const MINUTE = 60

interface Watched {
  readonly network: MemoryNetwork
  readonly committee: MemoryMember
  /** All but the committee. */
  readonly others: readonly MemoryMember[]
  readonly careHouse: MemoryMember
  readonly log: WrittenLog
  readonly origin: string
  /** The statement about a member as the anchor signed it last. */
  readonly wordOn: (member: MemoryMember) => string
  readonly statementOf: (member: MemoryMember) => RegistryStatement
}

/** A network whose members watch the log; it is on the bus unless told. */
async function watchedNetwork(published = true): Promise<Watched> {
  const network = memoryNetwork({ watched: true })
  const [committee, careHouse, ...rest] = [
    ...(await KINDS.reduce<Promise<MemoryMember[]>>(
      async (before, [slug, kind]) => [...(await before), await network.join(slug, kind)],
      Promise.resolve([]),
    )),
  ]
  if (!committee || !careHouse) throw new Error('nobody joined')
  const others = [careHouse, ...rest]
  const wordOn = ({ entityId, rows }: MemoryMember): string => rows.rows().statements.get(entityId) ?? ''
  const statementOf = (member: MemoryMember): RegistryStatement =>
    JSON.parse(Buffer.from(wordOn(member).split('.')[1] ?? '', 'base64url').toString())
  const log = writtenLog(committee)
  for (const member of [committee, ...others]) log.add('admitted', member.entityId, wordOn(member), new Date(BEGINNING).toISOString())
  if (published) await network.publish(await log.words())
  return { network, committee, others, careHouse, log, origin: membershipOrigin(committee.entityId), wordOn, statementOf }
}

const instant = (network: MemoryNetwork): string => new Date(network.now()).toISOString()
const heldBy = ({ rows }: MemoryMember, origin: string) => rows.rows().witnessed.get(origin)
const publicKey = ({ keyring }: MemoryMember): Buffer => Buffer.from(keyring.signing.jwk.x, 'base64url')
const isBy = (note: string, member: MemoryMember): boolean =>
  linesOf(note).some((line) => cosignedAt(note, line, [{ name: nameOf(member.entityId), publicKey: publicKey(member) }]) !== undefined)

/** The anchor swaps in a key of its own: two of its three bodies were pressed. */
function swapped({ network, careHouse, statementOf }: Watched): {
  readonly kid: string
  readonly statement: RegistryStatement
  readonly jws: string
} {
  const { kid, jwk } = newSigningKey()
  const held = statementOf(careHouse)
  const iat = network.now() / 1000
  const key: MemberKey = { kty: 'OKP', crv: 'Ed25519', x: jwk.x, kid, use: 'sig', nbf: iat - 86_400, exp: iat + 86_400 }
  const statement = { ...held, iat, exp: iat + 86_400, jwks: { keys: [...held.jwks.keys, key] } }
  return { kid, statement, jws: network.sign(statement) }
}

test('K8, c13: every member reads the log by itself and countersigns it; each hears of enough others, one not of government', async () => {
  const { network, committee, others, origin } = await watchedNetwork()
  for (const member of others) await network.busy(member)
  await network.pass(3 * MINUTE)
  for (const member of others) {
    expect([...member.faults, ...member.doubts, ...member.changes]).toEqual([])
    expect(heldBy(member, origin)?.size).toBe(KINDS.length)
    expect([...member.rows.rows().membership.keys()]).toHaveLength(KINDS.length)
    expect(isBy(heldBy(member, origin)?.note ?? '', member)).toBe(true)
    const heard = [...member.rows.rows().heard.values()].filter((one) => one.origin === origin)
    const witnesses = others.filter((other) => other !== member && heard.some(({ note }) => isBy(note, other)))
    expect(witnesses).toHaveLength(others.length - 1)
    const kindOf = ({ ports, entityId }: MemoryMember) => ports.registry.lastKnown(entityId)?.metadata.ihala_member.kind ?? ''
    expect(witnesses.some((one) => !GOVERNMENT_KINDS.includes(kindOf(one)))).toBe(true)
  }
  expect(heldBy(committee, origin)?.size).toBe(KINDS.length)
})

test('T26: a key that two pressed bodies swapped in is told to every member within a minute, and counts a day later', async () => {
  const watched = await watchedNetwork()
  const { network, others, careHouse, log } = watched
  await network.pass(2 * MINUTE)
  const { kid, jws } = swapped(watched)
  log.add('keys-changed', careHouse.entityId, jws, instant(network))
  const at = network.now() / 1000
  await network.publish(await log.words())
  await network.publish(new Map([[registryKey(careHouse.entityId), jws]]))
  await network.pass(MINUTE + 15)
  for (const { changes, ports, doubts } of others) {
    expect(changes).toEqual([
      expect.objectContaining({
        entityId: careHouse.entityId,
        change: 'keys-changed',
        keys: [{ kid, use: 'sig', from: at + KEY_DELAY }],
      }),
    ])
    const found = ports.registry.keyOf()(careHouse.entityId, kid)
    expect(typeof found === 'string' ? found : found.status).toBe('not-yet')
    expect(doubts).toEqual([])
  }
})

test('T26: a ghost member that the log has is told to every member within a minute', async () => {
  const watched = await watchedNetwork()
  const { network, others, careHouse, log, statementOf } = watched
  await network.pass(2 * MINUTE)
  const sub = 'https://ghost.mem.example'
  const statement = { ...statementOf(careHouse), sub, iat: network.now() / 1000 }
  const jws = network.sign(statement)
  log.add('admitted', sub, jws, instant(network))
  await network.publish(await log.words())
  await network.publish(new Map([[registryKey(sub), jws]]))
  await network.pass(MINUTE + 15)
  for (const { changes } of others) {
    const [change] = changes
    expect(change).toMatchObject({ entityId: sub, change: 'admitted' })
    expect(change?.keys.map(({ kid }) => kid)).toEqual(statement.jwks.keys.map(({ kid }) => kid))
  }
})

test.each([
  [1, 'active'],
  [25, 'not-yet'],
] as const)('T26: to whoever has watched the log for %i hours the keys of a member that is new are %s', async (hours, status) => {
  const { network, others, careHouse, log, statementOf } = await watchedNetwork()
  await network.pass(2 * MINUTE)
  const HOUR_MS = 3_600_000
  for (const { rows } of others)
    await rows.client().transaction(async (tx) => {
      for (const entry of tx.all('membership'))
        tx.put('membership', String(entry.position), { ...entry, heardAt: new Date(network.now() - hours * HOUR_MS).toISOString() })
    })
  const sub = 'https://ghost.mem.example'
  const statement = { ...statementOf(careHouse), sub, iat: network.now() / 1000 }
  const jws = network.sign(statement)
  log.add('admitted', sub, jws, instant(network))
  await network.publish(await log.words())
  await network.publish(new Map([[registryKey(sub), jws]]))
  await network.pass(MINUTE + 15)
  const kid = statement.jwks.keys.find(({ use }) => use === 'sig')?.kid ?? ''
  for (const { ports, changes } of others) {
    const found = ports.registry.keyOf()(sub, kid)
    expect(typeof found === 'string' ? found : found.status).toBe(status)
    // What the admin is told is what counts.
    const from = changes[0]?.keys.find((key) => key.kid === kid)?.from ?? 0
    expect(from > network.now() / 1000).toBe(status === 'not-yet')
  }
})

test.each([
  ['swapped key', (watched: Watched) => ({ sub: watched.careHouse.entityId, jws: swapped(watched).jws })],
  [
    'ghost member',
    ({ network, careHouse, statementOf }: Watched) => {
      const sub = 'https://ghost.mem.example'
      return { sub, jws: network.sign({ ...statementOf(careHouse), sub, iat: network.now() / 1000 }) }
    },
  ],
] as const)('T26: a %s that the log does not have is an alarm at every member within ten minutes, once', async (_what, make) => {
  const watched = await watchedNetwork()
  const { network, others } = watched
  await network.pass(2 * MINUTE)
  const { sub, jws } = make(watched)
  await network.publish(new Map([[registryKey(sub), jws]]))
  await network.pass(8 * MINUTE)
  for (const { doubts } of others) expect(doubts).toEqual([])
  await network.pass(2 * MINUTE)
  for (const { doubts, rows } of others) {
    expect(doubts).toEqual([{ member: sub, kind: 'not-in-log', by: null }])
    expect([...rows.rows().evidence.values()].map(({ file }) => JSON.parse(file).statement)).toEqual([jws])
  }
  await network.pass(12 * MINUTE)
  for (const { doubts } of others) expect(doubts).toHaveLength(1)
})

test('what is logged a few minutes later, or renewed only, is no alarm', async () => {
  const watched = await watchedNetwork()
  const { network, others, careHouse, log, statementOf } = watched
  await network.pass(2 * MINUTE)
  const { statement, jws } = swapped(watched)
  await network.publish(new Map([[registryKey(careHouse.entityId), jws]]))
  await network.pass(5 * MINUTE)
  log.add('keys-changed', careHouse.entityId, jws, instant(network))
  await network.publish(await log.words())
  const [, second] = others
  const renewed = second && { ...statementOf(second), iat: network.now() / 1000 }
  if (!renewed) throw new Error('nobody to renew')
  const again = { ...statement, iat: network.now() / 1000 + 1 }
  await network.publish(new Map([renewed, again].map((one) => [registryKey(one.sub), network.sign(one)])))
  await network.pass(12 * MINUTE)
  for (const { doubts, faults } of others) expect([...doubts, ...faults]).toEqual([])
})

test('c13: of two heads of one size, shown to two halves, every member that speaks to the other half has a proof that anybody can check', async () => {
  const watched = await watchedNetwork()
  const { network, committee, others, careHouse, log, origin } = watched
  await network.pass(2 * MINUTE)
  const [one, other] = [log.branch(), log.branch()]
  one.add('keys-changed', careHouse.entityId, swapped(watched).jws, instant(network))
  other.add('keys-changed', careHouse.entityId, swapped(watched).jws, instant(network))
  const views = [await one.words(), await other.words()]
  const show = (half: number) => {
    for (const [at, { sees }] of others.entries()) if (at % 2 === half) sees.words = views[half] ?? new Map()
  }
  const gossip = async () => {
    for (const member of others) await network.busy(member)
    await network.pass(MINUTE + 15)
  }
  const began = network.now()
  show(0)
  await gossip()
  await gossip()
  // The second half has heard of a head that it could not judge before its own came.
  show(1)
  await network.pass(MINUTE + 15, [...others].slice(1, 2))
  expect(others[1]?.doubts.map(({ kind }) => kind)).toEqual(['fork'])
  await gossip()
  const proofs = others.map(({ rows }) => [...rows.rows().evidence.values()].filter(({ kind }) => kind === 'fork'))
  for (const [at, found] of proofs.entries()) {
    expect(heldBy(others[at] ?? committee, origin)?.size).toBe(KINDS.length + 1)
    expect(found.length).toBeGreaterThanOrEqual(1)
    for (const { file, member } of found) {
      expect(member).toBe(membershipOf(committee.entityId))
      expect(verifyFork(file, [publicKey(committee)]).outcome).toBe('fork')
    }
  }
  process.stdout.write(
    `c13: split view of the membership log proven by ${proofs.length} of ${others.length} members within ${(network.now() - began) / 1000} s\n`,
  )
})

test('c13: a head that does not extend the one held is not taken; the evidence is kept', async () => {
  const watched = await watchedNetwork()
  const { network, careHouse, log, origin, wordOn, committee } = watched
  await network.pass(2 * MINUTE)
  const before = heldBy(careHouse, origin)
  const rewritten = log.branch(2)
  for (let more = 0; more < 6; more += 1) rewritten.add('details-changed', careHouse.entityId, wordOn(careHouse), instant(network))
  await network.publish(await rewritten.words())
  await network.pass(2 * MINUTE)
  expect(heldBy(careHouse, origin)).toEqual(before)
  expect(careHouse.doubts).toEqual([{ member: membershipOf(committee.entityId), kind: 'inconsistent', by: null }])
  expect(careHouse.changes).toEqual([])
})

test.each([
  ['no head at all', async () => new Map<string, string>()],
  [
    'a head whose entries are nowhere',
    async ({ log }: Watched) => {
      const words = await log.words()
      return new Map([[REGISTRY_LOG_KEY, words.get(REGISTRY_LOG_KEY) ?? '']])
    },
  ],
  ['a head that only a member who is no committee signed', async ({ careHouse }: Watched) => writtenLog(careHouse).words()],
] as const)('a log that cannot be read is an alarm within ten minutes: %s', async (_what, words) => {
  const watched = await watchedNetwork(false)
  const { network, others, committee, origin } = watched
  await network.publish(await words(watched))
  await network.pass(8 * MINUTE)
  for (const { doubts } of others) expect(doubts).toEqual([])
  await network.pass(2 * MINUTE)
  for (const member of others) {
    expect(member.doubts).toEqual([{ member: membershipOf(committee.entityId), kind: 'not-in-log', by: null }])
    expect(heldBy(member, origin)).toBeUndefined()
  }
})

test('an entry that was altered on the bus leads to no head', async () => {
  const watched = await watchedNetwork()
  const { network, careHouse, log, origin } = watched
  await network.pass(2 * MINUTE)
  log.add('keys-changed', careHouse.entityId, swapped(watched).jws, instant(network))
  const words = await log.words()
  const place = registryEntryKey(KINDS.length)
  await network.publish(new Map([...words, [place, (words.get(place) ?? '').replace('keys-changed', 'details-changed')]]))
  await network.pass(2 * MINUTE)
  expect(claimedCheckpoint(heldBy(careHouse, origin)?.note ?? '')?.size).toBe(KINDS.length)
  expect(careHouse.doubts.map(({ kind }) => kind)).toEqual(['inconsistent'])
})
