import { CONFORMANCE_STEPS, type ConformanceProtocol } from '@ihala/contract'
import { expect, test } from 'vitest'
import {
  type Application,
  approve,
  assertMayApply,
  assertMayBeLive,
  confirm,
  type Measure,
  ordersFrom,
  PROTOCOL_LASTS,
  pass,
  verify,
} from './joining.ts'

const HOUSE = 'https://care-house.ihala.test'
const NOW = '2026-11-22T09:00:00.000Z'
const AFTER = new Date(Date.parse(NOW) + PROTOCOL_LASTS + 1).toISOString()
const [fatima, jassim] = ['row of Fatima', 'row of Jassim']
const at = (state: Application['state'], approvedBy: string | null = null): Application => ({
  entityId: HOUSE,
  state,
  fingerprint: 'F',
  approvedBy,
  testedAt: state === 'tested' || state === 'approved' ? NOW : null,
})
const OF_APPLICATION = 'hash of the application'
const protocol = (change: Partial<ConformanceProtocol> = {}): ConformanceProtocol => ({
  application: OF_APPLICATION,
  iat: Date.parse(NOW) / 1000,
  iss: 'https://test-1.ihala.test',
  steps: CONFORMANCE_STEPS.map((step) => ({ passed: true, step })),
  sub: HOUSE,
  v: 1,
  ...change,
})
const passes = (held: Application, change?: Partial<ConformanceProtocol>, now = NOW) => pass(held, protocol(change), OF_APPLICATION, now)
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
  expect(passes(at('verified'))).toBe('tested')
  expect(approve(at('tested'), fatima, NOW)).toEqual({ state: 'tested', second: false })
  expect(approve(at('tested', fatima), jassim, NOW)).toEqual({ state: 'approved', second: true })
  for (const state of ['verified', 'tested', 'approved'] as const) {
    expect(outcome(() => verify(at(state), 'F'))).toEqual(refused('state-forbids'))
    expect(outcome(() => assertMayApply(at(state)))).toEqual(refused('state-forbids'))
  }
  for (const state of ['applied', 'approved'] as const) expect(outcome(() => passes(at(state)))).toEqual(refused('state-forbids'))
  for (const state of ['applied', 'verified', 'approved'] as const)
    expect(outcome(() => approve(at(state), fatima, NOW))).toEqual(refused('state-forbids'))
  expect(outcome(() => assertMayApply(at('applied')))).toBeUndefined()
})

test('K1: another fingerprint is another key', () => {
  expect(outcome(() => verify(at('applied'), 'G'))).toEqual(refused('body-invalid'))
})

test('K1: a protocol counts for the applicant and the application that it names, when every step was passed, lately', () => {
  const rule = (rule: string) => expect.objectContaining({ code: 'body-invalid', facts: { field: '/protocol', rule } })
  expect(outcome(() => passes(at('verified'), { sub: 'https://charity.ihala.test' }))).toEqual(rule('other-applicant'))
  expect(outcome(() => passes(at('verified'), { application: 'hash of another' }))).toEqual(rule('other-application'))
  for (const [at1] of CONFORMANCE_STEPS.entries()) {
    const failing = CONFORMANCE_STEPS.map((step, index) => ({ passed: index !== at1, step }))
    expect(outcome(() => passes(at('verified'), { steps: failing }))).toEqual(rule('not-passed'))
    // One step twice does not stand for another.
    const twice = failing.map((line) => (line.passed ? line : { passed: true, step: CONFORMANCE_STEPS[at1 === 0 ? 1 : 0] }))
    expect(outcome(() => passes(at('verified'), { steps: twice }))).toEqual(rule('not-passed'))
  }
  expect(outcome(() => passes(at('verified'), {}, AFTER))).toEqual(rule('too-old'))
  expect(outcome(() => approve(at('tested'), fatima, AFTER))).toEqual(rule('too-old'))
  expect(passes(at('tested'))).toBe('tested')
})

test('K1: a test member is never live, whoever says so', () => {
  for (const held of [at('approved'), undefined]) expect(outcome(() => assertMayBeLive(held, 'test'))).toEqual(refused('state-forbids'))
})

test('K1: nobody approves alone', () => {
  expect(outcome(() => approve(at('tested', fatima), fatima, NOW))).toEqual(refused('second-person-required'))
})

test('K1: who applied is live only when approved; who never had to apply is the anchor’s to name', () => {
  for (const state of ['applied', 'verified', 'tested'] as const)
    expect(outcome(() => assertMayBeLive(at(state), 'shelter'))).toEqual(refused('state-forbids'))
  expect(outcome(() => assertMayBeLive(at('approved'), 'shelter'))).toBeUndefined()
  expect(outcome(() => assertMayBeLive(undefined, 'shelter'))).toBeUndefined()
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
