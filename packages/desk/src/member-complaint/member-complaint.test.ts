import { ACCEPTS, checkEvent } from '@ihala/contract'
import type { ServiceContext } from '@ihala/kit'
import { eventsOf } from '@ihala/policy'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { addressesFor, complaintView, type KeptComplaint, nextBox, receivingBody, standsAt } from './member-complaint.ts'

const SELF = 'https://itf.ihala.test'
const HOUSE = 'https://care-house.ihala.test'
const COMMITTEE = 'https://national-committee.ihala.test'
const COMPLAINT: KeptComplaint = {
  id: '019a0000-0000-7000-8000-000000000000',
  personId: '019a0000-0000-7000-8000-000000000001',
  about: HOUSE,
  what: 'treated-badly',
  at: '2026-11-22T08:00:00.000Z',
  number: 'pZ3kq9Yv1TnXw0c2L8sR5A',
  answer: true,
  sentAt: null,
  to: null,
  box: null,
  receipt: null,
}
const WENT = { sentAt: '2026-11-23T03:14:00.000Z', to: COMMITTEE }

test('C11: the box goes on the next day, at any second of it but its edges, whatever is in it', () => {
  const first = (from: number): number => from
  const last = (_from: number, until: number): number => until - 1
  expect(nextBox('2026-11-22T23:59:59.999Z', first)).toEqual({ day: '2026-11-23', dueAt: '2026-11-23T00:05:00.000Z' })
  expect(nextBox('2026-11-22T00:00:00.000Z', last)).toEqual({ day: '2026-11-23', dueAt: '2026-11-23T23:54:59.000Z' })
  fc.assert(
    fc.property(fc.date({ min: new Date('2026-01-01'), max: new Date('2030-01-01'), noInvalidDate: true }), fc.nat(), (now, chance) => {
      const { day, dueAt } = nextBox(now.toISOString(), (from, until) => from + (chance % (until - from)))
      expect(dueAt.slice(0, 10)).toBe(day)
      expect(Date.parse(day) - Math.floor(now.getTime() / 86_400_000) * 86_400_000).toBe(86_400_000)
    }),
  )
})

test('C11: it waits, went, was receipted; what was not taken waits again, and what nobody may be sent is taken by hand', () => {
  expect(standsAt(COMPLAINT, COMMITTEE)).toBe('waiting')
  expect(standsAt({ ...COMPLAINT, box: 'waiting' }, COMMITTEE)).toBe('sent')
  expect(standsAt({ ...COMPLAINT, box: 'closed' }, undefined)).toBe('stored')
  for (const box of ['refused', 'expired'] as const) expect(standsAt({ ...COMPLAINT, box }, COMMITTEE)).toBe('waiting')
  expect(standsAt({ ...COMPLAINT, number: null }, COMMITTEE)).toBe('by-hand')
  expect(standsAt(COMPLAINT, undefined)).toBe('by-hand')
  expect(standsAt({ ...COMPLAINT, about: COMMITTEE }, COMMITTEE)).toBe('by-hand')
})

test('C11: the person is told when it went and to whom, with the receipt, and nothing of a box that was not taken', () => {
  const sent = { ...COMPLAINT, ...WENT, box: 'closed' as const, receipt: 'signed' }
  expect(complaintView(sent, COMMITTEE, 'shelter')).toMatchObject({
    ...WENT,
    stands: 'stored',
    receipt: 'signed',
    number: COMPLAINT.number,
  })
  const back = { ...sent, box: 'refused' as const }
  expect(complaintView(back, COMMITTEE, 'shelter')).toMatchObject({ stands: 'waiting', sentAt: null, to: null, receipt: null })
})

test('D-21: a complaint has addresses, the independent one first; never whoever is complained of', () => {
  expect(addressesFor('shelter')).toEqual(['national-human-rights-committee', 'national-committee'])
  expect(addressesFor('national-committee')).toEqual(['national-human-rights-committee'])
  expect(addressesFor('human-rights-committee')).toEqual(['national-committee'])
})

/** The registry as we heard it: who says it, and of what kind each is. */
function serviceThatKnows(
  members: readonly (readonly [entityId: string, kind: string, iss?: string])[],
  sends: readonly string[] = eventsOf('union-liaison'),
) {
  const all = [[SELF, 'union-liaison'] as const, ...members].map(([entityId, kind, iss = 'https://anchor.ihala.test']) => ({
    entityId,
    statement: { iss, metadata: { ihala_member: { kind, status: 'live', accepts: ACCEPTS, sends } } },
  }))
  const registry = { members: () => all, lastKnown: (entityId: string) => all.find((one) => one.entityId === entityId)?.statement }
  return { organisation: { entityId: SELF }, registry } as object as Pick<ServiceContext, 'registry' | 'organisation'>
}

test('D-21: the box goes to a body of our own network, and nowhere while the registry does not let us send one', () => {
  expect(receivingBody(serviceThatKnows([[COMMITTEE, 'national-committee']]))).toBe(COMMITTEE)
  const abroad = ['https://rights.abroad.test', 'human-rights-committee', 'https://anchor.abroad.test'] as const
  expect(receivingBody(serviceThatKnows([[COMMITTEE, 'national-committee'], abroad]))).toBe(COMMITTEE)
  expect(receivingBody(serviceThatKnows([abroad]))).toBeUndefined()
  expect(receivingBody(serviceThatKnows([[COMMITTEE, 'national-committee']], []))).toBeUndefined()
})

test('C11: a box names nobody: there is no field for it', () => {
  const { number, about, what, answer } = COMPLAINT
  const said = { number, about, what, answer }
  expect(checkEvent['complaint-box'].firstFault({ complaints: [said] })).toBeUndefined()
  for (const more of [{ person: 'x' }, { personId: COMPLAINT.personId }, { text: 'x' }, { by: 'person' }, { at: COMPLAINT.at }])
    expect(checkEvent['complaint-box'].firstFault({ complaints: [{ ...said, ...more }] })).toBeDefined()
})
