import { Refusal } from '@ihala/contract'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { type Balances, EMPTY, move } from '../fund/fund.ts'
import { type Award, approve, assertAssessable, pay, refuse, viewFor } from './award.ts'

const award = (more: Partial<Award> = {}): Award => ({
  id: '01890a5d-ac96-774b-bcce-b302099a8057',
  referralId: '01890a5d-ac96-774b-bcce-b302099a8058',
  caseId: 'AAAAAAAAAAAAAAAAAAAAAA',
  reference: 'R-000001',
  payee: 'https://care-house.ihala.test',
  minorUnits: 50_000,
  currency: 'QAR',
  purpose: 'living-costs',
  period: '2026-03',
  state: 'assessed',
  assessedBy: 'amna',
  assessedAt: '2026-03-01T08:00:00.000Z',
  approvals: [],
  paidAt: null,
  version: 1,
  ...more,
})
const refusal = (code: string) => expect.objectContaining({ code })

describe('assessing', () => {
  const accepted = { side: 'recipient', state: 'accepted', needs: ['financial-assistance'] } as const
  test('an accepted referral that asks for money may be assessed', () => {
    expect(() => assertAssessable({ ...accepted, needs: [...accepted.needs] })).not.toThrow()
  })
  test.each(['requested', 'opened', 'completed', 'rejected', 'cancelled', 'handed-back'] as const)('not one that is %s', (state) => {
    expect(() => assertAssessable({ ...accepted, needs: [...accepted.needs], state })).toThrow(refusal('state-forbids'))
  })
  test('not one that asks for something else, and not one we sent', () => {
    expect(() => assertAssessable({ ...accepted, needs: ['shelter'] })).toThrow(refusal('state-forbids'))
    expect(() => assertAssessable({ ...accepted, needs: [...accepted.needs], side: 'sender' })).toThrow(refusal('event-wrong-side'))
  })
})

describe('approving', () => {
  test('two other people: the second sets the money aside', () => {
    expect(approve(award(), 'ibrahim')).toEqual({ state: 'approved-once', movement: undefined })
    const once = award({ state: 'approved-once', approvals: [{ by: 'ibrahim', at: '2026-03-01T09:00:00.000Z' }] })
    expect(approve(once, 'huda')).toEqual({ state: 'approved', movement: 'reserve' })
  })
  test('never the one who assessed, at neither place', () => {
    const once = award({ state: 'approved-once', approvals: [{ by: 'ibrahim', at: '2026-03-01T09:00:00.000Z' }] })
    expect(() => approve(award(), 'amna')).toThrow(refusal('second-person-required'))
    expect(() => approve(once, 'amna')).toThrow(refusal('second-person-required'))
  })
  test('never the same person twice', () => {
    const once = award({ state: 'approved-once', approvals: [{ by: 'ibrahim', at: '2026-03-01T09:00:00.000Z' }] })
    expect(() => approve(once, 'ibrahim')).toThrow(refusal('second-person-required'))
  })
})

test('what was set aside is given back by a refusal; what was paid is not refused', () => {
  expect(refuse(award()).movement).toBeUndefined()
  expect(refuse(award({ state: 'approved' })).movement).toBe('release')
  expect(() => refuse(award({ state: 'paid' }))).toThrow(refusal('state-forbids'))
  expect(() => refuse(award({ state: 'refused' }))).toThrow(refusal('state-forbids'))
})

test('only what two people approved is paid, and once', () => {
  for (const state of ['assessed', 'approved-once', 'refused'] as const)
    expect(() => pay(award({ state }))).toThrow(refusal('state-forbids'))
  expect(() => pay(award({ state: 'paid' }))).toThrow(refusal('already-paid'))
  expect(pay(award({ state: 'approved' }))).toEqual({ state: 'paid', movement: 'pay' })
})

test('a member sees that an approval is their own, never whose another is', () => {
  const view = viewFor(
    'huda',
    award({
      approvals: [
        { by: 'ibrahim', at: '2026-03-01T09:00:00.000Z' },
        { by: 'huda', at: '2026-03-01T10:00:00.000Z' },
      ],
    }),
  )
  expect(view.approvals.map(({ byMe }) => byMe)).toEqual([false, true])
  expect(JSON.stringify(view)).not.toMatch(/ibrahim|amna|care-house/)
})

test('c19: whatever people try, in any order, money set aside and paid is that of the awards, by two others each', () => {
  const staff = fc.constantFrom('amna', 'ibrahim', 'huda', 'omar')
  const attempt = fc.record({ verb: fc.constantFrom('approve', 'refuse', 'pay' as const), on: fc.nat({ max: 4 }), by: staff })
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 3_000 }),
      fc.array(fc.integer({ min: 1, max: 1_000 }), { minLength: 5, maxLength: 5 }),
      fc.array(attempt, { maxLength: 60 }),
      (given, sums, attempts) => {
        let fund: Balances = move(EMPTY, 'endow', given)
        const awards = sums.map((minorUnits) => award({ minorUnits }))
        for (const { verb, on, by } of attempts) {
          const one = awards[on]
          if (!one) continue
          try {
            const { state, movement } = verb === 'approve' ? approve(one, by) : verb === 'refuse' ? refuse(one) : pay(one)
            if (movement) fund = move(fund, movement, one.minorUnits)
            awards[on] = { ...one, state, approvals: verb === 'approve' ? [...one.approvals, { by, at: one.assessedAt }] : one.approvals }
          } catch (refused) {
            expect(refused).toBeInstanceOf(Refusal)
          }
          const sumOf = (state: Award['state']) =>
            awards.filter((each) => each.state === state).reduce((sum, each) => sum + each.minorUnits, 0)
          expect(fund).toEqual({
            endowment: -given,
            available: given - sumOf('approved') - sumOf('paid'),
            reserved: sumOf('approved'),
            paid: sumOf('paid'),
          })
          for (const { state, approvals, assessedBy } of awards) {
            expect(approvals.map((approval) => approval.by)).not.toContain(assessedBy)
            expect(new Set(approvals.map((approval) => approval.by)).size).toBe(approvals.length)
            if (state === 'approved' || state === 'paid') expect(approvals).toHaveLength(2)
          }
        }
      },
    ),
  )
})
