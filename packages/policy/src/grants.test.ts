import { type Category, EVENT_TYPES, type Event, GRANT_LIFETIME, type Grant, Refusal, type RefusalCode } from '@ihala/contract'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { saidYes } from '../../../test/kit/said-yes.ts'
import {
  type Asked,
  assertCovers,
  assertGuardianWhereNeeded,
  assertWellFounded,
  categoriesOf,
  grantLevelOf,
  narrow,
  narrowWayBack,
} from './grants.ts'

const CATEGORIES: readonly Category[] = [
  'need',
  'identity',
  'contact',
  'safe-contact',
  'health',
  'employment',
  'testimony',
  'documents',
  'family',
  'exposure',
  'progress',
]
const KINDS = ['shelter', 'legal-aid', 'charity-funding', 'ministry-intake']
const SLUGS = ['itf', 'care-house', 'lawyers', 'charity', 'ministry', 'bwi', 'labour-attache', 'hospital']
const entity = (slug: string) => `https://${slug}.network.example`
const NOW = 1_790_000_000
const P = 'pZ3kq9Yv1TnXw0c2L8sR5A'
const HASH = 'n4bQgYhMfWWaL-qgxVrQFaO_TxsrC4Is0V1sFbDwCgg'

const evidence = saidYes('2026-09-01T09:00:00Z')

const MOTHER = { relation: 'mother', inMatter: 'none' } as const
const grant = (change: Partial<Grant> = {}): Grant => ({
  iss: entity('itf'),
  aud: entity('care-house'),
  jti: P,
  iat: NOW - 60,
  exp: NOW + 30 * 86_400,
  person: P,
  basis: { kind: 'consent', evidence },
  purposes: ['shelter'],
  categories: ['need', 'identity', 'health', 'progress'],
  eraseAt: new Date((NOW + 60 * 86_400) * 1000).toISOString(),
  onward: { kinds: ['legal-aid'], categories: ['need', 'identity'], depth: 2 },
  excluded: [entity('labour-attache')],
  wayBack: true,
  ...change,
})
const asked = (change: Partial<Asked> = {}): Asked => ({
  from: entity('itf'),
  to: entity('care-house'),
  takes: CATEGORIES.filter((category) => category !== 'exposure'),
  categories: ['need'],
  at: NOW,
  ...change,
})

/** The refusal of an attempt; undefined when it went through. */
function refusalOf(attempt: () => unknown): RefusalCode | undefined {
  try {
    attempt()
    return undefined
  } catch (error) {
    if (error instanceof Refusal) return error.code
    throw error
  }
}

describe('a grant covers what it says, and nothing beside', () => {
  test.each<[string, Grant, Asked, RefusalCode | undefined]>([
    ['all it names', grant(), asked({ categories: ['need', 'identity', 'health', 'progress'] }), undefined],
    ['another sender', grant(), asked({ from: entity('bwi') }), 'grant-wrong-issuer'],
    ['another recipient', grant(), asked({ to: entity('lawyers') }), 'grant-wrong-recipient'],
    ['a recipient the person excluded', grant({ excluded: [entity('care-house')] }), asked(), 'recipient-excluded'],
    ['a category it does not name', grant(), asked({ categories: ['need', 'testimony'] }), 'grant-not-covering'],
    ['its last second', grant({ exp: NOW + 1 }), asked(), undefined],
    ['its end', grant({ exp: NOW }), asked(), 'grant-expired'],
    ['a clock five minutes behind', grant({ iat: NOW + 300 }), asked(), undefined],
    ['the future', grant({ iat: NOW + 301 }), asked(), 'grant-not-yet-valid'],
    [
      'R-5: exposure at a shelter',
      grant({ categories: ['need', 'exposure'] }),
      asked({ categories: ['exposure'] }),
      'category-not-for-this-body',
    ],
    [
      'R-5: exposure at legal aid',
      grant({ categories: ['need', 'exposure'] }),
      asked({ categories: ['exposure'], takes: CATEGORIES }),
      undefined,
    ],
  ])('%s', (_name, given, wanted, code) => {
    expect(refusalOf(() => assertCovers(given, wanted))).toBe(code)
  })

  test('any set of categories is covered exactly when each of them is granted', () => {
    const some = fc.uniqueArray(fc.constantFrom(...CATEGORIES.filter((category) => category !== 'exposure')))
    fc.assert(
      fc.property(some, some, (granted, wanted) => {
        const code = refusalOf(() => assertCovers(grant({ categories: granted }), asked({ categories: wanted })))
        expect(code).toBe(wanted.every((category) => granted.includes(category)) ? undefined : 'grant-not-covering')
      }),
    )
  })
})

describe('c20, R-1: a grant without evidence is no grant', () => {
  const danger = (life: number) =>
    grant({
      iat: NOW,
      exp: NOW + life,
      basis: { kind: 'danger', reason: 'danger-to-life', staff: [P, 'Qm1xr0bT6yJc3hKd9WfNsg'] },
      eraseAt: new Date((NOW + 14 * 86_400) * 1000).toISOString(),
      onward: { kinds: [], categories: [], depth: 0 },
      wayBack: false,
    })
  const consent = (change: Partial<Record<keyof typeof evidence, unknown>>) =>
    grant({ basis: { kind: 'consent', evidence: { ...evidence, ...change } as typeof evidence } })
  test.each<[string, Grant, RefusalCode | undefined]>([
    ['a signature in private, read back', grant(), undefined],
    ['not read back', consent({ readBack: false }), 'grant-evidence-incomplete'],
    ['not confirmed in private', consent({ privatelyConfirmed: false }), 'grant-evidence-incomplete'],
    ['spoken, recorded, without a witness', consent({ howGiven: 'recorded-oral' }), 'grant-evidence-incomplete'],
    ['spoken, recorded, with a witness', consent({ howGiven: 'recorded-oral', witnessed: true }), undefined],
    ['a thumb before a witness', consent({ howGiven: 'thumb', witnessed: true }), undefined],
    ['a thumb nobody saw', consent({ howGiven: 'thumb' }), 'grant-evidence-incomplete'],
    ['a voice nobody heard', consent({ howGiven: 'voice' }), 'grant-evidence-incomplete'],
    ['said by a clock five minutes ahead', consent({ takenAt: new Date((NOW - 60 + 300) * 1000).toISOString() }), undefined],
    ['said tomorrow', consent({ takenAt: new Date((NOW - 60 + 301) * 1000).toISOString() }), 'grant-evidence-incomplete'],
    [
      'a guardian’s, not read back',
      grant({
        basis: { kind: 'guardian', guardian: 'natural', standing: MOTHER, assent: true, evidence: { ...evidence, readBack: false } },
      }),
      'grant-evidence-incomplete',
    ],
    ['a statutory step, filed in private', grant({ basis: { kind: 'statutory', step: 'committee', filing: evidence } }), undefined],
    [
      'a statutory step, filed beside somebody',
      grant({ basis: { kind: 'statutory', step: 'committee', filing: { ...evidence, privatelyConfirmed: false } } }),
      'grant-evidence-incomplete',
    ],
    ['danger, an hour', danger(3600), undefined],
    ['danger, longer than an hour', danger(3601), 'grant-expired'],
    ['twelve months', grant({ iat: NOW, exp: NOW + GRANT_LIFETIME, eraseAt: '2030-01-01T00:00:00Z' }), undefined],
    ['longer than twelve months', grant({ iat: NOW, exp: NOW + GRANT_LIFETIME + 1, eraseAt: '2030-01-01T00:00:00Z' }), 'grant-expired'],
    ['erased before it ends', grant({ eraseAt: new Date((NOW + 60) * 1000).toISOString() }), 'grant-evidence-incomplete'],
    ['without the need', grant({ categories: ['identity'], onward: { kinds: [], categories: [], depth: 0 } }), 'grant-not-covering'],
    [
      'onward more than it grants',
      grant({ onward: { kinds: ['legal-aid'], categories: ['testimony'], depth: 1 } }),
      'grant-wider-than-parent',
    ],
  ])('%s', (_name, given, code) => {
    expect(refusalOf(() => assertWellFounded(given))).toBe(code)
  })
})

describe('c22, R-6: whoever is or may be a minor takes the guardian’s path', () => {
  const bases: Record<string, Grant['basis']> = {
    consent: { kind: 'consent', evidence },
    guardian: { kind: 'guardian', guardian: 'appointed', standing: MOTHER, assent: true, evidence },
    incapacity: { kind: 'incapacity', decidedBy: { kind: 'guardian', standing: MOTHER, evidence }, askAgainAt: '2026-09-25T09:00:00Z' },
    statutory: { kind: 'statutory', step: 'department', filing: evidence },
    danger: { kind: 'danger', reason: 'danger-to-child', staff: [P, 'Qm1xr0bT6yJc3hKd9WfNsg'] },
  }
  const ages: readonly [string, boolean][] = [
    ['under-18', true],
    ['unknown', true],
    ['18-24', false],
    ['25-34', false],
    ['35-49', false],
    ['50-64', false],
    ['65-and-over', false],
  ]
  test.each(ages.flatMap(([age, minor]) => Object.keys(bases).map((basis): [string, string, boolean] => [age, basis, minor])))(
    '%s on %s',
    (age, kind, minor) => {
      const basis = bases[kind]
      if (!basis) throw new Error(kind)
      const wanted = minor
        ? kind === 'guardian' || kind === 'danger'
          ? undefined
          : 'guardian-required'
        : kind === 'guardian'
          ? 'grant-evidence-incomplete'
          : undefined
      expect(refusalOf(() => assertGuardianWhereNeeded(grant({ basis }), age))).toBe(wanted)
    },
  )
})

/** One attempted step: who passes on to whom, asking for what. Wishes may be wider than allowed. */
const step = fc.record({
  from: fc.nat(20),
  to: fc.constantFrom(...SLUGS),
  kind: fc.constantFrom(...KINDS),
  categories: fc.uniqueArray(fc.constantFrom(...CATEGORIES), { minLength: 1, maxLength: 3 }),
  ends: fc.integer({ min: -86_400, max: 60 * 86_400 }),
})
const root = fc.record({
  kinds: fc.subarray([...KINDS], { minLength: 1 }),
  onward: fc.subarray([...CATEGORIES], { minLength: 4 }),
  depth: fc.nat(4),
  excluded: fc.uniqueArray(fc.constantFrom(...SLUGS.slice(2)), { maxLength: 4 }),
})

describe('c3: onward never wider', () => {
  test('over random trees no edge is wider than its parent, none reaches an excluded body, and none is deeper than allowed', () => {
    let edges = 0
    fc.assert(
      fc.property(root, fc.array(step, { maxLength: 25 }), ({ kinds, onward, depth, excluded }, steps) => {
        const first = grant({ categories: [...CATEGORIES], onward: { kinds, categories: onward, depth }, excluded: excluded.map(entity) })
        const tree: { readonly grant: Grant; readonly kind: string; readonly depth: number }[] = [
          { grant: first, kind: 'shelter', depth: 0 },
        ]
        for (const { from, to, kind, categories, ends } of steps) {
          const parent = tree[from % tree.length]
          if (!parent) continue
          const by = {
            ...first,
            iss: parent.grant.aud,
            aud: entity(to),
            audKind: kind,
            jti: P,
            person: P,
            iat: NOW,
            categories,
            exp: NOW + ends,
            parent: HASH,
          }
          let child: Grant
          try {
            child = narrow(parent.grant, by)
          } catch (error) {
            expect(error).toBeInstanceOf(Refusal)
            continue
          }
          edges += 1
          const above = parent.grant
          expect(
            child.categories.every((category) => above.categories.includes(category) && above.onward.categories.includes(category)),
          ).toBe(true)
          expect(
            child.onward.categories.every((category) => child.categories.includes(category) && above.onward.categories.includes(category)),
          ).toBe(true)
          expect(child.onward.kinds.every((one) => above.onward.kinds.includes(one))).toBe(true)
          expect(child.exp).toBeLessThanOrEqual(above.exp)
          expect(Date.parse(child.eraseAt)).toBeLessThanOrEqual(Date.parse(above.eraseAt))
          expect(child.excluded).toEqual(expect.arrayContaining([...above.excluded]))
          expect(first.excluded).not.toContain(child.aud)
          expect(child.onward.depth).toBe(above.onward.depth - 1)
          expect(parent.depth + 1).toBeLessThanOrEqual(depth)
          expect(kinds).toContain(kind)
          expect(child.parent).toBe(HASH)
          tree.push({ grant: child, kind, depth: parent.depth + 1 })
        }
      }),
      { numRuns: Number(fc.readConfigureGlobal().numRuns ?? 500) },
    )
    expect(edges).toBeGreaterThan(50)
  })

  test('only its holder narrows a grant', () => {
    const by = {
      ...grant(),
      onward: { kinds: [], categories: [], depth: 0 },
      iss: entity('bwi'),
      aud: entity('lawyers'),
      audKind: 'legal-aid',
      jti: P,
      person: P,
      iat: NOW,
      categories: ['need' as const],
      exp: NOW + 60,
      parent: HASH,
    }
    expect(refusalOf(() => narrow(grant(), by))).toBe('grant-wrong-recipient')
    expect(refusalOf(() => narrow(grant(), { ...by, iss: entity('care-house') }))).toBeUndefined()
    expect(refusalOf(() => narrow(grant(), { ...by, iss: entity('care-house'), purposes: ['shelter', 'legal-aid'] }))).toBe(
      'grant-wider-than-parent',
    )
    expect(refusalOf(() => narrow(grant(), { ...by, iss: entity('care-house'), aud: entity('labour-attache') }))).toBe('recipient-excluded')
  })

  test('the parent itself does not travel, nor the person’s pseudonym of the other pair', () => {
    const parent = grant({ jti: 'Qm1xr0bT6yJc3hKd9WfNsg' })
    const child = narrow(parent, {
      ...parent,
      iss: parent.aud,
      aud: entity('lawyers'),
      audKind: 'legal-aid',
      jti: P,
      person: 'aaaaaaaaaaaaaaaaaaaaaA',
      iat: NOW,
      categories: ['need'],
      exp: NOW + 60,
      parent: HASH,
    })
    const text = JSON.stringify(child)
    expect(text).not.toContain(parent.jti)
    expect(text).not.toContain(`"person":"${parent.person}"`)
    expect(text).not.toContain(parent.iss)
  })
})

describe('the way back', () => {
  test('turns the pair round, for progress alone, not longer and not onward', () => {
    const request = grant()
    const back = narrowWayBack(request, { jti: P, iat: NOW, parent: HASH })
    expect(back).toMatchObject({
      iss: request.aud,
      aud: request.iss,
      categories: ['need', 'progress'],
      wayBack: false,
      excluded: request.excluded,
      person: request.person,
    })
    expect(back.onward).toEqual({ kinds: [], categories: [], depth: 0 })
    expect(back.exp).toBeLessThanOrEqual(request.exp)
    const here = { from: request.aud, to: request.iss, takes: CATEGORIES, at: NOW }
    expect(refusalOf(() => assertCovers(back, { ...here, categories: ['progress'] }))).toBeUndefined()
    for (const category of CATEGORIES.filter((one) => !back.categories.includes(one)))
      expect(
        refusalOf(() => assertCovers(back, { ...here, categories: [category] })),
        category,
      ).toBe('grant-not-covering')
    expect(refusalOf(() => assertWellFounded(back))).toBeUndefined()
  })

  test('does not exist when the person did not agree to it', () => {
    expect(refusalOf(() => narrowWayBack(grant({ wayBack: false }), { jti: P, iat: NOW, parent: HASH }))).toBe('grant-not-covering')
  })
})

describe('what an event needs', () => {
  test('every type names its level; a section its own category; an end without outcome is a bare code', () => {
    for (const type of EVENT_TYPES) expect(categoriesOf({ type, data: {} }).length, type).toBeLessThanOrEqual(1)
    expect(categoriesOf({ type: 'referral-requested', data: {} })).toEqual(['need'])
    expect(categoriesOf({ type: 'sections-disclosed', data: { category: 'health' } } as Event)).toEqual(['health'])
    expect(categoriesOf({ type: 'referral-progressed', data: { businessStatus: 'arrived' } })).toEqual(['progress'])
    expect(categoriesOf({ type: 'referral-completed', data: { outcome: 'sheltered' } })).toEqual(['progress'])
    expect(categoriesOf({ type: 'referral-completed', data: {} })).toEqual([])
    expect(grantLevelOf({ type: 'referral-failed', data: {} })).toBe('case')
    expect(grantLevelOf({ type: 'referral-failed', data: { outcome: 'not-possible' } })).toBe('progress')
    expect(grantLevelOf({ type: 'file-chunk', data: {} })).toBe('none')
  })
})
