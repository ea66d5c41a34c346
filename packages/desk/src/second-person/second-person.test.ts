import { type DangerReferral, Refusal, type SecondPersonKind } from '@ihala/contract'
import { assertDanger, seconds } from '@ihala/policy'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { NEED } from '../../test/office.ts'
import {
  assertMayAsk,
  assertMayBeSecond,
  assertMayTell,
  CONFIRM_WITHIN,
  confirmBy,
  dangerReferral,
  fateOf,
  SECOND_WITHIN,
} from './second-person.ts'

const NOW = '2026-11-22T09:30:00.000Z'
const after = (ms: number): string => new Date(Date.parse(NOW) + ms).toISOString()
const codeOf = (work: () => void): string => {
  try {
    work()
    return 'done'
  } catch (thrown) {
    if (thrown instanceof Refusal) return thrown.code
    throw thrown
  }
}
const STAFF = ['grace', 'omar', 'lina'] as const

test('T36, M6: an act is confirmed once, by another one, within 15 minutes, over every asker, confirmer and age', () => {
  const age = fc.oneof(
    fc.integer({ min: 0, max: 2 * CONFIRM_WITHIN }),
    fc.constantFrom(CONFIRM_WITHIN - 1, CONFIRM_WITHIN, CONFIRM_WITHIN + 1),
  )
  fc.assert(
    fc.property(fc.constantFrom(...STAFF), fc.constantFrom(...STAFF), age, fc.boolean(), (askedBy, by, ms, isConfirmed) => {
      const act = { askedBy, askedAt: NOW, confirmedAt: isConfirmed ? NOW : null }
      const code = codeOf(() => confirmBy(act, by, after(ms)))
      const wanted = isConfirmed || ms > CONFIRM_WITHIN ? 'state-forbids' : askedBy === by ? 'second-person-required' : 'done'
      expect(code).toBe(wanted)
    }),
    { numRuns: 2000 },
  )
})

test('R-1: told is what was confirmed, once; a release is nothing to tell', () => {
  const kinds: readonly SecondPersonKind[] = ['danger', 'release', 'compelled']
  for (const kind of kinds) {
    for (const confirmedAt of [null, NOW]) {
      for (const toldAt of [null, NOW]) {
        const may = kind !== 'release' && confirmedAt !== null && toldAt === null
        expect(codeOf(() => assertMayTell({ kind, confirmedAt, toldAt }))).toBe(may ? 'done' : 'state-forbids')
      }
    }
  }
})

const asked = (change: Partial<DangerReferral['consent']> = {}): DangerReferral => ({
  to: 'https://shelter.ihala.test',
  step: 'request',
  need: NEED,
  consent: {
    basis: { kind: 'danger', reason: 'danger-to-life' },
    purposes: ['shelter', 'protection'],
    categories: ['need', 'identity'],
    until: after(3_600_000),
    eraseAt: after(86_400_000),
    excluded: [],
    ...change,
  },
  relatesTo: [],
})

test('T36: whatever is asked, what goes is a lawful ground of danger of these two, no longer than asked', () => {
  const [one, two] = ['pZ3kq9Yv1TnXw0c2L8sR5A', 'Qm1xr0bT6yJc3hKd9WfNsg']
  const time = fc.integer({ min: 1, max: 400 * 86_400_000 })
  fc.assert(
    fc.property(time, time, fc.integer({ min: 0, max: CONFIRM_WITHIN }), (life, kept, waited) => {
      const given = asked({ until: after(life), eraseAt: after(life + kept) })
      const now = after(waited)
      const { consent, personId } = dangerReferral('a-person', given, [one, two], now)
      assertDanger({ ...consent, iat: seconds(now), exp: seconds(consent.until) })
      expect(consent.basis).toEqual({ kind: 'danger', reason: 'danger-to-life', staff: [one, two] })
      expect(Date.parse(consent.until)).toBeLessThanOrEqual(Date.parse(given.consent.until))
      expect(Date.parse(consent.eraseAt)).toBeGreaterThanOrEqual(Date.parse(consent.until))
      expect(personId).toBe('a-person')
    }),
    { numRuns: 1000 },
  )
})

test('R-1a: what danger can never carry is refused when it is asked for', () => {
  const refusals = [
    asked(),
    asked({ purposes: ['protection'] }),
    asked({ categories: ['identity'] }),
    asked({ categories: ['need', 'exposure'] }),
    asked({ until: NOW }),
    asked({ eraseAt: after(1) }),
    asked({ excluded: ['https://shelter.ihala.test'] }),
  ].map((one) => codeOf(() => assertMayAsk(one, NOW)))
  const uncovered = 'grant-not-covering'
  expect(refusals).toEqual(['done', uncovered, uncovered, uncovered, 'grant-expired', 'grant-evidence-incomplete', 'recipient-excluded'])
})

test('R-1a, T36: the word of another member counts once, within the hour, over every age and answer', () => {
  const ages = [0, CONFIRM_WITHIN, SECOND_WITHIN - 1, SECOND_WITHIN, SECOND_WITHIN + 1, 2 * SECOND_WITHIN]
  for (const ms of ages)
    for (const answer of ['confirmed', 'declined'] as const)
      for (const confirmedAt of [null, NOW]) {
        const wanted = confirmedAt !== null ? 'known' : answer === 'declined' ? 'declined' : ms > SECOND_WITHIN ? 'too-late' : 'begins'
        expect(fateOf({ askedAt: NOW, confirmedAt }, answer, after(ms))).toBe(wanted)
      }
})

test('R-1a: asked is neither we, nor where it goes, nor whom the person excluded, nor a body that sees no person', () => {
  const [self, to, other, police] = [
    'https://itf.ihala.test',
    'https://shelter.ihala.test',
    'https://law.ihala.test',
    'https://p.ihala.test',
  ]
  const asking = (second: string, kind = 'legal-aid', excluded: readonly string[] = []) =>
    codeOf(() => assertMayBeSecond(second, { self, to, kind, excluded }))
  expect([asking(other), asking(self), asking(to), asking(other, 'legal-aid', [police, other])]).toEqual([
    'done',
    'second-person-required',
    'second-person-required',
    'recipient-excluded',
  ])
  for (const kind of ['national-committee', 'immigration', 'employer', 'recruiter'])
    expect(asking(police, kind)).toBe('second-person-required')
})
