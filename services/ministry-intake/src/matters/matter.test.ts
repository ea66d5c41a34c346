import { Confidence, Indicator, VictimStatus } from '@ihala/contract'
import { QATAR_DEMO_LAW, ruleSetInForce } from '@ihala/policy'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import {
  assertConfirmable,
  assertJointSession,
  assertOpen,
  assertSafeToNotify,
  assertScreening,
  assertSettlement,
  atTheEnd,
  clockOf,
  committeeReferralAt,
  conciliationDue,
  paymentDue,
  presentIn,
  type Screening,
  victimStatusOf,
  type WorkerConfirmation,
} from './matter.ts'

const registered = '2026-11-22T09:30:00.000Z'
const law = ruleSetInForce(QATAR_DEMO_LAW, registered)
const due = conciliationDue(registered, law)
const running = { conciliation: 'running', conciliationDueAt: due, committeeDueAt: null, endedAt: null, employerNotifiedAt: null } as const
const notified = { ...running, employerNotifiedAt: '2026-11-24T08:00:00.000Z' } as const
const refusal = (code: string, facts: object = {}) => expect.objectContaining({ code, facts: expect.objectContaining(facts) })

const indicators = fc.uniqueArray(
  fc.record({ indicator: fc.constantFrom(...Indicator.enum), confidence: fc.constantFrom(...Confidence.enum) }),
  { minLength: 1, maxLength: 11, selector: ({ indicator }) => indicator },
)
const victimStatus = fc.constantFrom(...VictimStatus.enum)
const screenings: fc.Arbitrary<Screening> = fc.record({ indicators, victimStatus })
const safe = { bed: true, papers: true, phone: true, contact: true }
const confirmation = (over: Partial<WorkerConfirmation> = {}): WorkerConfirmation => ({
  notifyOn: '2026-11-24',
  toldWhatFollows: true,
  safetyPlan: safe,
  ...over,
})
const found: Screening = {
  indicators: [{ indicator: 'retention-of-identity-documents', confidence: 'weak' }],
  victimStatus: 'not-assessed',
}
const nothingFound: Screening = { indicators: [{ indicator: 'isolation', confidence: 'absent' }], victimStatus: 'no-indication' }

test('D-2: conciliation ends with the seventh calendar day, local time, weekend or not', () => {
  expect(due).toBe('2026-11-29T20:59:59Z')
  expect(conciliationDue('2026-11-22T21:00:00.000Z', law)).toBe('2026-11-30T20:59:59Z')
})

test('D-3: unsettled, it goes to a committee by itself within the last minute; the committee has three weeks', () => {
  expect(committeeReferralAt(running)).toBe('2026-11-29T20:58:59.000Z')
  expect(atTheEnd(running, '2026-11-29T20:58:58.999Z', law)).toEqual({ step: 'too-early' })
  expect(atTheEnd(running, '2026-11-29T20:59:01.000Z', law)).toEqual({ step: 'refer', committeeDueAt: '2026-12-20T20:59:59Z', late: false })
})

test('D-3: found only after the clock ran out, it still goes, and the breach is seen', () => {
  expect(atTheEnd(running, '2026-11-29T20:59:59.999Z', law)).toMatchObject({ step: 'refer', late: false })
  expect(atTheEnd(running, '2026-11-29T21:00:00.000Z', law)).toMatchObject({ step: 'refer', late: true })
})

test('D-3: what was settled, referred or ended is left alone, however often it is asked', () => {
  const late = '2026-12-05T00:00:00.000Z'
  expect(atTheEnd({ ...running, conciliation: 'settled' }, late, law)).toEqual({ step: 'nothing' })
  expect(atTheEnd({ ...running, conciliation: 'referred-to-committee' }, late, law)).toEqual({ step: 'nothing' })
  expect(atTheEnd({ ...running, endedAt: registered }, late, law)).toEqual({ step: 'nothing' })
})

test('the clock a person waits for: conciliation, then the committee, then none', () => {
  expect(clockOf(running)).toBe(due)
  expect(clockOf({ ...running, conciliation: 'referred-to-committee', committeeDueAt: '2026-12-20T20:59:59Z' })).toBe(
    '2026-12-20T20:59:59Z',
  )
  expect(clockOf({ ...running, conciliation: 'settled' })).toBeUndefined()
})

test('a settled or ended matter takes no more changes', () => {
  expect(() => assertOpen({ ...running, conciliation: 'settled' })).toThrow(refusal('state-forbids', { state: 'settled' }))
  expect(() => assertOpen({ ...running, endedAt: registered })).toThrow(refusal('state-forbids', { state: 'ended' }))
  expect(() => assertOpen({ ...running, conciliation: 'referred-to-committee' })).not.toThrow()
})

test('R-11: the status is the officer’s choice, whatever the indicators say', () => {
  expect(victimStatusOf(undefined)).toBe('not-assessed')
  fc.assert(
    fc.property(screenings, indicators, (screening, others) => {
      expect(victimStatusOf(screening)).toBe(screening.victimStatus)
      expect(victimStatusOf({ ...screening, indicators: others })).toBe(screening.victimStatus)
      expect(presentIn({ ...screening, victimStatus: 'no-indication' })).toEqual(presentIn(screening))
    }),
  )
})

test('R-11: an indicator counts as present on any evidence, and stands once', () => {
  expect(presentIn(undefined)).toEqual([])
  expect(presentIn(found)).toEqual([{ indicator: 'retention-of-identity-documents', confidence: 'weak' }])
  expect(presentIn(nothingFound)).toEqual([])
  expect(() => assertScreening(found)).not.toThrow()
  expect(() =>
    assertScreening({ indicators: [...found.indicators, { indicator: 'retention-of-identity-documents', confidence: 'strong' }] }),
  ).toThrow(refusal('body-invalid', { field: '/indicators' }))
})

test('R-15: the employer is told when the person confirmed, is safe, and the day has come', () => {
  expect(() => assertSafeToNotify(running, confirmation(), found, '2026-11-24')).not.toThrow()
  expect(() => assertSafeToNotify(running, confirmation(), found, '2026-11-25')).not.toThrow()
  expect(() => assertSafeToNotify(running, undefined, found, '2026-11-24')).toThrow(
    refusal('employer-not-safe-to-notify', { rule: 'not-confirmed' }),
  )
  expect(() => assertSafeToNotify(running, confirmation(), found, '2026-11-23')).toThrow(
    refusal('employer-not-safe-to-notify', { rule: 'day-not-reached' }),
  )
  expect(() => assertSafeToNotify(running, confirmation(), undefined, '2026-11-24')).toThrow(
    refusal('state-forbids', { state: 'not-screened' }),
  )
  expect(() => assertSafeToNotify(notified, confirmation(), found, '2026-11-24')).toThrow(
    refusal('state-forbids', { state: 'employer-notified' }),
  )
})

test('R-15: one missing part of the safety plan is enough to say nothing', () => {
  const plans = fc.record({ bed: fc.boolean(), papers: fc.boolean(), phone: fc.boolean(), contact: fc.boolean() })
  fc.assert(
    fc.property(plans, screenings, (safetyPlan, screening) => {
      const tell = () => assertSafeToNotify(running, confirmation({ safetyPlan }), screening, '2026-11-24')
      if (Object.values(safetyPlan).every(Boolean)) expect(tell).not.toThrow()
      else expect(tell).toThrow(refusal('employer-not-safe-to-notify', { rule: 'safety-plan' }))
    }),
  )
})

test('R-11: which indicators were found, and the status, play no part in whether the employer is told', () => {
  const said = (screening: Screening, today: string): string => {
    try {
      assertSafeToNotify(running, confirmation(), screening, today)
      return 'told'
    } catch (refused) {
      return String(refused)
    }
  }
  fc.assert(
    fc.property(screenings, screenings, fc.constantFrom('2026-11-23', '2026-11-24'), (one, other, today) => {
      expect(said(one, today)).toBe(said(other, today))
    }),
  )
})

test('R-15: the person may change their mind until the employer knows', () => {
  expect(() => assertConfirmable(running, confirmation(), '2026-11-24')).not.toThrow()
  expect(() => assertConfirmable(running, confirmation(), '2026-11-25')).toThrow(refusal('body-invalid', { field: '/notifyOn' }))
  expect(() => assertConfirmable(notified, confirmation(), '2026-11-22')).toThrow(refusal('state-forbids'))
})

const now = '2026-11-25T08:00:00.000Z'
const at = '2026-11-26T08:00:00.000Z'

test('R-16: with indicators present no joint session is set unless the person asks', () => {
  expect(() => assertJointSession(notified, found, { at, personAsked: false }, now)).toThrow(refusal('joint-session-forbidden'))
  expect(() => assertJointSession(running, found, { at, personAsked: false }, now)).toThrow(refusal('joint-session-forbidden'))
  expect(() => assertJointSession(notified, found, { at, personAsked: true }, now)).not.toThrow()
  expect(() => assertJointSession(notified, nothingFound, { at, personAsked: false }, now)).not.toThrow()
  expect(() => assertJointSession(notified, undefined, { at, personAsked: true }, now)).toThrow(
    refusal('state-forbids', { state: 'not-screened' }),
  )
  fc.assert(
    fc.property(screenings, victimStatus, (screening, status) => {
      const session = () => assertJointSession(notified, { ...screening, victimStatus: status }, { at, personAsked: false }, now)
      if (screening.indicators.some(({ confidence }) => confidence !== 'absent'))
        expect(session).toThrow(refusal('joint-session-forbidden'))
      else expect(session).not.toThrow()
    }),
  )
})

test('R-15, R-16: a joint session is no way round the notification, and lies ahead', () => {
  expect(() => assertJointSession(running, found, { at, personAsked: true }, now)).toThrow(
    refusal('employer-not-safe-to-notify', { rule: 'not-notified' }),
  )
  expect(() => assertJointSession(notified, found, { at: '2026-11-24T08:00:00.000Z', personAsked: true }, now)).toThrow(
    refusal('body-invalid', { field: '/at' }),
  )
})

test('R-16: a settlement says when, and its day is due at local midnight', () => {
  expect(() => assertSettlement(running, { payBy: '2026-12-01' }, '2026-11-25')).toThrow(
    refusal('state-forbids', { state: 'employer-not-notified' }),
  )
  expect(() => assertSettlement(notified, { payBy: '2026-11-24' }, '2026-11-25')).toThrow(
    refusal('body-invalid', { field: '/payBy', rule: 'past' }),
  )
  expect(() => assertSettlement(notified, { payBy: '2028-11-24' }, '2026-11-25')).toThrow(
    refusal('body-invalid', { field: '/payBy', rule: 'limit' }),
  )
  expect(() => assertSettlement(notified, { payBy: '2026-11-31' }, '2026-11-25')).toThrow(
    refusal('body-invalid', { field: '/payBy', rule: 'date' }),
  )
  expect(() => assertSettlement(notified, { payBy: '2026-11-25' }, '2026-11-25')).not.toThrow()
  expect(paymentDue({ payBy: '2026-12-01' }, now, '2026-11-25', law)).toBe('2026-12-01T20:59:59Z')
  expect(paymentDue({ payBy: '2026-11-25' }, now, '2026-11-25', law)).toBe('2026-11-25T20:59:59Z')
})
