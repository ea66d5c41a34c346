import { afterAll, beforeAll, expect, test } from 'vitest'
import { anOffice, type Office } from '../../test/office.ts'
import { desk } from '../desk.ts'
import type { Referral } from '../referral/referral.ts'
import { noteSilence, queueSilences } from './silence.jobs.ts'
import { silencesOf } from './silence.store.ts'
import { silenceEntry } from './silence.ts'

const ASKED = '2026-11-01T20:00:00.000Z'
const DUE = '2026-11-01T22:00:00.000Z'

let office: Office
beforeAll(async () => {
  office = await anOffice()
}, 60_000)
afterAll(() => office?.close())

const at = (instant: string) => {
  office.clock.now = new Date(instant)
}
const asked = async (side: 'sender' | 'recipient', state: 'requested' | 'opened' | 'accepted' = 'requested'): Promise<Referral> => {
  at(ASKED)
  const referral = await office.referral(side, state)
  await office.asSystem((tx) => tx`update desk.referral set due_at = ${state === 'accepted' ? 'infinity' : DUE} where id = ${referral.id}`)
  return office.see(referral.id)
}
const note = ({ id }: Referral) => office.asSystem((tx) => noteSilence({ referral: id }, office.context(tx)))
const kept = ({ id }: Referral) => office.asSystem((tx) => silencesOf(tx, id))
const leaves = ({ id }: Referral) =>
  office.asSystem(async (tx) =>
    (await tx<{ event: string }[]>`select event from ledger.leaf_content`)
      .map(({ event }) => JSON.parse(event))
      .filter(({ kind, subject }) => kind === 'breach' && subject === id),
  )
const jobs = ({ id }: Referral) =>
  office.asSystem(async (tx) => [
    ...(await tx<{ at: string }[]>`
      select to_char(run_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS') as at from graphile_worker.jobs where key = ${`note-silence/${id}`}`),
  ])

test('L5: a request that nobody answered is, at either end, one row, one leaf of the clock, the law and the time, and one task', async () => {
  for (const [side, task, by] of [
    ['sender', 'nobody-answered', 'them'],
    ['recipient', 'answer-overdue', 'us'],
  ] as const) {
    const referral = await asked(side, side === 'recipient' ? 'opened' : 'requested')
    // The second that the clock names still belongs to it.
    at(DUE)
    await note(referral)
    expect([await kept(referral), await office.tasks(referral.id)]).toEqual([[], []])
    at('2026-11-01T22:00:01.000Z')
    await Promise.all([note(referral), note(referral)])
    await note(referral)
    const silence = { dueAt: DUE, clock: 'response-tonight', law: 'qatar-demo-1', breach: 'response-overdue' }
    expect(await kept(referral)).toEqual([silence])
    expect(await office.tasks(referral.id)).toEqual([task])
    const found = { kind: 'breach', subject: referral.id, case: referral.caseId, at: '2026-11-01T22:00:01.000Z' }
    expect(await leaves(referral)).toEqual([{ ...found, ...silence }])
    expect(silenceEntry(referral, silence)).toEqual({ at: DUE, event: 'response-overdue', by, delivered: true, codes: ['tonight'] })
  }
})

test('L5: an answer in time leaves nothing; asked again, the next clock is one of its own', async () => {
  const answered = await asked('sender', 'accepted')
  at('2026-11-03T08:00:00.000Z')
  await note(answered)
  expect([await kept(answered), await leaves(answered), await office.tasks(answered.id)]).toEqual([[], [], []])

  const again = await asked('sender')
  at('2026-11-01T22:30:00.000Z')
  await note(again)
  await office.asSystem((tx) => tx`update desk.referral set due_at = '2026-11-02T22:00:00.000Z' where id = ${again.id}`)
  at('2026-11-03T08:00:00.000Z')
  await note(again)
  expect((await kept(again)).map(({ dueAt }) => dueAt)).toEqual([DUE, '2026-11-02T22:00:00.000Z'])
  expect(await leaves(again)).toHaveLength(2)
})

test('L5: whoever asked them to stop, or named whom to ask next, is not asked to ask; that nobody answered is kept all the same', async () => {
  const stopped = await asked('sender')
  await office.asSystem((tx) => tx`update desk.referral set cancelling = true where id = ${stopped.id}`)
  at('2026-11-02T08:00:00.000Z')
  await note(stopped)
  expect([await kept(stopped), await office.tasks(stopped.id)]).toEqual([[expect.objectContaining({ dueAt: DUE })], []])
})

test('L5: a look puts each clock in the queue for its own second, once, also one that ran out while nobody was here; an answer ends the task', async () => {
  const [soon, late] = [await asked('sender'), await asked('recipient')]
  const look = () => office.asSystem((tx) => queueSilences(tx, office.clock.now.toISOString()))
  at('2026-11-01T20:30:00.000Z')
  await look()
  await look()
  expect(await jobs(soon)).toEqual([{ at: '2026-11-01T22:00:01' }])
  at('2026-11-02T08:00:00.000Z')
  await note(late)
  await office.asSystem((tx) => tx`delete from graphile_worker._private_jobs`)
  await look()
  expect([await jobs(soon), await jobs(late)]).toEqual([[{ at: '2026-11-01T22:00:01' }], []])
  expect(await office.tasks(late.id)).toEqual(['answer-overdue'])

  await office.asSystem((tx) => tx`update desk.referral set state = 'accepted', due_at = 'infinity' where id = ${late.id}`)
  await look()
  const [task] = await office.asSystem(async (tx) => [
    ...(await tx<{ doneBy: string | null }[]>`select done_by as "doneBy" from desk.task where referral_id = ${late.id}`),
  ])
  expect(task).toEqual({ doneBy: 'system' })
  expect(Object.keys(desk.jobs ?? {})).toContain('note-silence')
})
