import type { Event } from '@ihala/contract'
import { type IncomingEvent, randomId, uuidv7 } from '@ihala/kit'
import { seconds, telephoneCode } from '@ihala/policy'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { anOffice, NEED, type Office, PARTNER } from '../../test/office.ts'
import { desk } from '../desk.ts'
import { referralByCase } from '../referral/referral.store.ts'
import { LOOK_FOR_REFERRAL } from './telephone.jobs.ts'
import { telephoneOf } from './telephone.view.ts'
import { insertTelephoneRecord, joinRecords, recordsTaken, referralWithCode } from './telephone-record.store.ts'

const OTHER = 'https://bwi.network.example'
const SPOKEN = { needs: ['shelter'], urgency: 'tonight', sex: 'female', ageBand: '25-34', languages: ['amh'], others: 0 } as const
let office: Office
let member: string
let made = 0

beforeAll(async () => {
  office = await anOffice()
  member = await office.staff('shelter-worker')
})
afterAll(() => office?.close())

const aCode = () => telephoneCode(Uint8Array.of(1, 2, 3, 4, 5, made >> 5, made++))
const now = () => office.clock.now.toISOString()

/** A call that somebody here wrote up; its row id. */
async function aCall(code: string, partner = PARTNER): Promise<string> {
  const id = uuidv7()
  await office.asSystem((tx) =>
    insertTelephoneRecord(tx, office.service, {
      id,
      direction: 'taken',
      partner,
      code,
      need: { ...SPOKEN, needs: [...SPOKEN.needs], languages: [...SPOKEN.languages] },
      answer: 'accepted',
      rejection: null,
      told: null,
      byStaff: member,
      at: now(),
      createdAt: now(),
      caseId: null,
      referralId: null,
    }),
  )
  return id
}

/** A request that arrives, as the exchange hands it on. */
async function arrives(code: string | undefined, from = PARTNER) {
  const caseId = randomId()
  const data: Extract<Event, { type: 'referral-requested' }>['data'] = {
    person: randomId(),
    need: NEED,
    respondBy: '2026-11-01T22:00:00.000Z',
    relatesTo: [],
    ...(code === undefined ? {} : { byTelephone: { code, at: seconds(now()) } }),
  }
  const until = seconds('2999-01-01T00:00:00.000Z')
  const grant = {
    basis: { kind: 'danger', reason: 'danger-to-life', staff: [randomId(), randomId()] },
    purposes: ['shelter'],
    categories: ['need'],
    exp: until,
    eraseAt: '2999-07-01T00:00:00.000Z',
    wayBack: true,
    excluded: [],
  } as object as NonNullable<IncomingEvent['grant']>
  await office.handle({
    type: 'referral-requested',
    data,
    from,
    fromKind: 'union-liaison',
    caseId,
    side: 'recipient',
    before: null,
    life: { state: 'requested', cancelling: false, responsible: 'sender' },
    grant,
    at: now(),
    jti: randomId(),
  })
  return office.asSystem(async (tx) => {
    const referral = await referralByCase(tx, caseId)
    if (!referral) throw new Error('it has not come')
    return { referral, telephone: await telephoneOf(tx, office.service, referral) }
  })
}

const openTasks = () =>
  office.asSystem(async (tx) => (await tx<{ code: string }[]>`select code from desk.task where code = 'telephone-record-open'`).length)

test('J-9: a call that was written up joins the referral that comes with its code; who took it and what was said is shown', async () => {
  const code = aCode()
  const id = await aCall(code)
  const { referral, telephone } = await arrives(code)
  expect(telephone.code).toBeNull()
  expect(telephone.records).toMatchObject([{ id, code, answer: 'accepted', need: SPOKEN, referralId: referral.id, by: { en: '–' } }])
})

test('J-9: a call written up after the referral came joins it too', async () => {
  const code = aCode()
  const { referral } = await arrives(code)
  await aCall(code)
  const joined = await office.asSystem(async (tx) => {
    const found = await referralWithCode(tx, PARTNER, code)
    return found ? [found.id, await joinRecords(tx, found, code)] : []
  })
  expect(joined).toEqual([referral.id, 1])
})

test('J-9: another partner’s code, an unknown code and none join nothing, and break nothing', async () => {
  const code = aCode()
  await aCall(code, OTHER)
  for (const said of [code, aCode(), undefined]) expect((await arrives(said)).telephone.records).toEqual([])
  expect(await office.asSystem((tx) => referralWithCode(tx, OTHER, code))).toBeUndefined()
})

test('J-9: two calls with one code are both shown, and a second referral with it takes none of them', async () => {
  const code = aCode()
  const calls = [await aCall(code), await aCall(code)]
  const first = await arrives(code)
  const second = await arrives(code)
  expect(first.telephone.records.map(({ id }) => id).sort()).toEqual(calls.sort())
  expect(second.telephone.records).toEqual([])
})

test('J-9: a call whose referral has not come in three days is a task; one that was joined is none', async () => {
  const [waits, comes] = [aCode(), aCode()]
  const [open, joined] = [await aCall(waits), await aCall(comes)]
  await arrives(comes)
  const look = desk.jobs?.[LOOK_FOR_REFERRAL]
  const before = await openTasks()
  for (const record of [open, joined]) await office.asSystem(async (tx) => look?.({ record }, office.context(tx)))
  expect((await openTasks()) - before).toBe(1)
})

test('T33: a member barred from the case sees no call about it; calls without a referral all see who work', async () => {
  const code = aCode()
  const id = await aCall(code)
  const lawyer = await office.staff('lawyer')
  const seen = () => office.as(lawyer, async (tx) => (await recordsTaken(tx, office.service, 500)).some((record) => record.id === id))
  expect(await seen()).toBe(true)
  const { referral } = await arrives(code)
  expect(await seen()).toBe(true)
  await office.asSystem((tx) => tx`insert into kit.barred (staff_id, case_id) values (${lawyer}, ${referral.caseId})`)
  expect(await seen()).toBe(false)
})
