import { type Grant, RECIPIENT_OF_NOTHING, Refusal, StatutoryStep } from '@ihala/contract'
import { describe, expect, test } from 'vitest'
import { saidYes } from '../../../test/kit/said-yes.ts'
import { assertBetween, assertMayTravel, assertReceives, eventsOf, policyOfKind, STATUTORY } from './index.ts'
import { assertAnswersNeed } from './purposes.ts'

const P = 'pZ3kq9Yv1TnXw0c2L8sR5A'
const evidence = saidYes('2026-09-20T09:00:00Z')

const grant = (change: Partial<Grant> = {}): Grant => ({
  iss: 'https://ministry.network.example',
  aud: 'https://care-house.network.example',
  jti: P,
  iat: Date.parse('2026-09-20T10:00:00Z') / 1000,
  exp: Date.parse('2026-10-20T10:00:00Z') / 1000,
  person: P,
  basis: { kind: 'consent', evidence },
  purposes: ['complaint-handling'],
  categories: ['need'],
  eraseAt: '2026-12-20T10:00:00Z',
  onward: { kinds: [], categories: [], depth: 0 },
  excluded: [],
  wayBack: true,
  ...change,
})

/** Code and field of a refusal; undefined when it went through. */
function refusalOf(attempt: () => unknown): readonly [string, string | undefined] | undefined {
  try {
    attempt()
    return undefined
  } catch (error) {
    if (error instanceof Refusal) return [error.code, error.facts.field]
    throw error
  }
}

describe('R-1: a statutory grant opens the next step of a complaint and nothing else', () => {
  const KINDS = [...new Set(Object.values(STATUTORY).flatMap(({ from, to }) => [...from, ...to])), 'shelter', 'charity-funding', 'police']

  test.each(StatutoryStep.enum)('%s: of every pair of kinds only its own', (step) => {
    const filed = grant({ basis: { kind: 'statutory', step, filing: evidence } })
    for (const from of KINDS)
      for (const to of KINDS) {
        const own = STATUTORY[step].from.includes(from) && STATUTORY[step].to.includes(to)
        const refusal = refusalOf(() => assertBetween(filed, from, to))
        expect(refusal, `${from} to ${to}`).toEqual(own ? undefined : ['grant-not-covering', '/basis/step'])
      }
  })

  test('for its own purposes alone', () => {
    const filed = grant({ basis: { kind: 'statutory', step: 'committee', filing: evidence }, purposes: ['complaint-handling', 'shelter'] })
    expect(refusalOf(() => assertBetween(filed, 'ministry-intake', 'dispute-committee'))).toEqual(['grant-not-covering', '/purposes'])
  })

  test('what the person said themselves is bound to no step', () => {
    for (const from of KINDS) expect(refusalOf(() => assertBetween(grant(), from, 'shelter'))).toBeUndefined()
  })
})

describe('c21, R-7: nothing goes to police or prosecution before the reflection period is over or the person asks', () => {
  const over = (instant: string) => grant({ reflection: { because: 'over', at: instant } })
  const DANGER: Grant['basis'] = { kind: 'danger', reason: 'danger-to-life', staff: [P, 'Qm1xr0bT6yJc3hKd9WfNsg'] }
  const STANDING = { relation: 'professional', inMatter: 'none' } as const
  const GUARDIAN: Grant['basis'] = { kind: 'guardian', guardian: 'appointed', standing: STANDING, assent: true, evidence }
  test.each<[string, Grant, readonly [string, string] | undefined]>([
    ['without a word of it', grant(), ['reflection-runs', '/reflection']],
    ['one second before its end', over('2026-09-20T09:00:01Z'), ['reflection-runs', '/reflection/at']],
    ['at its end', over('2026-09-20T09:00:00Z'), undefined],
    [
      'the person asked, and was told after that',
      grant({ reflection: { because: 'person-asked', at: '2026-09-19T20:00:00Z' } }),
      undefined,
    ],
    [
      'the person asked after they had said yes to something else',
      grant({ reflection: { because: 'person-asked', at: '2026-09-20T09:00:01Z' } }),
      ['reflection-runs', '/reflection/at'],
    ],
    ['a guardian', grant({ basis: GUARDIAN, reflection: { because: 'over', at: '2026-09-01T00:00:00Z' } }), undefined],
    ['danger', grant({ basis: DANGER, reflection: { because: 'over', at: '2026-09-01T00:00:00Z' } }), ['reflection-runs', '/basis/kind']],
    [
      'narrowed from what another body was given',
      grant({ reflection: { because: 'over', at: '2026-09-01T00:00:00Z' }, parent: 'n4bQgYhMfWWaL-qgxVrQFaO_TxsrC4Is0V1sFbDwCgg' }),
      ['reflection-runs', '/parent'],
    ],
  ])('%s', (_name, given, refusal) => {
    for (const kind of ['police', 'public-prosecution'])
      expect(
        refusalOf(() => assertBetween(given, 'legal-aid', kind)),
        kind,
      ).toEqual(refusal)
    expect(refusalOf(() => assertBetween(given, 'legal-aid', 'shelter'))).toBeUndefined()
  })
})

test('M7: who enforces immigration law, employs or recruited sends nothing, is sent nothing and takes no category', () => {
  expect(RECIPIENT_OF_NOTHING).toHaveLength(5)
  for (const kind of RECIPIENT_OF_NOTHING) {
    expect(eventsOf(kind)).toEqual([])
    expect(policyOfKind(kind, ['need', 'identity']).ihala_member).toMatchObject({ sends: { subset_of: [] }, takes: { subset_of: [] } })
    expect(refusalOf(() => assertReceives(kind))).toEqual(['kind-receives-nothing', undefined])
  }
  expect(refusalOf(() => assertReceives('shelter'))).toBeUndefined()
})

test('R-1: a story goes only as the person approved it', () => {
  const story = { language: 'amh', text: 'Three months without pay.', indicators: [] }
  expect(refusalOf(() => assertMayTravel('testimony', { ...story, approvedByPerson: true }))).toBeUndefined()
  for (const content of [{ ...story, approvedByPerson: false }, story])
    expect(refusalOf(() => assertMayTravel('testimony', content))).toEqual(['summary-not-approved', undefined])
  expect(refusalOf(() => assertMayTravel('health', {}))).toBeUndefined()
})

describe('R-1, R-10: a grant is for what is needed, told in a language of who needs it', () => {
  const need = {
    needs: ['shelter', 'psychological-care', 'interpretation'],
    languages: [
      { code: 'amh', speaks: true, reads: false },
      { code: 'ara', speaks: false, reads: false },
    ],
  } as const
  const asked = { needs: [...need.needs], languages: [...need.languages] }
  const told = (language: string, purposes: Grant['purposes'] = ['shelter', 'health-care']) =>
    grant({ basis: { kind: 'consent', evidence: { ...evidence, language } }, purposes })
  test.each<[string, Grant, readonly [string, string] | undefined]>([
    ['each need has its purpose', told('amh'), undefined],
    ['one need has none', told('amh', ['shelter']), ['grant-not-covering', '/purposes']],
    ['told in a language of somebody else', told('nep'), ['grant-evidence-incomplete', '/language']],
    ['told in a language the person neither speaks nor reads', told('ara'), ['grant-evidence-incomplete', '/language']],
    [
      'told to a guardian in the guardian’s own',
      grant({
        basis: {
          kind: 'guardian',
          guardian: 'natural',
          standing: { relation: 'mother', inMatter: 'none' },
          assent: true,
          evidence: { ...evidence, language: 'eng' },
        },
        purposes: ['shelter', 'health-care'],
      }),
      undefined,
    ],
  ])('%s', (_name, given, refusal) => {
    expect(refusalOf(() => assertAnswersNeed(given, asked))).toEqual(refusal)
  })
})
