import { readFile } from 'node:fs/promises'
import { Refusal } from '@ihala/contract'
import { migrationSources, openPools, type Pools, randomId, type Send, type Tx, uuidv7 } from '@ihala/kit'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import type { FreshDatabase } from '../../../../test/kit/fresh-database.ts'
import { migratedDatabase } from '../../../../test/kit/migrated-database.ts'
import { book, fundBalances, settleCurrency } from '../fund/fund.store.ts'
import { service } from '../service.ts'
import { awardsPage } from './award.store.ts'
import { type Deciding, writeApproval, writeAssessment, writePayment, writeRefusal } from './award.write.ts'

const CARE_HOUSE = 'https://care-house.ihala.test'
const AMNA = randomId()
const IBRAHIM = randomId()
const HUDA = randomId()

let database: FreshDatabase
let pools: Pools
let sent: { type: string; status: string | undefined; outcome: string | undefined }[] = []

beforeAll(async () => {
  database = await migratedDatabase(migrationSources(service.features))
  pools = openPools(database.appUrl, 'charity')
})
afterAll(async () => {
  await pools.close()
  await database.drop()
})
beforeEach(() => {
  sent = []
})

/** What somebody does, in a transaction of its own. Many at once wait for each other only in the database. */
async function does<T>(staff: string, work: (deciding: Deciding) => Promise<T>): Promise<T> {
  const outgoing: typeof sent = []
  const send: Send = ({ event }) => {
    const status = event.type === 'referral-progressed' ? event.data.businessStatus : undefined
    const outcome = event.type === 'referral-completed' ? event.data.outcome : undefined
    outgoing.push({ type: event.type, status, outcome })
  }
  const result = await pools.requests.begin(async (tx) => {
    await tx`select set_config('ihala.staff', 'system', true)`
    return work({ tx, send, staff, stamp: () => ({ id: uuidv7(), now: '2026-03-01T08:00:00.000Z' }) })
  })
  sent.push(...outgoing)
  return result as T
}

async function endow(minorUnits: number): Promise<void> {
  await does(AMNA, async ({ tx, stamp, staff }) => {
    await settleCurrency(tx, 'QAR')
    await book(tx, { id: uuidv7(), at: stamp().now, movement: 'endow', minorUnits, awardId: null, reference: null, staff })
  })
}

/** An accepted referral that asks for money. */
async function aReferral(needs = ['financial-assistance']): Promise<string> {
  const id = uuidv7()
  const consent = {
    basis: 'consent',
    purposes: [],
    categories: ['need'],
    until: '2027-01-01T00:00:00.000Z',
    eraseAt: '2027-01-01',
    wayBack: true,
    language: 'ara',
    howGiven: null,
    excluded: [],
    withdrawn: [],
  }
  await does(AMNA, async ({ tx }) => {
    await tx`
      insert into desk.referral (id, case_id, side, partner, state, urgency, needs, pseudonym, consent, received_at, need)
      values (${id}, ${randomId()}, 'recipient', ${CARE_HOUSE}, 'accepted', 'planned', ${needs}, ${randomId()}, ${JSON.stringify(consent)}::text::jsonb, '2026-03-01T07:00:00Z', 'sealed')`
  })
  return id
}

const assess = (referralId: string, minorUnits: number, purpose: 'living-costs' | 'medical' = 'living-costs') =>
  does(AMNA, (deciding) => writeAssessment(deciding, referralId, { minorUnits, period: '2026-03', purpose }))

/** An award that the first of two has approved. */
async function anAwardApprovedOnce(minorUnits: number): Promise<string> {
  const { id } = await assess(await aReferral(), minorUnits)
  await does(IBRAHIM, (deciding) => writeApproval(deciding, { id, version: 1 }))
  return id
}

const drained = async (): Promise<void> => {
  const { available } = await balances()
  if (available === 0) return
  const id = await anAwardApprovedOnce(available)
  await does(HUDA, (deciding) => writeApproval(deciding, { id, version: 2 }))
}

const balances = () => does(AMNA, ({ tx }) => fundBalances(tx))
const entries = () =>
  does(
    AMNA,
    ({ tx }) => tx<{ account: string; sum: string }[]>`select account, sum(minor_units)::text as sum from fund.entry group by account`,
  )
const codeOf = (result: PromiseSettledResult<unknown>): string =>
  result.status === 'fulfilled' ? 'done' : result.reason instanceof Refusal ? result.reason.code : String(result.reason)

async function assertBooksAgree(): Promise<void> {
  const held = await balances()
  const sums = Object.fromEntries((await entries()).map(({ account, sum }) => [account, Number(sum)]))
  expect({ endowment: 0, available: 0, reserved: 0, paid: 0, ...sums }).toEqual(held)
  expect(Object.values(sums).reduce((total, sum) => total + sum, 0)).toBe(0)
}

test('H1: assessed, approved by two, paid; the sender hears each step and the end', async () => {
  await endow(100_000)
  const before = await balances()
  const { id } = await assess(await aReferral(), 40_000)
  await does(IBRAHIM, (deciding) => writeApproval(deciding, { id, version: 1 }))
  expect((await balances()).reserved).toBe(before.reserved)
  await does(HUDA, (deciding) => writeApproval(deciding, { id, version: 2 }))
  expect((await balances()).reserved).toBe(before.reserved + 40_000)
  await does(AMNA, (deciding) => writePayment(deciding, { id, version: 3 }, 'TRF-2026-0001'))
  expect(await balances()).toMatchObject({ reserved: before.reserved, paid: before.paid + 40_000, available: before.available - 40_000 })
  expect(sent.map(({ type, status, outcome }) => status ?? outcome ?? type)).toEqual([
    'assessed',
    'first-approval',
    'approved',
    'paid',
    'assistance-paid',
  ])
  const [payment] = await does(AMNA, ({ tx }) => tx`select payee, proof_reference from awards.payment where award_id = ${id}`)
  expect(payment).toEqual({ payee: CARE_HOUSE, proofReference: 'TRF-2026-0001' })
  await assertBooksAgree()
})

test('J-4: ten second approvals at once over money for three; exactly three are approved, nothing is overdrawn', async () => {
  await drained()
  await endow(3 * 7_000 + 6_999)
  const ids: string[] = []
  for (let index = 0; index < 10; index++) ids.push(await anAwardApprovedOnce(7_000))
  const results = await Promise.allSettled(ids.map((id) => does(HUDA, (deciding) => writeApproval(deciding, { id, version: 2 }))))
  expect(results.map(codeOf).sort()).toEqual([...Array(3).fill('done'), ...Array(7).fill('fund-insufficient')])
  expect((await balances()).available).toBe(6_999)
  await assertBooksAgree()
})

test('one award approved by two people at the same moment is approved once', async () => {
  await endow(10_000)
  const { id } = await assess(await aReferral(), 1_000)
  const results = await Promise.allSettled(
    [IBRAHIM, HUDA].map((who) => does(who, (deciding) => writeApproval(deciding, { id, version: 1 }))),
  )
  expect(results.map(codeOf).sort()).toEqual(['done', 'version-conflict'])
})

test('H3: of awards for the same case, need and month one is paid, whoever pays first', async () => {
  await endow(10_000)
  const referralId = await aReferral()
  const ids = [(await assess(referralId, 1_000)).id, (await assess(referralId, 1_000)).id]
  for (const id of ids) {
    await does(IBRAHIM, (deciding) => writeApproval(deciding, { id, version: 1 }))
    await does(HUDA, (deciding) => writeApproval(deciding, { id, version: 2 }))
  }
  const before = (await balances()).paid
  const results = await Promise.allSettled(
    ids.map((id, index) => does(AMNA, (deciding) => writePayment(deciding, { id, version: 3 }, `TRF-2026-01${index}`))),
  )
  expect(results.map(codeOf).sort()).toEqual(['already-paid', 'done'])
  expect((await balances()).paid).toBe(before + 1_000)
  await expect(assess(referralId, 500)).rejects.toMatchObject({ code: 'already-paid' })
  await assertBooksAgree()
})

test('the same award is not paid twice by two clicks', async () => {
  await endow(10_000)
  const id = await anAwardApprovedOnce(1_000)
  await does(HUDA, (deciding) => writeApproval(deciding, { id, version: 2 }))
  const results = await Promise.allSettled(
    [1, 2, 3].map(() => does(AMNA, (deciding) => writePayment(deciding, { id, version: 3 }, 'TRF-2026-0200'))),
  )
  expect(results.map(codeOf).sort()).toEqual(['done', 'version-conflict', 'version-conflict'])
})

test('a referral with two needs ends with the last payment', async () => {
  await endow(10_000)
  const referralId = await aReferral()
  for (const purpose of ['living-costs', 'medical'] as const) await assess(referralId, 1_000, purpose)
  const open = (await does(AMNA, ({ tx }) => awardsPage(tx, 500, 0))).filter((one) => one.referralId === referralId)
  for (const { id } of open) {
    await does(IBRAHIM, (deciding) => writeApproval(deciding, { id, version: 1 }))
    await does(HUDA, (deciding) => writeApproval(deciding, { id, version: 2 }))
  }
  const ends = () => sent.filter(({ type }) => type === 'referral-completed').length
  const [first, second] = open
  await does(AMNA, (deciding) => writePayment(deciding, { id: first?.id ?? '', version: 3 }, 'TRF-2026-0301'))
  expect(ends()).toBe(0)
  await does(AMNA, (deciding) => writePayment(deciding, { id: second?.id ?? '', version: 3 }, 'TRF-2026-0302'))
  expect(ends()).toBe(1)
})

test('a refusal gives back what was set aside and makes a task', async () => {
  await endow(10_000)
  const before = await balances()
  const id = await anAwardApprovedOnce(2_000)
  await does(HUDA, (deciding) => writeApproval(deciding, { id, version: 2 }))
  await does(IBRAHIM, (deciding) => writeRefusal(deciding, { id, version: 3 }))
  expect(await balances()).toEqual(before)
  const tasks = await does(AMNA, ({ tx }) => tx`select 1 from desk.task where code = 'award-refused'`)
  expect(tasks).toHaveLength(1)
})

test('what asks for shelter gets no money', async () => {
  await expect(assess(await aReferral(['shelter']), 100)).rejects.toMatchObject({ code: 'state-forbids' })
})

const asSystem = <T>(work: (tx: Tx) => Promise<T>) => does(AMNA, ({ tx }) => work(tx))

test('the database itself refuses an overdraft, a change of the books and a balance set by hand', async () => {
  await endow(100)
  const { available } = await balances()
  const booking = (kind: string, from: string, to: string, sum: number) =>
    asSystem(
      (tx) =>
        tx`insert into fund.transfer (id, at, kind, from_account, to_account, minor_units, award_id, by_staff) values (${uuidv7()}, now(), ${kind}, ${from}, ${to}, ${sum}, ${uuidv7()}, 'x')`,
    )
  await expect(booking('reserve', 'available', 'reserved', available + 1)).rejects.toThrow(/never_overdrawn/)
  await expect(booking('pay', 'available', 'paid', 1)).rejects.toThrow(/accounts_of_kind/)
  await expect(asSystem((tx) => tx`update fund.transfer set minor_units = 1`)).rejects.toThrow(/only added to/)
  await expect(asSystem((tx) => tx`delete from fund.transfer`)).rejects.toThrow(/only added to/)
  await expect(asSystem((tx) => tx`update fund.account set balance = 5 where code = 'available'`)).rejects.toThrow(/only added to/)
  await assertBooksAgree()
})

test('the database itself refuses the assessor, and the same person twice', async () => {
  await endow(100)
  const { id } = await assess(await aReferral(), 100)
  const approving = (place: number, by: string) =>
    asSystem(
      (tx) =>
        tx`insert into awards.approval (award_id, place, assessed_by, approved_by, at) values (${id}, ${place}, ${AMNA}, ${by}, now())`,
    )
  await expect(approving(1, AMNA)).rejects.toThrow(/check constraint/)
  await approving(1, IBRAHIM)
  await expect(approving(2, IBRAHIM)).rejects.toThrow(/unique constraint/)
  await expect(approving(3, HUDA)).rejects.toThrow(/check constraint/)
})

test('T33: who is not somebody here sees no award; H2: no column of the fund and the awards can hold a name', async () => {
  const seen = await pools.requests.begin((tx) => tx`select from awards.award`)
  expect(seen).toHaveLength(0)
  const migrations = await Promise.all(
    ['fund/0001-fund.sql', 'awards/0001-awards.sql'].map((file) => readFile(new URL(`../../migrations/${file}`, import.meta.url), 'utf8')),
  )
  expect(migrations.join('\n')).not.toMatch(/^\s+\w*(name|person|iban|phone)\w*\s/im)
})
