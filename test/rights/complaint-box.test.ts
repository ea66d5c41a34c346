import { type ComplaintRecorded, type MemberComplaintView, REFUSALS, type RightsList } from '@ihala/contract'
import { actAlone } from '@ihala/kit'
import type { Static } from 'typebox'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { handsOf } from '../adversary/http/seeding.ts'
import { until } from '../kit/desk-client.ts'
import { figure } from '../kit/figures.ts'
import { chainOf, type Link } from './chain-of-five.ts'

type Recorded = Static<typeof ComplaintRecorded>
/** What the bus sees of an envelope. */
interface Seen {
  readonly day: string
  readonly from: string
  readonly to: string
  readonly bytes: number
}

let chain: Awaited<ReturnType<typeof chainOf>>
let union: Link
let house: Link
let committee: Link
const seen: Seen[] = []

beforeAll(async () => {
  chain = await chainOf(['union-liaison', 'shelter', 'national-committee'])
  union = chain.of('union-liaison')
  house = chain.of('shelter')
  committee = chain.of('national-committee')
  for (const { lone } of chain.links) {
    const { bus } = lone.running.service
    const { publish } = bus
    const watched: typeof publish = (to, digest, bytes) => {
      seen.push({ day: today(), from: bus.tag, to, bytes: bytes.length })
      return publish(to, digest, bytes)
    }
    Object.assign(bus, { publish: watched })
  }
}, 60_000)
afterAll(() => chain?.stop())

const today = (): string => chain.clock().toISOString().slice(0, 10)
const tagOf = ({ lone }: Link): string => lone.running.service.bus.tag
const untilMidnight = (): number => (86_400_000 - (chain.clock().getTime() % 86_400_000)) / 3_600_000

/** What every service looks for by itself every quarter of an hour. */
async function look(): Promise<void> {
  for (const { lone } of chain.links) {
    const { service } = lone.running
    for (const { looks } of service.features) if (looks) await actAlone(service, (tx, send, stamp) => looks({ tx, send, stamp, service }))
  }
}

/** A day goes by: the minute of the next box is chosen, and the day after it ends with every box receipted. */
async function aDay(): Promise<void> {
  await look()
  await look()
  await chain.pass(untilMidnight() + 23.93)
  await chain.work()
  // Who is asked twice answers once.
  await chain.work()
  await until('every box is receipted', async () => {
    for (const { admin } of chain.links) {
      const [row] = await admin<
        { n: number }[]
      >`select count(*)::int as n from exchange.outbox where evt = 'complaint-box' and status = 'waiting'`
      if (row?.n !== 0) return undefined
    }
    return true
  })
}

type Ask = Awaited<ReturnType<typeof handsOf>>['ask']
interface Hands {
  readonly ask: Ask
}
/** No session outlives the days that go by: each request comes from who has just signed in. */
const handsAt = (link: Link): Hands => ({ ask: async (...given) => (await handsOf(link)).ask(...given) })
const somebody = async (at: Hands) =>
  (await at.ask<{ id: string }>('POST', '/people', { sections: { identity: { names: { latin: 'Hirut Bekele' }, sex: 'female' } } })).id
const complain = (at: Hands, person: string, about: Link, what = 'treated-badly') =>
  at.ask<Recorded>('POST', `/people/${person}/member-complaints`, { about: about.entityId, what, answer: true, by: 'person' })
const complaintsOf = async (at: Hands, person: string): Promise<MemberComplaintView[]> =>
  (await at.ask<RightsList>('GET', `/people/${person}/rights`)).complaints
interface AtCommittee {
  readonly number: string
  readonly about: string
  readonly from: string
}
const received = async (): Promise<AtCommittee[]> =>
  (await handsAt(committee).ask<{ complaints: AtCommittee[] }>('GET', '/member-complaints')).complaints

test('C11, D-21, R-3: with twenty-three complaints and with none, two days look the same on the bus: so many, so large, to the same', async () => {
  const at = handsAt(union)
  const person = await somebody(at)
  const recorded: Recorded[] = []
  for (let said = 0; said < 23; said += 1) recorded.push(await complain(at, person, house))
  expect(recorded.every(({ road, number }) => road === 'box' && number !== null)).toBe(true)
  // That somebody complains changes nothing until the box goes.
  expect(seen).toEqual([])
  expect((await complaintsOf(at, person)).map(({ stands }) => stands)).toEqual(recorded.map(() => 'waiting'))

  await aDay()
  const first = await complaintsOf(at, person)
  expect(first.map(({ stands }) => stands)).toEqual([...Array.from({ length: 20 }, () => 'stored'), 'waiting', 'waiting', 'waiting'])
  expect(first[0]).toMatchObject({
    to: committee.entityId,
    sentAt: expect.stringContaining(today()),
    receipt: expect.stringMatching(/^[\w-]+\.[\w-]+\.[\w-]+$/),
  })
  await aDay()
  expect((await complaintsOf(at, person)).every(({ stands }) => stands === 'stored')).toBe(true)

  const came = await received()
  expect(came.map(({ number }) => number).sort()).toEqual(recorded.map(({ number }) => number).sort())
  expect(new Set(came.map(({ about, from }) => `${from} ${about}`))).toEqual(new Set([`${union.entityId} ${house.entityId}`]))

  // The house, of which nobody there complained to anybody, sent and received what the union did.
  const days = [...new Set(seen.map(({ day }) => day))]
  const lookOf = (link: Link) =>
    days.map((day) => ({
      sent: seen.filter((one) => one.day === day && one.from === tagOf(link)).map(({ to, bytes }) => [to, bytes]),
      receipts: seen.filter((one) => one.day === day && one.to === tagOf(link)).map(({ from, bytes }) => [from, bytes]),
    }))
  expect(days).toHaveLength(2)
  expect(lookOf(union)).toEqual(lookOf(house))
  expect(new Set(seen.map(({ bytes }) => bytes)).size).toBe(1)
  for (const { sent, receipts } of lookOf(union)) expect([sent.length, receipts.length]).toEqual([1, 1])
  figure('C11 boxes', { days: days.length, members: 2, 'envelopes a day and member': 2, sizes: 1, complaints: came.length })
})

test('C11: taken back before the box goes, it goes nowhere; afterwards it is too late, and it says so', async () => {
  const at = handsAt(union)
  const person = await somebody(at)
  const [kept, dropped] = [await complain(at, person, house), await complain(at, person, house, 'no-answer')]
  await at.ask('POST', `/member-complaints/${dropped.id}/take-back`)
  expect((await complaintsOf(at, person)).map(({ id }) => id)).toEqual([kept.id])
  await aDay()
  const numbers = (await received()).map(({ number }) => number)
  expect(numbers).toContain(kept.number)
  expect(numbers).not.toContain(dropped.number)
  await expect(at.ask('POST', `/member-complaints/${kept.id}/take-back`)).rejects.toThrow('409')
})

test('D-21: what is said against whoever takes complaints goes in no box, and the other address is named', async () => {
  const at = handsAt(union)
  const person = await somebody(at)
  expect(await complain(at, person, committee)).toMatchObject({
    road: 'by-hand',
    number: null,
    addresses: ['national-human-rights-committee'],
  })
  expect(await complaintsOf(at, person)).toMatchObject([{ stands: 'by-hand', number: null }])
})

test('C11: who was away all day sends no second box the next; what was not taken goes with a later one, and is there once', async () => {
  const at = handsAt(union)
  const person = await somebody(at)
  await complain(at, person, house)
  await look()
  // Away on the day of the box that was planned; the next is planned for another.
  await chain.pass(untilMidnight() + 24.5)
  const before = seen.length
  await chain.work()
  expect(seen).toHaveLength(before)
  await aDay()
  expect(await complaintsOf(at, person)).toMatchObject([{ stands: 'stored' }])

  // The same day twice: a faulty member, or one whose backup forgot the first. It is refused, and what was in it waits.
  const { number } = await complain(at, person, house, 'told-somebody')
  await union.admin`update desk.complaint_box set jti = null, recipient = null, sent_at = null where day = ${today()}`
  const [box] = await union.admin<{ id: string }[]>`select id from desk.complaint_box where day = ${today()}`
  const { service } = union.lone.running
  const job = service.features.find(({ jobs }) => jobs?.['complaint-box'])?.jobs?.['complaint-box']
  await actAlone(service, async (tx, send, stamp) => job?.({ box: box?.id ?? '' }, { tx, send, stamp, service }))
  const refusal = await until('the second box is refused', async () => {
    const [row] = await union.admin<
      { refusal: string }[]
    >`select refusal from exchange.outbox where evt = 'complaint-box' and status = 'refused'`
    return row?.refusal
  })
  expect([refusal, REFUSALS[refusal as keyof typeof REFUSALS]]).toEqual(['too-many-requests', expect.any(String)])
  expect((await complaintsOf(at, person)).find((one) => one.number === number)).toMatchObject({
    stands: 'waiting',
    sentAt: null,
    receipt: null,
  })
  await aDay()
  expect((await complaintsOf(at, person)).map(({ stands }) => stands)).toEqual(['stored', 'stored'])
  const numbers = (await received()).map((one) => one.number)
  expect(new Set(numbers).size).toBe(numbers.length)
})

test('C11, R-4: nothing that names her came to the committee', async () => {
  const tables = await committee.admin<{ name: string }[]>`
    select format('%I.%I', schemaname, tablename) as name from pg_tables where schemaname not in ('pg_catalog', 'information_schema')`
  for (const { name } of tables) {
    const [row] = await committee.admin.unsafe<{ n: number }[]>(`select count(*)::int as n from ${name} t where t::text ~* 'hirut|bekele'`)
    expect(row?.n, name).toBe(0)
  }
})
