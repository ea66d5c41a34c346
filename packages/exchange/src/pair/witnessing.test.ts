import { claimedCheckpoint, cosignedAt, isQuorum, nameOf, originOf, rootAt, verifyFork } from '@ihala/ledger'
import { expect, test } from 'vitest'
import { BEGINNING, type MemoryMember, type MemoryNetwork, memoryNetwork } from '../../test/memory-network.ts'
import { grantDraft, request } from '../../test/requests.ts'
import { randomId } from '../index.ts'
import { candidates } from './log-keys.ts'

const KINDS = [
  ['care-house', 'shelter'],
  ['ministry', 'ministry-intake'],
  ['lawyers', 'legal-aid'],
  ['charity', 'charity-funding'],
  ['itf', 'union-liaison'],
  ['bwi', 'union-liaison'],
  ['ministry-two', 'ministry-intake'],
  ['second-shelter', 'shelter'],
] as const

async function networkOf(
  count: number,
  deaf = false,
): Promise<{ readonly network: MemoryNetwork; readonly members: readonly MemoryMember[]; readonly first: MemoryMember }> {
  const network = memoryNetwork()
  const members: MemoryMember[] = []
  for (const [slug, kind] of KINDS.slice(0, count)) members.push(await network.join(slug, kind, deaf && members.length > 0))
  const [first] = members
  if (!first) throw new Error('nobody joined')
  return { network, members, first }
}

const key = ({ keyring }: MemoryMember): Buffer => Buffer.from(keyring.signing.jwk.x, 'base64url')
const told = (member: MemoryMember): number => [...member.rows.rows().outbox.values()].filter(({ evt }) => evt === 'checkpoint').length
const heads = ({ rows }: MemoryMember) => [...rows.rows().checkpoints.values()].sort((a, b) => a.epoch - b.epoch || a.size - b.size)

/** Refers somebody; what has become of it. */
async function refer({ ports, exchange, rows }: MemoryMember, to: MemoryMember): Promise<() => string | undefined> {
  const caseId = randomId()
  const jti = randomId()
  const { basis } = grantDraft()
  if (basis.kind !== 'consent') throw new Error('not the consent of a person')
  const evidence = { ...basis.evidence, takenAt: new Date(BEGINNING).toISOString() }
  const draft = grantDraft({ exp: BEGINNING / 1000 + 10 * 86_400, basis: { ...basis, evidence } })
  const dispatch = await ports.transaction(async (tx) => {
    const out = exchange.outgoing(tx)
    out.send({ to: to.entityId, caseId, event: request(), grant: draft, jti })
    return out.flush()
  })
  exchange.dispatch(dispatch)
  return () => {
    const row = rows.rows().outbox.get(jti)
    return row?.status === 'waiting' ? (row.heldUp ?? 'on its way') : row?.status
  }
}

test('c13: each log is countersigned by three others, not all of government; what they sign is its tree', async () => {
  const { network, members } = await networkOf(6)
  for (const member of members) await network.busy(member)
  await network.pass(180)
  for (const member of members) {
    const { rows, ports, faults, doubts } = member
    expect([...faults, ...doubts]).toEqual([])
    const signed = [...rows.rows().witnesses.values()].filter(({ line }) => line !== null)
    const others = candidates(ports)
    expect(
      isQuorum(
        others.filter((one) => signed.some(({ member: name }) => name === one.member)),
        others,
      ),
    ).toBe(true)
    expect(signed).toHaveLength(3)
    for (const { member: name, size, line, signedAt } of signed) {
      const head = rows.rows().checkpoints.get(`1 ${size}`)
      const witness = members.find(({ entityId }) => entityId === name)
      expect(head && witness && cosignedAt(head.note, line ?? '', [{ name: nameOf(name), publicKey: key(witness) }])).toBe(
        Date.parse(signedAt ?? '') / 1000,
      )
      expect(await ports.transaction(async (tx) => rootAt(ports.store.log.tree(tx), size ?? 0))).toEqual(head?.root)
    }
  }
})

test('a log that rests is countersigned every hour, not every minute; one that grows every minute', async () => {
  const { network, first, members } = await networkOf(5)
  for (const member of members) await network.busy(member)
  await network.pass(300)
  const before = told(first)
  await network.pass(3000)
  expect(told(first)).toBe(before)
  await network.pass(700)
  expect(told(first)).toBe(before + 3)
  for (let minute = 0; minute < 4; minute += 1) {
    await network.busy(first)
    await network.pass(75)
  }
  expect(told(first)).toBeGreaterThanOrEqual(before + 3 + 9)
  expect(told(first)).toBeLessThanOrEqual(before + 3 + 15)
  expect(first.faults).toEqual([])
})

test('c13: without witnesses for four hours nothing of a referral goes out; with them it goes on', async () => {
  const { network, first, members } = await networkOf(4, true)
  const [, second] = members
  if (!second) throw new Error('nobody to refer to')
  await network.busy(first)
  await network.pass(3 * 3600 + 3000)
  const held = await refer(first, second)
  await network.pass(60)
  expect(held()).toBe('on its way')
  await network.pass(1200)
  expect(held()).toBe('not-witnessed')
  // The others wake up and answer.
  for (const member of members.slice(1)) member.wake()
  await network.pass(300)
  expect(held()).toBe('closed')
  expect(first.faults).toEqual([])
})

test('T29: an older state of the database put back in silence is found within two heads, and nothing goes out any more', async () => {
  const { network, first, members } = await networkOf(5)
  const [, second] = members
  if (!second) throw new Error('nobody to refer to')
  for (const member of members) await network.busy(member)
  await network.pass(120)
  const backup = first.rows.copy()
  await network.busy(first)
  await network.pass(120)
  const witnessed = heads(first).at(-1)
  first.rows.replace(backup)
  await network.busy(first)
  await network.pass(120)
  expect(first.doubts).toContainEqual(expect.objectContaining({ member: first.entityId, kind: 'own-log-behind' }))
  const held = await refer(first, second)
  await network.pass(60)
  expect(held()).toBe('not-witnessed')
  // Nobody countersigned the other history: the head they hold is the last one of before.
  for (const member of members.slice(1)) {
    const kept = member.rows.rows().witnessed.get(originOf(first.entityId, 1))
    if (kept) expect(kept.size).toBeLessThanOrEqual(witnessed?.size ?? 0)
  }
})

test('DESIGN §10: an organisation that is rebuilt asks first, and goes on in an epoch that cites the last witnessed head', async () => {
  const { network, first, members } = await networkOf(5)
  for (const member of members) await network.busy(member)
  await network.pass(120)
  const backup = first.rows.copy()
  for (let round = 0; round < 2; round += 1) {
    await network.busy(first)
    await network.pass(90)
  }
  const last = heads(first).at(-1)
  backup.recovery.set('open', { ended: false, startedAt: new Date(network.now()).toISOString() })
  first.rows.replace(backup)
  await network.pass(240)
  await network.busy(first)
  await network.pass(120)
  expect(first.doubts).toEqual([])
  const head = heads(first).at(-1)
  expect(head?.epoch).toBe(2)
  const cites = claimedCheckpoint(head?.note ?? '')?.extensions[0]?.split(' ')
  expect(cites?.slice(0, 2)).toEqual(['after', originOf(first.entityId, 1)])
  expect(Number(cites?.[2])).toBe(last?.size)
  const signed = [...first.rows.rows().witnesses.values()].filter(({ epoch, size }) => epoch === 2 && size === head?.size)
  expect(signed.length).toBeGreaterThanOrEqual(3)
  for (const { doubts } of members) expect(doubts).toEqual([])
})

test('T31: a member shows two histories to two halves of eight; honest members prove it within two heads, and the file alone convinces', async () => {
  const { network, first, members } = await networkOf(8)
  const others = members.slice(1)
  for (const member of members) await network.busy(member)
  await network.pass(90)
  const twin = await network.twin(first)
  first.sees.only = new Set([first, ...others.slice(0, 4)].map(({ entityId }) => entityId))
  twin.sees.only = new Set([first, ...others.slice(4)].map(({ entityId }) => entityId))
  await network.busy(first)
  twin.exchange.dispatch(await twin.ports.transaction((tx) => twin.exchange.compareWith(tx, others[5]?.entityId ?? '')))
  // Two heads of the log: about as often each honest member has one of its own.
  for (let head = 0; head < 2; head += 1) {
    for (const member of others) await network.busy(member)
    await network.pass(60, [...members, twin])
  }
  const proofs = others.flatMap(({ rows }) =>
    [...rows.rows().evidence.values()].filter(({ member, kind }) => member === first.entityId && kind === 'fork'),
  )
  expect(proofs.length).toBeGreaterThanOrEqual(1)
  for (const { file } of proofs) expect(verifyFork(file, [key(first)]).outcome).toBe('fork')
  const accused = others.flatMap(({ doubts }) => doubts.filter(({ member }) => member !== first.entityId))
  expect(accused).toEqual([])
  process.stdout.write(
    `T31: ${new Set(proofs.map(({ id }) => id)).size} proofs of one fork, at ${others.filter(({ doubts }) => doubts.length > 0).length} of 7 honest members, within 120 s\n`,
  )
})
