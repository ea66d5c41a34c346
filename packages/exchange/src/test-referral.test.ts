import { newCaseKey } from '@ihala/seal'
import { expect, test } from 'vitest'
import { type MemoryMember, memoryNetwork } from '../test/memory-network.ts'
import { type ExchangePorts, type MemoryTx, testReferral } from './index.ts'

const network = memoryNetwork()
const house = await network.join('care-house', 'shelter')
const rows = (of: MemoryMember): string => JSON.stringify(of.rows.copy(), (_, value) => (value instanceof Map ? [...value] : value))

/** The member with one thing broken. */
const broken = (change: (ports: ExchangePorts<MemoryTx>) => Partial<ExchangePorts<MemoryTx>>) =>
  testReferral({ ...house.ports, ...change(house.ports) })

test('c6 a test referral goes both ways, and not a row of it stays', async () => {
  const before = rows(house)
  expect(await testReferral(house.ports)).toEqual({ sent: true, taken: true })
  expect(rows(house)).toBe(before)
  const committee = await network.join('national-committee', 'national-committee')
  expect(await testReferral(committee.ports)).toEqual({ sent: false, taken: false })
})

test('c6 keys that do not open what they sealed are found', async () => {
  const caseKeys = { ...house.ports.caseKeys, keyOf: async () => newCaseKey() }
  await expect(broken(() => ({ caseKeys }))).rejects.toThrow()
})

test('c6 a receipt that is not settled is found', async () => {
  const store = { ...house.ports.store, settle: async () => [] }
  await expect(broken(() => ({ store }))).rejects.toThrow('test referral: the receipt of the request was dropped')
})

test('c6 a desk that faults on what comes is found, and so is a database that forgets what it stored', async () => {
  await expect(
    broken(() => ({
      handle: async () => {
        throw new Error('no such column')
      },
    })),
  ).rejects.toThrow('no such column')
  const store = { ...house.ports.store, receiptsGiven: async () => [] }
  await expect(broken(() => ({ store }))).rejects.toThrow()
})

test('c6 a key that is not the one the registry names is found', async () => {
  const other = await network.join('other-house', 'shelter')
  await expect(broken(() => ({ keyring: other.keyring }))).rejects.toThrow('test referral: the request came as waiting')
})
