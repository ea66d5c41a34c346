import type { Category, Grant } from '@ihala/contract'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { saidYes } from '../../../test/kit/said-yes.ts'
import { assertDanger, DANGER_KEPT, DANGER_LIFETIME } from './danger.ts'

type Asked = Parameters<typeof assertDanger>[0]

const NOW = 1_790_000_000
const [ASKER, CONFIRMER] = ['pZ3kq9Yv1TnXw0c2L8sR5A', 'Qm1xr0bT6yJc3hKd9WfNsg']
const at = (seconds: number): string => new Date(seconds * 1000).toISOString()
const mayGo = (grant: Asked): boolean => {
  try {
    assertDanger(grant)
    return true
  } catch {
    return false
  }
}
const danger = (change: Partial<Asked> = {}): Asked => ({
  basis: { kind: 'danger', reason: 'danger-to-life', staff: [ASKER, CONFIRMER] },
  iat: NOW,
  exp: NOW + DANGER_LIFETIME,
  eraseAt: at(NOW + DANGER_KEPT),
  categories: ['need', 'identity'],
  onward: { kinds: [], categories: [], depth: 0 },
  wayBack: false,
  ...change,
})

test('R-1a, T36: danger goes for an hour, to one body, is erased after 14 days, and tells nothing of exposure', () => {
  const second = fc.constantFrom(ASKER, CONFIRMER)
  const around = (limit: number) => fc.integer({ min: limit - 2, max: limit + 2 })
  const categories = fc.subarray<Category>(['identity', 'exposure', 'health']).map((more): Category[] => ['need', ...more])
  fc.assert(
    fc.property(
      second,
      around(DANGER_LIFETIME),
      around(DANGER_KEPT),
      categories,
      fc.integer({ min: 0, max: 2 }),
      fc.boolean(),
      (other, life, kept, wanted, depth, wayBack) => {
        const grant = danger({
          basis: { kind: 'danger', reason: 'danger-to-child', staff: [ASKER, other] },
          exp: NOW + life,
          eraseAt: at(NOW + kept),
          categories: wanted,
          onward: { kinds: [], categories: [], depth },
          wayBack,
        })
        const lawful =
          other !== ASKER && life <= DANGER_LIFETIME && kept <= DANGER_KEPT && depth === 0 && !wayBack && !wanted.includes('exposure')
        expect(mayGo(grant)).toBe(lawful)
      },
    ),
    { numRuns: 2000 },
  )
})

test('the limits of danger are of danger alone', () => {
  const filing: Extract<Grant['basis'], { kind: 'statutory' }>['filing'] = saidYes('2026-09-01T09:00:00Z', { takenBy: ASKER })
  const wide = { exp: NOW + 86_400, wayBack: true, categories: ['need', 'exposure'] as Category[] }
  expect(mayGo(danger({ ...wide, basis: { kind: 'statutory', step: 'committee', filing } }))).toBe(true)
  expect(mayGo(danger(wide))).toBe(false)
})
