import { Category } from '@ihala/contract'
import { uuidv7 } from '@ihala/kit'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { type Holding, holding } from '../../test/held.ts'
import { anOffice, type Office, openKeys } from '../../test/office.ts'
import { notesOf } from '../referral/note.store.ts'
import type { Referral } from '../referral/referral.ts'
import { ERASE_BY_CLOCK, queueErasures } from './clock.write.ts'
import { ERASE_REST, STATE_ERASURE } from './erasure.write.ts'
import { insertHold, keepConfirmedHold, keepEndedHold } from './hold.store.ts'
import { holderFigures } from './holder.store.ts'
import { CHECK_HOLDER } from './holder.write.ts'
import { tellWithdrawn } from './withdrawal.write.ts'

let office: Office
let house: Holding
beforeAll(async () => {
  office = await anOffice()
  house = holding(office)
}, 60_000)
beforeEach(() => {
  office.sent.length = 0
  house.erased.length = 0
  office.clock.now = new Date('2026-11-01T20:00:00.000Z')
})
afterAll(() => office?.close())

const at = (instant: string): void => {
  office.clock.now = new Date(instant)
}
const stated = () => office.sent.flatMap(({ event }) => (event.type === 'erasure-stated' ? [event.data] : []))
const erasureOf = async (owner: string) => {
  const [row] = await office.asSystem(
    (tx) => tx<{ id: string }[]>`select id from desk.erasure where owner = ${owner} order by asked_at desc, id desc limit 1`,
  )
  return row?.id ?? ''
}
/** Puts a hold on a referral; in force when `by` are two. */
async function onHold(
  referral: Referral,
  parts: readonly ['identity', 'words'] | readonly ['health'],
  until: string,
  by: readonly string[],
): Promise<string> {
  const id = uuidv7()
  const article = { basis: 'ordered-by-court', ground: 'court-order', law: 'qa-law-13-1990', article: '260' } as const
  const on = { owner: referral.caseId, referralId: referral.id, personId: null }
  await office.asSystem(async (tx) => {
    await insertHold(tx, { id, ...on, ...article, parts: [...parts], until, askedBy: by[0] ?? '', askedAt: house.now() })
    if (by[1] !== undefined) await keepConfirmedHold(tx, id, by[1], house.now())
  })
  return id
}

test('M1, c2: what a hold names stays, and is stated with its article; when the hold is ended it goes, and that is stated', async () => {
  const [referral, other] = [await house.held(), await house.held()]
  const [huda, omar] = [await office.staff('duty-officer'), await office.staff('approver')]
  const hold = await onHold(referral, ['identity', 'words'], '2027-03-01', [huda, omar])
  // Asked for by one and confirmed by nobody: it holds nothing.
  await onHold(referral, ['health'], '2027-03-01', [huda])
  const jti = await house.hears(referral, house.withdraws('all'))
  expect(await house.kept(referral)).toMatchObject({ sections: ['identity'], notes: 1, files: 0, need: 0 })
  expect(house.erased).not.toContain(`${referral.caseId} identity`)
  expect(house.erased).not.toContain(`${referral.caseId} words`)
  expect(house.erased).toContain(`${referral.caseId} health`)
  const erasure = await erasureOf(referral.caseId)
  await house.run(STATE_ERASURE, { erasure })
  const article = { ground: 'court-order', law: 'qa-law-13-1990', article: '260', until: '2027-03-01' }
  expect(stated()).toEqual([
    {
      of: jti,
      because: 'withdrawn',
      erased: [...Category.enum.filter((category) => category !== 'identity'), 'own'],
      at: expect.any(String),
      kept: [
        { part: 'identity', ...article },
        { part: 'words', ...article },
      ],
    },
  ])

  // It is looked at again on the day after its last one.
  const [again] = (await house.jobs()).filter(({ key }) => key === `${ERASE_REST}/${erasure}`)
  expect(again?.runAt && new Date(again.runAt).toISOString()).toBe('2027-03-01T21:00:00.000Z')
  await office.asSystem((tx) => keepEndedHold(tx, hold, huda, house.now()))
  house.erased.length = 0
  await house.run(ERASE_REST, { erasure })
  await house.run(ERASE_REST, { erasure })
  expect(await house.kept(referral)).toMatchObject({ sections: [], notes: 0 })
  expect(house.erased).toContain(`${referral.caseId} identity`)
  at('2026-11-01T20:10:00.000Z')
  await house.run(STATE_ERASURE, { erasure })
  await house.run(STATE_ERASURE, { erasure })
  expect(stated().slice(1)).toMatchObject([{ of: jti, erased: [...Category.enum, 'words', 'own'], kept: [] }])
  expect(await house.kept(other)).toMatchObject({ sections: ['health', 'identity'], notes: 1, files: 1 })
})

test('T42, M1: notes that a hold keeps go when it ends, and what was written since the person took part back stays', async () => {
  const referral = await house.held()
  await house.granted(referral, { exp: '2026-12-01T20:00:00.000Z', eraseAt: '2027-12-01T20:00:00.000Z' })
  const counts = () =>
    office.asSystem((tx) => tx`update exchange.grant_held set withdrawn = '{health}', words = words + 1 where case_id = ${referral.caseId}`)
  const [huda, omar] = [await office.staff('duty-officer'), await office.staff('approver')]
  const hold = await onHold(referral, ['identity', 'words'], '2027-03-01', [huda, omar])
  await counts()
  await house.hears(referral, house.withdraws(['health']))
  await house.note(referral, 'she woke')
  const notes = () => office.asSystem((tx) => notesOf(tx, openKeys, referral.caseId)).then((found) => found.map(({ text }) => text))
  expect(await notes()).toEqual(['she sleeps', 'she woke'])
  await office.asSystem((tx) => keepEndedHold(tx, hold, huda, house.now()))
  await house.run(ERASE_REST, { erasure: await erasureOf(referral.caseId) })
  expect(await notes()).toEqual(['she woke'])
  expect(house.erased.filter((key) => key.includes('words'))).toEqual([`${referral.caseId} words`])
  // When its time is over, all of them go.
  at('2026-12-01T20:00:00.000Z')
  await office.asSystem((tx) => tx`update desk.referral set erase_at = ${house.now()} where id = ${referral.id}`)
  at('2027-12-01T20:00:00.000Z')
  await house.run(ERASE_BY_CLOCK, { referral: referral.id })
  expect(await notes()).toEqual([])
  expect(house.erased).toContain(`${referral.caseId} words-2`)
})

test('M1: a hold whose day is over holds no more, by its own clock', async () => {
  const referral = await house.held()
  await onHold(referral, ['health'], '2026-11-03', [await office.staff('duty-officer'), await office.staff('approver')])
  await house.hears(referral, house.withdraws(['health']))
  const erasure = await erasureOf(referral.caseId)
  at('2026-11-03T20:59:00.000Z')
  await house.run(ERASE_REST, { erasure })
  expect((await house.kept(referral)).sections).toContain('health')
  at('2026-11-03T21:00:00.000Z')
  await house.run(ERASE_REST, { erasure })
  expect((await house.kept(referral)).sections).toEqual(['identity'])
})

test('c2: what a law has this kind of body keep of what it did stays, with the law; another kind, or nothing done, keeps nothing', async () => {
  const charity = holding(office, 'charity-funding')
  const [paid, refused, sheltered] = [await charity.held('completed'), await charity.held('rejected'), await house.held('completed')]
  for (const [at, referral] of [
    [charity, paid],
    [charity, refused],
    [house, sheltered],
  ] as const) {
    await at.hears(referral, at.withdraws('all'))
    await at.run(STATE_ERASURE, { erasure: await erasureOf(referral.caseId) })
  }
  expect((await charity.kept(paid)).need).toBeGreaterThan(0)
  expect((await charity.kept(refused)).need).toBe(0)
  expect((await house.kept(sheltered)).need).toBe(0)
  expect(stated().map(({ kept }) => kept)).toEqual([
    [{ part: 'need', ground: 'record-duty', law: 'qa-law-20-2019', article: '20', until: '2036-11-01' }],
    [],
    [],
  ])
})

test('DESIGN §7, T36: at eraseAt all that a grant brought is erased by the clock, danger after 14 days too, and stated; not before', async () => {
  const [referral, other] = [await house.held(), await house.held()]
  const grant = await house.granted(referral, { exp: '2026-11-01T21:00:00.000Z', eraseAt: '2026-11-15T20:00:00.000Z' })
  at('2026-11-01T21:00:00.000Z')
  await house.run(ERASE_BY_CLOCK, { referral: referral.id })
  at('2026-11-15T19:59:59.000Z')
  await house.run(ERASE_BY_CLOCK, { referral: referral.id })
  expect(await house.kept(referral)).toMatchObject({ sections: ['health', 'identity'], notes: 1, files: 1 })
  expect((await office.see(referral.id)).eraseAt).toBe('2026-11-15T20:00:00.000Z')

  // The look before puts it in the queue for its own instant.
  at('2026-11-15T18:30:00.000Z')
  await office.asSystem((tx) => queueErasures(tx, house.now()))
  const queued = (await house.jobs()).filter(({ task }) => task === ERASE_BY_CLOCK)
  expect(queued.map(({ payload, runAt }) => [payload.referral, new Date(runAt).toISOString()])).toEqual([
    [referral.id, '2026-11-15T20:00:00.000Z'],
  ])
  at('2026-11-15T20:00:00.000Z')
  await house.run(ERASE_BY_CLOCK, { referral: referral.id })
  await house.run(ERASE_BY_CLOCK, { referral: referral.id })
  expect(await house.kept(referral)).toMatchObject({ sections: [], notes: 0, files: 0, need: 0 })
  expect(house.erased).toHaveLength(Category.enum.length + 2)
  expect((await office.see(referral.id)).eraseAt).toBeNull()
  await house.run(STATE_ERASURE, { erasure: await erasureOf(referral.caseId) })
  expect(stated()).toMatchObject([{ of: grant, because: 'time-over', erased: [...Category.enum, 'words', 'own'], kept: [] }])
  expect(await house.kept(other)).toMatchObject({ sections: ['health', 'identity'], notes: 1, files: 1 })
})

test('M1: each class of data goes after its own retention, before eraseAt', async () => {
  const referral = await house.held()
  await house.granted(referral, { exp: '2026-11-02T00:00:00.000Z', eraseAt: '2027-11-02T00:00:00.000Z' })
  at('2027-01-31T00:00:00.000Z')
  await house.run(ERASE_BY_CLOCK, { referral: referral.id })
  // Health, 90 days; who it is, 180.
  expect((await house.kept(referral)).sections).toEqual(['identity'])
  expect((await office.see(referral.id)).eraseAt).toBe('2027-05-01T00:00:00.000Z')
  at('2027-05-01T00:00:00.000Z')
  await house.run(ERASE_BY_CLOCK, { referral: referral.id })
  expect((await house.kept(referral)).sections).toEqual([])
  const rows = await office.asSystem((tx) => tx`select from desk.erasure where owner = ${referral.caseId}`)
  expect(rows.count).toBe(1)
})

/** A referral of ours, withdrawn from the other end; the name of the word. */
async function told(): Promise<{ readonly referral: Referral; readonly of: string; readonly holder: string }> {
  const referral = await office.referral('sender', 'accepted')
  await house.fill(referral)
  const said = house.withdraws('all').data
  await office.asSystem((tx) => tellWithdrawn(house.context(tx), referral, said))
  const [row] = await office.asSystem(
    (tx) => tx<{ id: string; of: string }[]>`select id, of from desk.holder where referral_id = ${referral.id}`,
  )
  return { referral, of: row?.of ?? '', holder: row?.id ?? '' }
}
const tasksOf = (referral: Referral) =>
  office.asSystem(async (tx) => [
    ...(await tx<
      { code: string; by: string | null }[]
    >`select code, done_by as by from desk.task where referral_id = ${referral.id} order by id`),
  ])
const answers = (of: string, erased: readonly (typeof Category.enum)[number][] | 'all', kept: readonly never[] = []) => ({
  type: 'erasure-stated' as const,
  data: {
    of,
    because: 'withdrawn' as const,
    erased: erased === 'all' ? [...Category.enum, 'words' as const, 'own' as const] : [...erased],
    at: house.now(),
    kept: [...kept],
  },
})

test('c2: a holder that has not stated all in its time is a task and a figure, until it has; a late statement ends both', async () => {
  const { referral, of, holder } = await told()
  const before = await office.asSystem((tx) => holderFigures(tx, house.now()))
  const [check] = (await house.jobs()).filter(({ key }) => key === `${CHECK_HOLDER}/${holder}`)
  // Three days, told on the 1st at 23:00 in Doha: until the end of the 4th.
  expect(new Date(check?.runAt ?? '').toISOString()).toBe('2026-11-04T21:00:00.000Z')
  at('2026-11-04T20:59:59.500Z')
  await house.run(CHECK_HOLDER, { holder })
  expect(await tasksOf(referral)).toEqual([])
  at('2026-11-04T21:00:00.000Z')
  await house.run(CHECK_HOLDER, { holder })
  await house.run(CHECK_HOLDER, { holder })
  expect(await tasksOf(referral)).toEqual([{ code: 'holder-overdue', by: null }])
  expect(await office.asSystem((tx) => holderFigures(tx, house.now()))).toEqual({ owed: before.owed, overdue: before.overdue + 1 })

  // Half an answer is none, and neither is an answer to something else.
  await house.hears(await office.see(referral.id), answers(of, ['identity']))
  await house.hears(await office.see(referral.id), answers('AAAAAAAAAAAAAAAAAAAAAA', 'all'))
  expect(await tasksOf(referral)).toEqual([{ code: 'holder-overdue', by: null }])
  await house.hears(await office.see(referral.id), answers(of, 'all'))
  expect(await tasksOf(referral)).toEqual([{ code: 'holder-overdue', by: 'system' }])
  expect(await office.asSystem((tx) => holderFigures(tx, house.now()))).toEqual({ owed: before.owed - 1, overdue: before.overdue })
})

test('c2: who states in time is nobody’s task', async () => {
  const { referral, of, holder } = await told()
  await house.hears(await office.see(referral.id), answers(of, 'all'))
  expect((await house.jobs()).filter(({ key }) => key === `${CHECK_HOLDER}/${holder}`)).toEqual([])
  at('2026-11-09T00:00:00.000Z')
  await house.run(CHECK_HOLDER, { holder })
  expect(await tasksOf(referral)).toEqual([])
})

test('T42: the sender’s own copies go when the holder has spoken, by its own word and not by theirs, and not before', async () => {
  const { referral, of } = await told()
  expect(await house.kept(referral)).toMatchObject({ notes: 1 })
  expect((await house.kept(referral)).need).toBeGreaterThan(0)
  await house.hears(await office.see(referral.id), answers('AAAAAAAAAAAAAAAAAAAAAA', 'all'))
  expect(house.erased).toEqual([])
  // They say less than they were told; ours go all the same.
  await house.hears(await office.see(referral.id), answers(of, ['identity']))
  expect(await house.kept(referral)).toMatchObject({ sections: [], notes: 0, files: 0, need: 0 })
  expect(house.erased).toHaveLength(Category.enum.length + 2)
  expect(stated()).toEqual([])
})

test('DESIGN §7: at eraseAt the sender erases its own copies and expects the holder’s statement; one that came before counts', async () => {
  const [late, early] = [await office.referral('sender', 'accepted'), await office.referral('sender', 'accepted')]
  const times = { exp: '2026-11-02T00:00:00.000Z', eraseAt: '2026-11-10T00:00:00.000Z' }
  const [of, before] = [await house.granted(late, times), await house.granted(early, times)]
  const statement = (grant: string) => {
    const { type, data } = answers(grant, 'all')
    return { type, data: { ...data, because: 'time-over' as const } }
  }
  await house.hears(early, statement(before))
  // What names no grant of ours is only a line of the history.
  await house.hears(late, statement('AAAAAAAAAAAAAAAAAAAAAA'))
  at('2026-11-10T00:00:00.000Z')
  for (const { id } of [late, early]) await house.run(ERASE_BY_CLOCK, { referral: id })
  const rows = await office.asSystem(
    (tx) => tx<{ of: string; complete: boolean }[]>`
      select of, complete from desk.holder where referral_id = any(${[late.id, early.id]}::uuid[]) order by complete`,
  )
  expect([...rows]).toEqual([
    { of, complete: false },
    { of: before, complete: true },
  ])
  for (const referral of [late, early]) expect(await house.kept(referral)).toMatchObject({ need: 0 })
  await house.hears(await office.see(late.id), statement(of))
  expect(await tasksOf(late)).toEqual([])
})
