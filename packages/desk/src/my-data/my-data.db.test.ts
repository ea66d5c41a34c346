import { ACCEPTS, type Event, type StaffRole } from '@ihala/contract'
import { randomId, type ServiceContext, uuidv7 } from '@ihala/kit'
import { QATAR_DEMO_LAW, ruleSetInForce } from '@ihala/policy'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { anOffice, type Office, openKeys } from '../../test/office.ts'
import { desk } from '../desk.ts'
import { insertSection } from '../person/section.store.ts'
import { exerciseAt } from '../recourse/recourse.write.ts'
import type { Referral } from '../referral/referral.ts'
import { partsHeld, timesAskedBy } from './holding.store.ts'
import { ASKS_A_DAY } from './holding.ts'
import { askHolding } from './holding.write.ts'

const SELF = 'https://care-house.network.example'
let office: Office
/** Whether the other body is live, and whether it reads what is asked. */
const other = { status: 'live' as 'live' | 'suspended', accepts: ACCEPTS as Readonly<Record<string, number[]>> }
/** The office as a service that knows itself, the law, and one other body. */
const service = (): ServiceContext =>
  ({
    ...office.service,
    organisation: { entityId: SELF, kind: 'shelter' },
    law: (now: string) => ruleSetInForce(QATAR_DEMO_LAW, now),
    registry: { find: () => ({ metadata: { ihala_member: { kind: 'union-liaison', takes: [], ...other } } }) },
  }) as object as ServiceContext
const handle = (event: ReturnType<Office['arrives']>) =>
  office.asSystem(async (tx) => {
    await tx`select from exchange.conversation where case_id = ${event.caseId} for update`
    // As the exchange keeps it, before any handler sees it.
    await tx`
      insert into exchange.event (iss, jti, case_id, seq, evt, at, hash, leaf_id, inner_jws)
      values (${event.from}, ${event.jti}, ${event.caseId}, ${seq++}, ${event.type}, ${office.clock.now.toISOString()}, 'h', ${uuidv7()}, '')`
    const handler = desk.inbox?.[event.type] as ((given: typeof event, context: object) => Promise<void>) | undefined
    await handler?.(event, { ...office.context(tx), service: service() })
  })
let seq = 10
const asked: Event = { type: 'holding-asked', data: { by: 'person' } }

beforeAll(async () => {
  office = await anOffice()
}, 60_000)
beforeEach(() => {
  office.sent.length = 0
  other.status = 'live'
  other.accepts = ACCEPTS
})
afterAll(() => office?.close())

async function held(): Promise<Referral> {
  const referral = await office.referral('recipient', 'accepted')
  const at = office.clock.now.toISOString()
  await office.asSystem(async (tx) => {
    for (const category of ['identity', 'health'] as const)
      await insertSection(tx, openKeys, {
        id: uuidv7(),
        owner: referral.caseId,
        category,
        at,
        part: category,
        content: { names: { latin: 'Hirut' } },
      })
  })
  return referral
}

test('C9: a body answers at once for what came with the case, and asks below; of what was erased it says no more that it holds it', async () => {
  const referral = await held()
  await office.referral('sender', 'accepted', { narrows: referral.caseId, partner: 'https://lawyers.network.example' })
  await handle(office.arrives(referral, asked))
  const [said] = office.sent
  expect(said).toMatchObject({
    to: referral.partner,
    caseId: referral.caseId,
    event: { type: 'holding-stated', data: { steps: 0, kind: 'shelter', more: false } },
  })
  const lines = said?.event.type === 'holding-stated' ? said.event.data.lines : []
  expect(lines.map((line) => ('part' in line ? `${line.is} ${line.part}` : line.is))).toEqual(['held health', 'held identity', 'held need'])
  // Nothing of what it says is told, only that it is there.
  expect(JSON.stringify(lines)).not.toContain('of"')
  const jobs = await office.asSystem((tx) => tx<{ task: string }[]>`select task_identifier as task from graphile_worker.jobs`)
  expect(jobs.map(({ task }) => task)).toContain('ask-holding-below')
  await office.asSystem(
    (tx) => tx`insert into kit.case_key (case_id, part, wrapped, erased_at) values (${referral.caseId}, 'health', null, now())`,
  )
  const left = await office.asSystem((tx) => partsHeld(tx, [referral.caseId]))
  expect(left.map(({ part }) => part).sort()).toEqual(['identity', 'need'])
})

test('C9: a body that asks without end is not answered', async () => {
  const referral = await held()
  for (let time = 0; time <= ASKS_A_DAY; time += 1) await handle(office.arrives(referral, asked))
  expect(office.sent).toHaveLength(ASKS_A_DAY)
  const since = new Date(office.clock.now.getTime() - 1000).toISOString()
  expect(await office.asSystem((tx) => timesAskedBy(tx, referral.caseId, referral.partner, since))).toBe(ASKS_A_DAY + 1)
})

test('C9, C11: whoever is suspended, or reads an older contract, is not asked, and nobody believes that they were', async () => {
  const referral = await office.referral('sender', 'accepted')
  const whose = { personId: uuidv7(), at: office.clock.now.toISOString(), by: 'person' as const }
  const right = { right: 'objection', category: 'identity', because: 'shared-too-widely', by: 'person' } as const
  for (const how of [{ status: 'suspended' as const }, { accepts: {} }]) {
    Object.assign(other, { status: 'live', accepts: ACCEPTS }, how)
    expect(await office.asSystem((tx) => askHolding({ ...office.context(tx), service: service() }, referral, whose))).toBe(false)
    expect(await office.asSystem((tx) => exerciseAt({ ...office.context(tx), service: service() }, referral, null, right))).toBeUndefined()
  }
  expect(office.sent).toEqual([])
  expect([...(await office.asSystem((tx) => tx`select from desk.holding_question where case_id = ${referral.caseId}`))]).toEqual([])
})

test('C9: an answer to a question that was never asked changes nothing', async () => {
  const referral = await office.referral('sender', 'accepted')
  const data = { of: randomId(), at: office.clock.now.toISOString(), steps: 0, kind: 'shelter', lines: [], more: false }
  await expect(handle(office.arrives(referral, { type: 'holding-stated', data }))).resolves.toBeUndefined()
  await expect(
    handle(office.arrives(referral, { type: 'right-answered', data: { of: randomId(), answer: 'done' } })),
  ).resolves.toBeUndefined()
  expect(await office.tasks(referral.id)).toEqual([])
})

test('C9: who looked is told by role and how often, never by name', async () => {
  const referral = await held()
  const roles: StaffRole[] = ['shelter-worker']
  await office.asSystem(async (tx) => {
    const pseudonym = randomId()
    await tx`insert into kit.staff (id, issuer, sub, pseudonym, roles, last_seen) values (${uuidv7()}, 'i', ${pseudonym}, ${pseudonym}, ${roles}, now())`
    for (const _ of [1, 2])
      await tx`insert into kit.access (id, staff, action, subject, at) values (${uuidv7()}, ${pseudonym}, 'read-referral', ${referral.id}, ${office.clock.now.toISOString()})`
  })
  await handle(office.arrives(referral, asked))
  const [said] = office.sent
  const opened = said?.event.type === 'holding-stated' ? said.event.data.lines.filter(({ is }) => is === 'opened') : []
  expect(opened).toEqual([{ is: 'opened', roles, times: 2, first: expect.any(String), last: expect.any(String) }])
})
