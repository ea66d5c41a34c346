import { Category, type Grant, Refusal } from '@ihala/contract'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { assertCovers, narrow } from './grants.ts'
import { withdraw } from './withdrawal.ts'

const CATEGORIES: readonly Category[] = Category.enum
const NOW = 1_790_000_000
const P = 'pZ3kq9Yv1TnXw0c2L8sR5A'
const HASH = 'n4bQgYhMfWWaL-qgxVrQFaO_TxsrC4Is0V1sFbDwCgg'
const [ITF, SHELTER, LAWYERS] = ['itf', 'care-house', 'lawyers'].map((slug) => `https://${slug}.network.example`) as [
  string,
  string,
  string,
]

const some = fc.subarray([...CATEGORIES])
const grants = fc.record({ categories: some, onward: some, wayBack: fc.boolean(), depth: fc.integer({ min: 0, max: 2 }) }).map(
  ({ categories, onward, wayBack, depth }): Grant => ({
    iss: ITF,
    aud: SHELTER,
    jti: P,
    iat: NOW - 60,
    exp: NOW + 86_400,
    person: P,
    basis: { kind: 'danger', reason: 'danger-to-life', staff: [P, `${P.slice(0, 21)}Q`] },
    purposes: ['shelter'],
    categories,
    eraseAt: new Date((NOW + 90_000) * 1000).toISOString(),
    onward: { kinds: ['legal-aid'], categories: onward.filter((one) => categories.includes(one)), depth },
    excluded: [],
    wayBack,
  }),
)

/** The categories that a grant gives its recipient, asked one by one as both ends ask. */
const given = (grant: Grant): Category[] =>
  CATEGORIES.filter((category) => {
    try {
      assertCovers(grant, { from: ITF, to: SHELTER, takes: CATEGORIES, categories: [category], at: NOW })
      return true
    } catch (error) {
      if (error instanceof Refusal && error.code === 'grant-not-covering') return false
      throw error
    }
  })
const within = (one: readonly Category[], other: readonly Category[]): boolean => one.every((category) => other.includes(category))

describe('what is left of a grant', () => {
  test('gives exactly what was given and not taken back, here and onward; nothing comes back without progress', () => {
    fc.assert(
      fc.property(grants, some, (grant, taken) => {
        const left = withdraw(grant, taken)
        expect(given(left)).toEqual(given(grant).filter((category) => !taken.includes(category)))
        expect(left.onward.categories).toEqual(grant.onward.categories.filter((category) => !taken.includes(category)))
        expect(left.wayBack).toBe(grant.wayBack && !taken.includes('progress'))
      }),
    )
  })

  test('taken back twice, or in another order, or at once: the same', () => {
    fc.assert(
      fc.property(grants, some, some, (grant, one, other) => {
        expect(withdraw(withdraw(grant, one), one)).toEqual(withdraw(grant, one))
        expect(withdraw(withdraw(grant, one), other)).toEqual(withdraw(withdraw(grant, other), one))
        expect(withdraw(withdraw(grant, one), other)).toEqual(withdraw(grant, [...one, ...other]))
      }),
    )
  })

  test('what is passed on of what is left is never wider than what is left of what was passed on', () => {
    fc.assert(
      fc.property(grants, some, some, (parent, taken, wished) => {
        const by = { ...parent, iss: SHELTER, aud: LAWYERS, audKind: 'legal-aid', parent: HASH, categories: wished }
        const passed = (from: Grant): Grant | undefined => {
          try {
            return narrow(from, by)
          } catch (error) {
            if (error instanceof Refusal) return undefined
            throw error
          }
        }
        const [before, after] = [passed(withdraw(parent, taken)), passed(parent)]
        if (before === undefined) return
        if (after === undefined) throw new Error('what is left lets more through than the whole')
        const left = withdraw(after, taken)
        expect(within(before.categories, left.categories) && within(before.onward.categories, left.onward.categories)).toBe(true)
        expect(before.categories.some((category) => taken.includes(category))).toBe(false)
      }),
    )
  })
})
