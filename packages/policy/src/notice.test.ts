import {
  type ConsentEvidence,
  type EarlierEvidence,
  type Grant,
  NOTICES,
  noticeIn,
  noticeText,
  Refusal,
  type RefusalCode,
  TOLD_NOW,
} from '@ihala/contract'
import { describe, expect, test } from 'vitest'
import { basisFor, grantVersionsOf } from './evidence-version.ts'
import { assertCooledOff, assertNotice, assertReviewed, COOLING_OFF, evidenceOf, mayGoAt } from './notice.ts'

const P = 'pZ3kq9Yv1TnXw0c2L8sR5A'
const TAKEN = Date.parse('2026-11-22T09:00:00Z') / 1000
const evidence = (change: Partial<ConsentEvidence> = {}): ConsentEvidence => ({
  v: 2,
  notice: noticeIn('amh'),
  language: 'amh',
  understood: true,
  readBack: true,
  interpreter: 'independent',
  howGiven: 'signature',
  witnessed: false,
  privatelyConfirmed: true,
  takenAt: '2026-11-22T09:00:00Z',
  takenBy: P,
  coolingOff: 'waited',
  ...change,
})
const consent = (change: Partial<ConsentEvidence> = {}): Grant['basis'] => ({ kind: 'consent', evidence: evidence(change) })

function refusalOf(attempt: () => unknown): RefusalCode | undefined {
  try {
    attempt()
    return undefined
  } catch (error) {
    if (error instanceof Refusal) return error.code
    throw error
  }
}

describe('c20, R-1: a person was told from a text that is known', () => {
  test.each<[string, ConsentEvidence | EarlierEvidence, RefusalCode | undefined]>([
    ['the text of the language it was told in', evidence(), undefined],
    ['every language there is', evidence({ language: 'sin', notice: noticeIn('sin') }), undefined],
    ['another name', evidence({ notice: { ...noticeIn('amh'), id: 'promotion' } }), 'notice-unknown'],
    ['another version', evidence({ notice: { ...noticeIn('amh'), version: 2 } }), 'notice-unknown'],
    ['another text', evidence({ notice: { ...noticeIn('amh'), sha256: noticeIn('eng').sha256 } }), 'notice-unknown'],
    ['no text in that language', evidence({ language: 'som' }), 'notice-unknown'],
    ['a language that is a name every object has', evidence({ language: 'constructor' }), 'notice-unknown'],
  ])('%s', (_name, told, code) => {
    expect(refusalOf(() => assertNotice(told))).toBe(code)
  })

  test('T58: evidence of the first version is read: it names no hash, and the rest must be known', () => {
    const { v: _v, coolingOff: _coolingOff, ...said } = evidence()
    const before = (version: number): EarlierEvidence => ({ ...said, notice: { id: 'protection', version } })
    expect(refusalOf(() => assertNotice(before(1)))).toBeUndefined()
    expect(refusalOf(() => assertNotice(before(2)))).toBe('notice-unknown')
    expect(refusalOf(() => assertCooledOff({ basis: { kind: 'consent', evidence: before(1) }, iat: TAKEN }, 'planned'))).toBeUndefined()
  })

  test('a language without a text cannot be chosen', () => {
    expect(refusalOf(() => noticeIn('som'))).toBe('notice-unknown')
  })

  test('in production only a text that a native speaker has read', () => {
    const text = noticeText(TOLD_NOW, 1, 'amh')
    expect(refusalOf(() => assertReviewed(evidence()))).toBe(text?.reviewed ? undefined : 'notice-not-reviewed')
    expect(refusalOf(() => assertReviewed(evidence({ language: 'som' })))).toBe('notice-not-reviewed')
    // Nobody calls a machine's draft read without saying who did, and when.
    for (const { texts } of NOTICES)
      for (const { reviewed } of Object.values(texts)) expect(reviewed === null || /^\d{4}-\d\d-\d\d$/.test(reviewed.at)).toBe(true)
  })
})

describe('THREATS 26, R-1: ten minutes to think', () => {
  test.each<[string, Partial<ConsentEvidence>, number, 'immediate' | 'tonight' | 'planned', RefusalCode | undefined]>([
    ['over', {}, COOLING_OFF, 'planned', undefined],
    ['one second before', {}, COOLING_OFF - 1, 'planned', 'cooling-off'],
    ['not over, and immediate, though it was to be waited for', {}, 0, 'immediate', 'cooling-off'],
    ['immediate', { coolingOff: 'immediate' }, 0, 'immediate', undefined],
    ['immediate, for tonight', { coolingOff: 'immediate' }, 0, 'tonight', 'cooling-off'],
    ['immediate, planned', { coolingOff: 'immediate' }, 9999, 'planned', 'cooling-off'],
    ['the person asked not to wait', { coolingOff: 'asked-not-to-wait' }, 0, 'planned', undefined],
    ['the person asked not to wait, by a clock that is ahead', { coolingOff: 'asked-not-to-wait' }, -200, 'planned', undefined],
  ])('%s', (_name, change, after, urgency, code) => {
    expect(refusalOf(() => assertCooledOff({ basis: consent(change), iat: TAKEN + after }, urgency))).toBe(code)
  })

  test('what waits goes when they are over, the rest at once', () => {
    expect(mayGoAt(evidence())).toBe('2026-11-22T09:10:00.000Z')
    expect(mayGoAt(evidence({ coolingOff: 'immediate' }))).toBe('2026-11-22T09:00:00Z')
  })
})

describe('T58: grants of version 1 and 2 live side by side', () => {
  const standing = { relation: 'mother', inMatter: 'none' } as const
  const bases: readonly Grant['basis'][] = [
    consent(),
    { kind: 'guardian', guardian: 'natural', standing, assent: true, evidence: evidence() },
    { kind: 'statutory', step: 'department', filing: evidence() },
    { kind: 'danger', reason: 'danger-to-life', staff: [P, 'Qm1xr0bT6yJc3hKd9WfNsg'] },
  ]
  test('who reads the second is written the second, who names none the first', () => {
    expect([grantVersionsOf({}), grantVersionsOf({ grant: [1, 2] })]).toEqual([[1], [1, 2]])
    for (const basis of bases) expect(basisFor(basis, { grant: [1, 2] })).toBe(basis)
    for (const basis of bases) {
      const told = evidenceOf(basisFor(basis, {}))
      expect(told === undefined || !('v' in told)).toBe(true)
      expect(told?.notice).toEqual(told && { id: 'protection', version: 1 })
      // Said again to a third it loses nothing more.
      expect(basisFor(basisFor(basis, {}), {})).toEqual(basisFor(basis, {}))
    }
  })
  test('what the first has no word for does not go to who reads nothing else', () => {
    const basis: Grant['basis'] = {
      kind: 'incapacity',
      decidedBy: { kind: 'guardian', standing, evidence: evidence() },
      askAgainAt: '2026-11-30T09:00:00Z',
    }
    expect(refusalOf(() => basisFor(basis, {}))).toBe('event-not-in-that-version')
    expect(evidenceOf(basis)).toEqual(evidence())
  })
})
