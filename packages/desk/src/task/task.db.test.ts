import { randomId, type Tx, uuidv7 } from '@ihala/kit'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { anOffice, type Office, PARTNER } from '../../test/office.ts'
import { desk } from '../desk.ts'
import { finishTask } from './task.store.ts'

let office: Office
beforeAll(async () => {
  office = await anOffice()
}, 60_000)
afterAll(() => office?.close())

const difference = (id: string) => ({ name: uuidv7(), partner: PARTNER, kind: 'missing-here' as const, id, seq: 1 })
const tell = (what: ReturnType<typeof difference>, that: 'differs' | 'agrees') =>
  office.asSystem((tx) => desk[that]?.(what, office.context(tx)) ?? Promise.reject(new Error('nobody hears it')))
const tasks = () =>
  office.asSystem(async (tx: Tx) => [
    ...(await tx<{ code: string; doneBy: string | null; doneAt: Date | null }[]>`
      select code, done_by as "doneBy", done_at as "doneAt" from desk.task order by id`),
  ])

test('c7: the task of a difference is ended by the service when both ends agree again; one that a person ended stays theirs', async () => {
  const referral = await office.referral('sender', 'requested')
  const [one, twin, ended] = [difference(referral.caseId), difference(referral.caseId), difference(randomId())]
  for (const what of [one, twin, ended]) await tell(what, 'differs')
  await office.asSystem((tx) => finishTask(tx, ended.name, 'a-person', office.clock.now.toISOString()))
  office.clock.now = new Date('2026-11-02T00:10:00.000Z')
  for (const what of [one, ended]) await tell(what, 'agrees')
  const now = await tasks()
  expect(now.map(({ code, doneBy }) => [code, doneBy])).toEqual([
    ['differs:missing-here', 'system'],
    ['differs:missing-here', null],
    ['differs:missing-here', 'a-person'],
  ])
  expect(new Date(now[0]?.doneAt ?? 0).toISOString()).toBe('2026-11-02T00:10:00.000Z')
  expect(await office.tasks(referral.id)).toHaveLength(2)
})

test('DESIGN §4: what was not receipted in time is asked of a person once a referral, and again once they have seen to it', async () => {
  const referral = await office.referral('sender', 'requested')
  const expire = () =>
    office.asSystem(
      (tx) => desk.expired?.({ caseId: referral.caseId, evt: 'note-added' }, office.context(tx)) ?? Promise.reject(new Error('none')),
    )
  await expire()
  await expire()
  expect(await office.tasks(referral.id)).toEqual(['not-delivered'])
  await office.asSystem((tx) => tx`update desk.task set done_at = now(), done_by = 'a-person' where referral_id = ${referral.id}`)
  await expire()
  expect(await office.tasks(referral.id)).toEqual(['not-delivered', 'not-delivered'])
})
