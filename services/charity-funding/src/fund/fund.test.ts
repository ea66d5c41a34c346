import { Refusal } from '@ihala/contract'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { ACCOUNTS_OF, assertCurrency, type Balances, EMPTY, type Movement, move, viewOf } from './fund.ts'

const movement = fc.constantFrom<Movement>('endow', 'reserve', 'release', 'pay')
const amount = fc.integer({ min: 1, max: 5_000 })

/** Plays movements one after the other; what is refused did not happen. Returns every point on the way, with its entries. */
function play(
  wished: readonly (readonly [Movement, number])[],
): { balances: Balances; entries: { account: keyof Balances; minorUnits: number }[] }[] {
  const points = [{ balances: EMPTY, entries: [] as { account: keyof Balances; minorUnits: number }[] }]
  for (const [kind, minorUnits] of wished) {
    const { balances, entries } = points.at(-1) ?? { balances: EMPTY, entries: [] }
    try {
      const next = move(balances, kind, minorUnits)
      const { from, to } = ACCOUNTS_OF[kind]
      points.push({ balances: next, entries: [...entries, { account: from, minorUnits: -minorUnits }, { account: to, minorUnits }] })
    } catch (refused) {
      expect(refused).toBeInstanceOf(Refusal)
    }
  }
  return points
}

test('c19: at every point the sum of all entries is zero and each balance is the sum of its entries', () => {
  fc.assert(
    fc.property(fc.array(fc.tuple(movement, amount), { maxLength: 60 }), (wished) => {
      for (const { balances, entries } of play(wished)) {
        expect(entries.reduce((sum, entry) => sum + entry.minorUnits, 0)).toBe(0)
        for (const account of Object.keys(EMPTY) as (keyof Balances)[]) {
          const sum = entries.filter((entry) => entry.account === account).reduce((total, entry) => total + entry.minorUnits, 0)
          expect(balances[account]).toBe(sum)
        }
      }
    }),
  )
})

test('J-4: nothing but the endowment ever goes below zero, and what was given is what is there or was paid', () => {
  fc.assert(
    fc.property(fc.array(fc.tuple(movement, amount), { maxLength: 60 }), (wished) => {
      for (const { balances } of play(wished)) {
        const { endowed, available, reserved, paid } = viewOf('QAR', balances)
        expect(Math.min(endowed, available, reserved, paid)).toBeGreaterThanOrEqual(0)
        expect(available + reserved + paid).toBe(endowed)
      }
    }),
  )
})

test('the last unit can be set aside, one more cannot', () => {
  const given = move(EMPTY, 'endow', 300)
  expect(move(given, 'reserve', 300).available).toBe(0)
  expect(() => move(given, 'reserve', 301)).toThrow(expect.objectContaining({ code: 'fund-insufficient' }))
  expect(() => move(given, 'pay', 1)).toThrow(expect.objectContaining({ code: 'fund-insufficient' }))
})

test.each([0, -5, 1.5, Number.NaN])('%d is no sum of money', (minorUnits) => {
  expect(() => move(EMPTY, 'endow', minorUnits)).toThrow(RangeError)
})

test('more than the contract can say is refused', () => {
  const full = move(EMPTY, 'endow', 1_000_000_000_000)
  expect(() => move(full, 'endow', 1)).toThrow(
    expect.objectContaining({ code: 'body-invalid', facts: { field: '/minorUnits', rule: 'maximum' } }),
  )
})

test('a fund has one currency, its first', () => {
  expect(() => assertCurrency('QAR', 'QAR')).not.toThrow()
  expect(() => assertCurrency(undefined, 'QAR')).not.toThrow()
  expect(() => assertCurrency('QAR', 'USD')).toThrow(expect.objectContaining({ code: 'body-invalid' }))
  expect(() => assertCurrency(undefined, 'XXX')).toThrow(expect.objectContaining({ code: 'body-invalid' }))
})

test('an empty fund is shown as zeros without a currency', () => {
  const view = viewOf(undefined, EMPTY)
  expect(view).toEqual({ currency: 'XXX', endowed: 0, available: 0, reserved: 0, paid: 0 })
  expect(Object.is(view.endowed, -0)).toBe(false)
})
