import { REFERRAL_STATES, type ReferralState } from '@ihala/contract'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type Plans, plansOf } from '../../../../test/kit/plans.ts'
import { anOffice, type Office } from '../../test/office.ts'
import { type Cursor, cursorAfter, workList } from './referral.store.ts'
import { changeBy, clockOf, NO_CLOCK } from './referral.ts'

const HOUR_MS = 3_600_000

let office: Office
let plans: Plans
beforeAll(async () => {
  office = await anOffice()
  plans = plansOf(office.database.appUrl)
}, 60_000)
afterAll(async () => {
  await plans?.end()
  await office?.close()
})

/** A referral here, in a state; its clock ends so many hours from now, or none runs. */
async function stands(state: ReferralState, hours: number | undefined): Promise<string> {
  const { id } = await office.referral('recipient', state)
  const dueAt = hours === undefined ? 'infinity' : new Date(office.clock.now.getTime() + hours * HOUR_MS).toISOString()
  await office.asSystem((tx) => tx`update desk.referral set due_at = ${dueAt} where id = ${id}`)
  return id
}

/** Every page of the list, as somebody reads it who asks for more to the end. */
async function allPages(limit: number): Promise<string[][]> {
  const pages: string[][] = []
  for (let after: Cursor | undefined; ; ) {
    const page = await office.asSystem((tx) => workList(tx, 'recipient', after, limit))
    pages.push(page.map(({ id }) => id))
    const last = page.at(-1)
    if (page.length < limit || !last) return pages
    after = cursorAfter(last)
  }
}

test('what is live stands by its clock, also where none runs; what is over after it, newest first; each once, on pages of any length', async () => {
  const clocks: Readonly<Partial<Record<ReferralState, number>>> = { requested: 5, opened: -2, 'on-hold': 30 }
  const made: { readonly id: string; readonly state: ReferralState }[] = []
  for (const state of [...REFERRAL_STATES, ...REFERRAL_STATES]) made.push({ id: await stands(state, clocks[state]), state })
  const of = (state: ReferralState) => made.filter((one) => one.state === state).map(({ id }) => id)
  const among = (states: readonly ReferralState[]) => made.filter(({ state }) => states.includes(state)).map(({ id }) => id)
  const live = [
    ...of('opened'),
    ...of('requested'),
    ...of('on-hold'),
    ...among(['enquired', 'answered', 'accepted', 'in-progress', 'handed-back']),
  ]
  const over = among(['completed', 'failed', 'rejected', 'cancelled', 'taken-back', 'entered-in-error']).toReversed()
  // One line a page, the two parted by the end of a page, within one, and all on one.
  for (const limit of [1, live.length, 3, 50]) expect([limit, (await allPages(limit)).flat()]).toEqual([limit, [...live, ...over]])
})

test('what is handed back to us stands first although no clock runs; with whoever handed it back it does not', async () => {
  const late = await office.referral('sender', 'requested')
  await office.asSystem((tx) => tx`update desk.referral set due_at = '2020-01-01T00:00:00.000Z' where id = ${late.id}`)
  const back = await office.referral('sender', 'accepted')
  await office.handle(office.arrives(await office.see(back.id), { type: 'referral-handed-back', data: { reason: 'person-asked' } }))
  const first = await office.asSystem((tx) => workList(tx, 'sender', undefined, 1))
  expect(first.map(({ id }) => id)).toEqual([back.id])
  const next = await office.asSystem((tx) => workList(tx, 'sender', first[0] && cursorAfter(first[0]), 1))
  expect(next.map(({ id }) => id)).toEqual([late.id])
  expect(await office.see(back.id).then(clockOf)).toBeNull()
  const [task] = await office.asSystem((tx) => tx`select due_at from desk.task where referral_id = ${back.id} and code = 'take-back'`)
  expect(task?.dueAt).toBe(office.clock.now.toISOString())
  const theirs = changeBy({ state: 'accepted', cancelling: false }, { type: 'referral-handed-back', data: { reason: 'person-asked' } }, '')
  expect(theirs.dueAt).toBe(NO_CLOCK)
})

test('D9: each part of the list is read from its own index, in its order, from the line after which it goes on', async () => {
  const after = { at: '2026-11-22T09:30:00.000Z', id: '00000000-0000-7000-8000-000000000001' }
  const asked: readonly [string, Cursor | undefined, RegExp, RegExp][] = [
    ['<> all', undefined, /Index Scan using referral_live/, /Index Cond: \(side = \$1\)/],
    ['<> all', { ...after, over: false }, /Index Scan using referral_live/, /Index Cond: .*ROW\(due_at, id\) > ROW/],
    ['= any', undefined, /Index Scan using referral_ended/, /Index Cond: \(side = \$1\)/],
    ['= any', { ...after, over: true }, /Index Scan using referral_ended/, /Index Cond: .*ROW\(received_at, id\) < ROW/],
  ]
  for (const [passage, after, index, from] of asked) {
    const plan = await plans.of(passage, (tx) => workList(tx, 'recipient', after, 50))
    expect(plan).toMatch(index)
    expect(plan).toMatch(from)
    expect(plan).not.toMatch(/Sort/)
  }
})
