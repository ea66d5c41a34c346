import { bar, lockCase, openPool, uuidv7 } from '@ihala/kit'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { anOffice, type Office } from '../../test/office.ts'
import { addTask, finishTask, openTasks } from '../task/task.store.ts'
import { changeReferral, lockReferral } from './referral.store.ts'

let office: Office
beforeAll(async () => {
  office = await anOffice()
}, 60_000)
afterAll(() => office?.close())

test('a clerk acts while an event of the same referral arrives: one waits for the other, neither for ever', async () => {
  const referral = await office.referral('recipient', 'requested')
  const grace = await office.staff('shelter-worker')
  const inboxHolds = Promise.withResolvers<void>()
  const clerkAsks = Promise.withResolvers<void>()
  const order: string[] = []
  const inbox = office.asSystem(async (tx) => {
    await lockCase(tx, referral.caseId)
    inboxHolds.resolve()
    await clerkAsks.promise
    // The clerk waits by now, for whatever she takes first.
    await tx`select pg_sleep(0.2)`
    await tx`update desk.referral set version = version + 1 where case_id = ${referral.caseId}`
    order.push('inbox')
  })
  await inboxHolds.promise
  const act = office.as(grace, async (tx) => {
    clerkAsks.resolve()
    const seen = await lockReferral(tx, referral.id)
    // As the exchange does when what was sent is composed.
    await lockCase(tx, referral.caseId)
    order.push('clerk')
    return seen.version
  })
  const [stored, version] = await Promise.all([inbox, act])
  expect(stored).toBeUndefined()
  expect(order).toEqual(['inbox', 'clerk'])
  // What she sees is what the event left: the row is read after the lock.
  expect(version).toBe(referral.version + 1)
})

test('who only refers to a referral does not wait for who changes it', async () => {
  const referral = await office.referral('recipient', 'requested')
  await office.asSystem(async (tx) => {
    await lockReferral(tx, referral.id)
    const now = office.clock.now.toISOString()
    await office.asSystem(async (other) => {
      await other`set local lock_timeout = '2s'`
      await addTask(other, { id: uuidv7(), code: 'not-delivered', referralId: referral.id, dueAt: now, now })
    })
  })
  expect(await office.tasks(referral.id)).toEqual(['not-delivered'])
})

test('a conflict that was found is not washed out by a later check with other names', async () => {
  const { id, state } = await office.referral('recipient', 'requested', { conflict: 'found' })
  for (const conflict of ['asked', 'none'] as const)
    await office.asSystem((tx) => changeReferral(tx, id, { state, cancelling: false, conflict }))
  expect((await office.see(id)).conflict).toBe('found')
})

test('references go on after the first million', async () => {
  const referenceOf = async () => (await office.see((await office.referral('recipient', 'requested')).id)).reference
  const owner = openPool(office.database.ownerUrl, { max: 1, name: 'owner' })
  try {
    await owner`select setval('desk.reference_number', 41)`
    expect(await referenceOf()).toBe('R-000042')
    await owner`select setval('desk.reference_number', 999998)`
  } finally {
    await owner.end({ timeout: 5 })
  }
  expect([await referenceOf(), await referenceOf(), await referenceOf()]).toEqual(['R-999999', 'R-1000000', 'R-1000001'])
})

test('T33: whoever is barred from a case sees, finishes and makes no task of it', async () => {
  const referral = await office.referral('recipient', 'accepted')
  const [barred, other] = [await office.staff('shelter-worker'), await office.staff('shelter-worker')]
  const now = office.clock.now.toISOString()
  const [id, general] = [uuidv7(), uuidv7()]
  await office.asSystem(async (tx) => {
    await bar(tx, barred, referral.caseId)
    await addTask(tx, { id, code: 'record-departure', referralId: referral.id, dueAt: now, now })
    await addTask(tx, { id: general, code: 'not-delivered', referralId: null, dueAt: now, now })
  })
  const seenBy = async (member: string) => (await office.as(member, (tx) => openTasks(tx, 100))).map((task) => task.id)
  expect(await seenBy(barred)).not.toContain(id)
  expect(await seenBy(barred)).toContain(general)
  expect(await seenBy(other)).toContain(id)
  await expect(office.as(barred, (tx) => finishTask(tx, id, 'x', now))).rejects.toMatchObject({ code: 'not-found' })
  const forbidden = office.as(barred, (tx) => addTask(tx, { id: uuidv7(), code: 'x', referralId: referral.id, dueAt: now, now }))
  await expect(forbidden).rejects.toMatchObject({ code: '42501' })
})
