import { readdirSync, readFileSync } from 'node:fs'
import { Refusal } from '@ihala/contract'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { assertEnds, authority, type Mandate, type Power, STEPS } from './mandate.ts'

const NOW = '2026-11-22T09:00:00.000Z'
const mandate = (change: Partial<Mandate> = {}): Mandate => ({ scope: ['committee'], expiresAt: null, endedAt: null, ...change })
const power = (change: Partial<Power> = {}): Power => ({
  scope: ['court'],
  maySettle: false,
  mayReceiveMoney: false,
  expiresAt: '2027-11-22T09:00:00.000Z',
  revokedAt: null,
  ...change,
})

test('R-9: a mandate represents and does no more; a power acts, and settles or takes money only where its paper says so', () => {
  expect(authority([mandate()], [], NOW)).toEqual({ represent: ['committee'], act: [], settle: false, receiveMoney: false })
  expect(authority([], [power()], NOW)).toEqual({ represent: [], act: ['court'], settle: false, receiveMoney: false })
  expect(authority([], [power({ maySettle: true })], NOW)).toMatchObject({ settle: true, receiveMoney: false })
  expect(authority([], [power({ mayReceiveMoney: true })], NOW)).toMatchObject({ settle: false, receiveMoney: true })
})

test('R-9: what ended, ran out or was revoked gives nothing, from that moment on', () => {
  expect(authority([mandate({ endedAt: NOW })], [power({ maySettle: true, revokedAt: NOW })], NOW)).toEqual(authority([], [], NOW))
  expect(authority([mandate({ expiresAt: NOW })], [power({ maySettle: true, expiresAt: NOW })], NOW)).toEqual(authority([], [], NOW))
  const inTime = '2026-11-22T09:00:00.001Z'
  expect(authority([mandate({ expiresAt: inTime })], [], NOW).represent).toEqual(['committee'])
})

test('R-9: mandates never add to what powers give, nor powers to what mandates give', () => {
  const scope = fc.uniqueArray(fc.constantFrom(...STEPS), { minLength: 1 })
  const end = fc.constantFrom(null, '2026-01-01T00:00:00.000Z', '2027-01-01T00:00:00.000Z')
  const anyMandate = fc.record({ scope, expiresAt: end, endedAt: end })
  const anyPower = fc.record({
    scope,
    maySettle: fc.boolean(),
    mayReceiveMoney: fc.boolean(),
    expiresAt: end.map((at) => at ?? '2028-01-01T00:00:00.000Z'),
    revokedAt: end,
  })
  fc.assert(
    fc.property(fc.array(anyMandate), fc.array(anyPower), (mandates, powers) => {
      const both = authority(mandates, powers, NOW)
      expect(both.represent).toEqual(authority(mandates, [], NOW).represent)
      expect({ ...both, represent: [] }).toEqual(authority([], powers, NOW))
    }),
  )
})

test('a power that has run out already is not written down', () => {
  expect(() => assertEnds(NOW, NOW)).toThrow(Refusal)
  expect(() => assertEnds(null, NOW)).not.toThrow()
})

test('R-9: what lets act knows nothing of what lets share, nor the other way round', () => {
  const source = (name: string): string => readFileSync(new URL(name, import.meta.url), 'utf8')
  const here = readdirSync(new URL('.', import.meta.url)).filter((name) => name.endsWith('.ts') && !name.includes('.test.'))
  expect(here.length).toBeGreaterThan(3)
  for (const name of here) expect(source(name), name).not.toMatch(/\b(grant|Grant|consent\b.*import|heldGrantOf|ConsentView)\b/)
  for (const name of ['../../../../packages/policy/src/grants.ts', '../../../../packages/policy/src/withdrawal.ts'])
    expect(source(name), name).not.toMatch(/mandate|attorney/i)
})
