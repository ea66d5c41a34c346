import { claimedCheckpoint, type KeptCheckpoint, openCheckpoint, originOf, signCheckpoint } from '@ihala/ledger'
import type { Keyring } from '@ihala/seal'
import { expect, test } from 'vitest'
import { type MemoryMember, type MemoryNetwork, memoryNetwork } from '../../test/memory-network.ts'
import { hearHeads, hearOwn } from './heard-heads.ts'

const KINDS = [
  ['care-house', 'shelter'],
  ['ministry', 'ministry-intake'],
  ['lawyers', 'legal-aid'],
  ['charity', 'charity-funding'],
] as const

async function aNetwork(): Promise<{ network: MemoryNetwork; members: MemoryMember[]; first: MemoryMember; second: MemoryMember }> {
  const network = memoryNetwork()
  const members: MemoryMember[] = []
  for (const [slug, kind] of KINDS) members.push(await network.join(slug, kind))
  const [first, second] = members
  if (!first || !second) throw new Error('nobody joined')
  for (const member of members) await network.busy(member)
  await network.pass(4_000)
  return { network, members, first, second }
}

const keyOf = ({ signing }: Keyring): Buffer => Buffer.from(signing.jwk.x, 'base64url')
const newest = ({ rows }: MemoryMember): KeptCheckpoint => {
  const [head] = [...rows.rows().checkpoints.values()].sort((a, b) => b.size - a.size)
  if (!head) throw new Error('no head was made')
  return head
}
const countersigned = ({ rows }: MemoryMember) => [...rows.rows().witnesses.values()].filter(({ line }) => line !== null)

test('K3, T25: the log of an organisation whose key was stolen rests under its successor: the head stays, and is witnessed on', async () => {
  const { network, first } = await aNetwork()
  const before = newest(first)
  const signedAt = countersigned(first).map((one) => one.signedAt)
  const stolen = await network.revoke(first)
  await network.pass(120)
  expect(openCheckpoint(newest(first).note, [keyOf(first.keyring)])).toBeDefined()
  await network.pass(4_000)
  const head = newest(first)
  // The same tree: what was countersigned before the theft stays so, under the signature it had.
  const kept = [...first.rows.rows().checkpoints.values()].find(({ size }) => size === before.size)
  expect(openCheckpoint(kept?.note ?? '', [keyOf(stolen)])?.root).toEqual(before.root)
  expect(openCheckpoint(head.note, [keyOf(first.keyring)])?.size).toBe(head.size)
  // And it goes on being witnessed, so that nothing stops.
  expect(countersigned(first)).toHaveLength(3)
  for (const one of countersigned(first)) expect(signedAt).not.toContain(one.signedAt)
  await network.pass(5 * 3_600)
  expect([...first.faults, ...first.doubts]).toEqual([])
  for (const one of countersigned(first)) expect(Date.parse(one.signedAt ?? '')).toBeGreaterThan(network.now() - 4 * 3_600_000)
})

test('T25: a head by a stolen key is refused by everybody, and says nothing of the log; one that was held before is known again', async () => {
  const { network, members, first, second } = await aNetwork()
  const before = newest(first)
  const stolen = await network.revoke(first)
  await network.pass(60)
  const size = before.size + 1
  const signer = { publicKey: keyOf(stolen), sign: stolen.sign }
  const forged = signCheckpoint({ origin: originOf(first.entityId, 1), size, root: Buffer.alloc(32, 7), extensions: [] }, signer)
  for (const member of members.slice(1)) {
    await member.ports.transaction((tx) => hearHeads(member.ports, tx, second.entityId, [forged]))
    expect([...member.rows.rows().heard.values()].filter(({ note }) => note === forged)).toEqual([])
    expect(member.doubts).toEqual([])
  }
  expect(await first.ports.transaction((tx) => hearOwn(first.ports, tx, second.entityId, forged))).toBe(false)
  expect(first.doubts).toEqual([])
  expect(await first.ports.transaction((tx) => hearOwn(first.ports, tx, second.entityId, before.note))).toBe(true)
})

test('DESIGN §10: rebuilt after a theft, the next epoch cites the last head that others hold, though the stolen key signed it', async () => {
  const { network, members, first } = await aNetwork()
  const backup = first.rows.copy()
  await network.busy(first)
  await network.pass(150)
  const last = newest(first)
  await network.revoke(first)
  await network.pass(15, members.slice(1))
  backup.recovery.set('open', { ended: true, startedAt: new Date(network.now()).toISOString() })
  first.rows.replace(backup)
  await network.pass(1_500)
  const [epoch] = [...first.rows.rows().epochs.values()].sort((a, b) => b.epoch - a.epoch)
  expect(epoch?.epoch).toBeGreaterThan(1)
  expect(claimedCheckpoint(epoch?.cites ?? '')?.size).toBeGreaterThanOrEqual(last.size)
})
