import { expect, test } from 'vitest'
import { type Application, approve, assertMayApply, assertMayBeLive, confirm, type Measure, ordersFrom, pass, verify } from './joining.ts'

const HOUSE = 'https://care-house.ihala.test'
const [fatima, jassim] = ['row of Fatima', 'row of Jassim']
const at = (state: Application['state'], approvedBy: string | null = null): Application => ({
  entityId: HOUSE,
  state,
  fingerprint: 'F',
  approvedBy,
})
const refused = (code: string) => expect.objectContaining({ code })
const outcome = (work: () => unknown): unknown => {
  try {
    return work()
  } catch (error) {
    return error
  }
}

test('K1: each step follows the one before, and no other', () => {
  expect(verify(at('applied'), 'F')).toBe('verified')
  expect(pass(at('verified'))).toBe('tested')
  expect(approve(at('tested'), fatima)).toEqual({ state: 'tested', second: false })
  expect(approve(at('tested', fatima), jassim)).toEqual({ state: 'approved', second: true })
  for (const state of ['verified', 'tested', 'approved'] as const) {
    expect(outcome(() => verify(at(state), 'F'))).toEqual(refused('state-forbids'))
    expect(outcome(() => assertMayApply(at(state)))).toEqual(refused('state-forbids'))
  }
  for (const state of ['applied', 'tested', 'approved'] as const) expect(outcome(() => pass(at(state)))).toEqual(refused('state-forbids'))
  for (const state of ['applied', 'verified', 'approved'] as const)
    expect(outcome(() => approve(at(state), fatima))).toEqual(refused('state-forbids'))
  expect(outcome(() => assertMayApply(at('applied')))).toBeUndefined()
})

test('K1: another fingerprint is another key', () => {
  expect(outcome(() => verify(at('applied'), 'G'))).toEqual(refused('body-invalid'))
})

test('K1: nobody approves alone', () => {
  expect(outcome(() => approve(at('tested', fatima), fatima))).toEqual(refused('second-person-required'))
})

test('K1: who applied is live only when approved; who never had to apply is the anchor’s to name', () => {
  for (const state of ['applied', 'verified', 'tested'] as const)
    expect(outcome(() => assertMayBeLive(at(state)))).toEqual(refused('state-forbids'))
  expect(outcome(() => assertMayBeLive(at('approved')))).toBeUndefined()
  expect(outcome(() => assertMayBeLive(undefined))).toBeUndefined()
})

const measure = (kind: Measure['measure'], minute: number | null, kid: string | null = null): Measure => ({
  id: `${kind} ${minute}`,
  entityId: HOUSE,
  measure: kind,
  kid,
  proposedBy: fatima,
  confirmedAt: minute === null ? null : new Date(60_000 * minute).toISOString(),
})

test('K4: a measure needs a second person, once', () => {
  expect(outcome(() => confirm(measure('suspend', null), fatima))).toEqual(refused('second-person-required'))
  expect(outcome(() => confirm(measure('suspend', null), jassim))).toBeUndefined()
  expect(outcome(() => confirm(measure('suspend', 1), jassim))).toEqual(refused('state-forbids'))
})

test('K4, T24: what was decided becomes what the anchor is asked to say', () => {
  const standing = (...measures: Measure[]) => ordersFrom([HOUSE], measures)[0]
  expect(standing()).toEqual({ entityId: HOUSE, standing: 'live', revoked: [] })
  expect(standing(measure('suspend', null))?.standing).toBe('live')
  expect(standing(measure('suspend', 1))?.standing).toBe('suspended')
  expect(standing(measure('suspend', 1), measure('restore', 2))?.standing).toBe('live')
  expect(standing(measure('expel', 1), measure('restore', 2))?.standing).toBe('expelled')
  expect(standing(measure('revoke-key', 1, 'K'), measure('revoke-key', 2, 'K'), measure('restore', 3))).toEqual({
    entityId: HOUSE,
    standing: 'live',
    revoked: [{ kid: 'K', revokedAt: 60 }],
  })
  expect(ordersFrom([], [measure('suspend', 1)])).toHaveLength(1)
})
