import { REFERRAL_STATES } from '@ihala/contract'
import { QATAR_DEMO_LAW, ruleSetInForce } from '@ihala/policy'
import { expect, test } from 'vitest'
import { assertMaySet, confirmBy } from './hearing.ts'

const now = '2026-11-01T07:00:00Z'
const law = ruleSetInForce(QATAR_DEMO_LAW, now)

test('D-3: a hearing must be confirmed 48 hours ahead', () => {
  expect(confirmBy('2026-11-10T06:00:00Z', now, law)).toBe('2026-11-08T06:00:00Z')
})

test('D-3: one that is nearer must be confirmed at once', () => {
  expect(Date.parse(confirmBy('2026-11-02T06:00:00Z', now, law))).toBe(Date.parse(now))
})

test('a hearing lies ahead, in a case that was taken on', () => {
  const hearing = { at: '2026-11-10T06:00:00Z', confirmed: false }
  for (const state of REFERRAL_STATES) {
    const set = () => assertMaySet({ side: 'recipient', state }, hearing, now)
    if (['accepted', 'in-progress', 'on-hold'].includes(state)) expect(set, state).not.toThrow()
    else expect(set, state).toThrow(expect.objectContaining({ code: 'state-forbids' }))
  }
  expect(() => assertMaySet({ side: 'sender', state: 'accepted' }, hearing, now)).toThrow(
    expect.objectContaining({ code: 'state-forbids' }),
  )
  expect(() => assertMaySet({ side: 'recipient', state: 'accepted' }, { ...hearing, at: now }, now)).toThrow(
    expect.objectContaining({ code: 'body-invalid', facts: { field: '/at', rule: 'future' } }),
  )
})
