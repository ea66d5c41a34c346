import { type CrossCertificate, IN_LOG_WITHIN, KEY_DELAY } from '@ihala/contract'
import { signTogether, thumbprint } from '@ihala/seal'
import { expect, test } from 'vitest'
import { testAnchor } from '../../../test/kit/anchor.ts'
import { writtenLog } from '../test/membership-log.ts'
import { BEGINNING, type Country, HOME, type MemoryMember, memoryNetwork } from '../test/memory-network.ts'
import { registryKey } from './index.ts'

const hijra: Country = { ...testAnchor('https://registry.hijra.example'), domain: 'hijra.example' }

/** A network whose members watch the log, and read it once. */
async function watchedNetwork() {
  const network = memoryNetwork({ watched: true })
  const committee = await network.join('national-committee', 'national-committee')
  const house = await network.join('care-house', 'shelter')
  const log = writtenLog(committee)
  const wordOn = ({ entityId, rows }: MemoryMember): string => rows.rows().statements.get(entityId) ?? ''
  for (const one of [committee, house]) log.add('admitted', one.entityId, wordOn(one), new Date(BEGINNING).toISOString())
  await network.publish(await log.words())
  await network.pass(120)
  const crossing = (status: 'live' | 'ended' = 'live') => {
    const iat = network.now() / 1000
    const certificate: CrossCertificate = {
      iss: HOME.anchor.iss,
      sub: hijra.anchor.iss,
      iat,
      exp: iat + 86_400,
      jwks: { keys: [...hijra.anchor.keys] },
      metadata: { ihala_network: { names: { ar: 'شبكة', en: 'Network' }, status, until: BEGINNING / 1000 + 90 * 86_400 } },
      constraints: { max_path_length: 1, naming_constraints: { permitted: ['.hijra.example'] } },
      metadata_policy: {
        ihala_member: { kind: { one_of: ['shelter'] }, sends: { subset_of: [] }, accepts: { subset_of: [] }, takes: { subset_of: [] } },
      },
    }
    return signTogether('entity-statement+jwt', certificate, HOME.signers)
  }
  return { network, house, log, crossing, now: () => new Date(network.now()).toISOString() }
}

test('K6, K8: a cross-certificate stands in our log, with its keys; who is a member by it is not looked for there', async () => {
  const { network, house, log, crossing, now } = await watchedNetwork()
  await network.pass(KEY_DELAY)
  const [word, at] = [crossing(), network.now() / 1000]
  log.add('cross-certified', hijra.anchor.iss, word, now())
  await network.publish(await log.words())
  await network.publish(new Map([[registryKey(hijra.anchor.iss), word]]))
  await network.pass(90)
  expect(house.changes.at(-1)).toMatchObject({
    entityId: hijra.anchor.iss,
    change: 'cross-certified',
    keys: hijra.anchor.keys.map((one) => ({ kid: thumbprint(one), use: 'sig' })),
  })
  for (const { from } of house.changes.at(-1)?.keys ?? []) expect(from).toBeGreaterThanOrEqual(at + KEY_DELAY)
  // Renewed each day: no entry, and no alarm.
  await network.pass(KEY_DELAY)
  await network.publish(new Map([[registryKey(hijra.anchor.iss), crossing()]]))
  const hostel = await network.join('hostel', 'shelter', true, hijra)
  expect(house.ports.registry.lastKnown(hostel.entityId)?.iss).toBe(hijra.anchor.iss)
  await network.pass(IN_LOG_WITHIN + 60, [house])
  expect([...house.doubts, ...house.faults]).toEqual([])
  // That it ended stands there as well.
  const end = crossing('ended')
  log.add('cross-certificate-ended', hijra.anchor.iss, end, now())
  await network.publish(await log.words())
  await network.publish(new Map([[registryKey(hijra.anchor.iss), end]]))
  await network.pass(IN_LOG_WITHIN + 60, [house])
  expect(house.changes.at(-1)).toMatchObject({ change: 'cross-certificate-ended', keys: [] })
  expect(house.doubts).toEqual([])
})

test('K6, T26: a cross-certificate that two pressed bodies signed in secret is an alarm at every member, though its members wait', async () => {
  const { network, house, crossing } = await watchedNetwork()
  await network.pass(KEY_DELAY)
  await network.publish(new Map([[registryKey(hijra.anchor.iss), crossing()]]))
  await network.pass(IN_LOG_WITHIN + 60)
  expect(house.doubts).toEqual([expect.objectContaining({ kind: 'not-in-log', member: hijra.anchor.iss })])
  const ghost = await network.join('ghost', 'shelter', true, hijra)
  expect(house.ports.registry.lastKnown(ghost.entityId)).toBeUndefined()
})
