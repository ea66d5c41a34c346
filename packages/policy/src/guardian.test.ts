import {
  AgeBand,
  type Category,
  type Grant,
  GuardianInMatter,
  GuardianKind,
  GuardianRelation,
  type GuardianStanding,
  noticeIn,
  Refusal,
  type RefusalCode,
} from '@ihala/contract'
import { describe, expect, test } from 'vitest'
import { INCAPACITY_CATEGORIES, INCAPACITY_LIFETIME } from './capacity.ts'
import { assertGuardianWhereNeeded, assertWellFounded } from './grants.ts'
import { assertStandingTold } from './guardian.ts'

const UNION = 'https://itf.network.example'
const SHELTER = 'https://care-house.network.example'
const THIRD = 'https://lawyers.network.example'
const [P, Q] = ['pZ3kq9Yv1TnXw0c2L8sR5A', 'Qm1xr0bT6yJc3hKd9WfNsg']
const IAT = Date.parse('2026-11-22T10:00:00Z') / 1000
const DAY = 86_400
const at = (seconds: number): string => new Date(seconds * 1000).toISOString()

const evidence = {
  v: 2,
  notice: noticeIn('npi'),
  language: 'npi',
  understood: true,
  readBack: true,
  interpreter: 'independent',
  howGiven: 'thumb',
  witnessed: true,
  privatelyConfirmed: true,
  takenAt: '2026-11-22T09:00:00Z',
  takenBy: P,
  coolingOff: 'waited',
} as const

const grant = (basis: Grant['basis'], change: Partial<Grant> = {}): Grant => ({
  iss: UNION,
  aud: SHELTER,
  jti: P,
  iat: IAT,
  exp: IAT + 20 * DAY,
  person: P,
  basis,
  purposes: ['shelter'],
  categories: ['need', 'identity'],
  eraseAt: at(IAT + 40 * DAY),
  onward: { kinds: [], categories: [], depth: 0 },
  excluded: [],
  wayBack: true,
  ...change,
})
type Kind = (typeof GuardianKind)['enum'][number]
const guardian = (kind: Kind, standing: GuardianStanding): Grant['basis'] => ({
  kind: 'guardian',
  guardian: kind,
  standing,
  assent: true,
  evidence,
})

/** What both ends say of a first event about somebody of this age, in the order in which they ask. */
function refusalOf(given: Grant, ageBand: string): RefusalCode | undefined {
  try {
    assertWellFounded(given)
    assertGuardianWhereNeeded(given, ageBand)
    return undefined
  } catch (error) {
    if (error instanceof Refusal) return error.code
    throw error
  }
}

const isMinor = (age: string): boolean => age === 'under-18' || age === 'unknown'
const natural: readonly string[] = ['mother', 'father', 'grandparent']
const bodies = [undefined, UNION, SHELTER, THIRD]

describe('T37, c22, R-6: ages × doubts × guardians, at sender and recipient', () => {
  const rows = AgeBand.enum.flatMap((age) =>
    GuardianKind.enum.flatMap((kind) =>
      GuardianRelation.enum.flatMap((relation) =>
        GuardianInMatter.enum.flatMap((inMatter) => bodies.map((body) => ({ age, kind, relation, inMatter, body }))),
      ),
    ),
  )
  test(`${rows.length} rows: only who has no part in it, acts for neither body and may be what they say speaks, and only for a minor`, () => {
    const wrong: unknown[] = []
    for (const row of rows) {
      const { age, kind, relation, inMatter, body } = row
      const standing = { relation, inMatter, ...(body === undefined ? {} : { body }) }
      const fit = inMatter === 'none' && body !== UNION && body !== SHELTER && (kind !== 'natural' || natural.includes(relation))
      const wanted = !fit ? 'guardian-unfit' : isMinor(age) ? undefined : 'grant-evidence-incomplete'
      const found = refusalOf(grant(guardian(kind, standing)), age)
      if (found !== wanted) wrong.push({ ...row, found, wanted })
    }
    expect(wrong).toEqual([])
    expect(rows.length).toBe(7 * 3 * 7 * 7 * 4)
  })

  test('an adult’s word is nobody’s while the age is in doubt', () => {
    for (const age of AgeBand.enum)
      expect(refusalOf(grant({ kind: 'consent', evidence }), age)).toBe(isMinor(age) ? 'guardian-required' : undefined)
  })

  test('c22: who reads the newer words tells who the guardian is; who cannot is believed as before', () => {
    const { v: _v, coolingOff: _coolingOff, notice, ...said } = evidence
    const earlier: Grant['basis'] = {
      kind: 'guardian',
      guardian: 'natural',
      assent: true,
      evidence: { ...said, notice: { id: notice.id, version: notice.version } },
    }
    expect(() => assertStandingTold({ basis: earlier }, [1])).not.toThrow()
    expect(() => assertStandingTold({ basis: earlier }, [1, 2])).toThrow(expect.objectContaining({ code: 'guardian-unfit' }))
    const told = guardian('natural', { relation: 'mother', inMatter: 'none' })
    expect(() => assertStandingTold({ basis: told }, [1, 2])).not.toThrow()
  })
})

describe('R-6: an adult who cannot decide now', () => {
  const professionals = [
    { profession: 'physician' as const, staff: P },
    { profession: 'lawyer' as const, staff: Q },
  ]
  const unable = (change: Partial<Extract<Grant['basis'], { kind: 'incapacity' }>> = {}): Grant['basis'] => ({
    kind: 'incapacity',
    decidedBy: { kind: 'two-professionals', professionals },
    askAgainAt: at(IAT + DAY),
    ...change,
  })
  test.each<[string, Grant, string, RefusalCode | undefined]>([
    ['two professionals', grant(unable()), '25-34', undefined],
    [
      'of whom one is the other',
      grant(unable({ decidedBy: { kind: 'two-professionals', professionals: professionals.map((one) => ({ ...one, staff: P })) } })),
      '25-34',
      'second-person-required',
    ],
    [
      'of one profession',
      grant(
        unable({
          decidedBy: { kind: 'two-professionals', professionals: professionals.map((one) => ({ ...one, profession: 'nurse' as const })) },
        }),
      ),
      '25-34',
      'second-person-required',
    ],
    [
      'a guardian',
      grant(unable({ decidedBy: { kind: 'guardian', standing: { relation: 'professional', inMatter: 'none' }, evidence } })),
      '65-and-over',
      undefined,
    ],
    [
      'a guardian who is the recruiter',
      grant(unable({ decidedBy: { kind: 'guardian', standing: { relation: 'other-relative', inMatter: 'recruiter' }, evidence } })),
      '65-and-over',
      'guardian-unfit',
    ],
    [
      'a guardian who was not told in private',
      grant(
        unable({
          decidedBy: {
            kind: 'guardian',
            standing: { relation: 'other-relative', inMatter: 'none' },
            evidence: { ...evidence, privatelyConfirmed: false },
          },
        }),
      ),
      '65-and-over',
      'grant-evidence-incomplete',
    ],
    ['a minor', grant(unable()), 'under-18', 'guardian-required'],
    ['who may be a minor', grant(unable()), 'unknown', 'guardian-required'],
    ['thirty days', grant(unable(), { exp: IAT + INCAPACITY_LIFETIME }), '25-34', undefined],
    ['longer', grant(unable(), { exp: IAT + INCAPACITY_LIFETIME + 1 }), '25-34', 'grant-expired'],
    ['asked again on the last day', grant(unable({ askAgainAt: at(IAT + 20 * DAY) })), '25-34', undefined],
    ['asked again after it', grant(unable({ askAgainAt: at(IAT + 20 * DAY + 1) })), '25-34', 'grant-evidence-incomplete'],
    ['asked again before it began', grant(unable({ askAgainAt: at(IAT) })), '25-34', 'grant-evidence-incomplete'],
    [
      'passed on',
      grant(unable(), { onward: { kinds: ['legal-aid'], categories: ['need'], depth: 1 } }),
      '25-34',
      'grant-wider-than-parent',
    ],
    ['for a complaint', grant(unable(), { purposes: ['shelter', 'complaint-handling'] }), '25-34', 'grant-not-covering'],
  ])('%s', (_name, given, age, code) => expect(refusalOf(given, age)).toBe(code))

  test.each<Category>(['employment', 'testimony', 'documents', 'family', 'exposure'])(
    'the narrowest: %s waits for their own word',
    (category) => {
      expect(INCAPACITY_CATEGORIES).not.toContain(category)
      expect(refusalOf(grant(unable(), { categories: ['need', category] }), '25-34')).toBe('grant-not-covering')
    },
  )
})
