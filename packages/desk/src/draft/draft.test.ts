import { type ConsentEvidence, type ConsentGiven, type NewReferral, noticeIn, type Refusal } from '@ihala/contract'
import { expect, test } from 'vitest'
import { NEED } from '../../test/office.ts'
import { assertStillGiven, onceCooledOff, sendAtOf, UNDO_FOR } from './draft.ts'

const NOW = '2026-11-22T09:00:00.000Z'
const evidence: ConsentEvidence = {
  v: 2,
  notice: noticeIn('amh'),
  language: 'amh',
  coolingOff: 'waited',
  understood: true,
  readBack: true,
  interpreter: 'independent',
  howGiven: 'signature',
  witnessed: false,
  privatelyConfirmed: true,
  takenAt: NOW,
  takenBy: 'pZ3kq9Yv1TnXw0c2L8sR5A',
}
const consentOn = (basis: ConsentGiven['basis'], categories: ConsentGiven['categories'] = ['need', 'identity']): ConsentGiven => ({
  basis,
  purposes: ['shelter'],
  categories,
  until: '2027-02-01T00:00:00.000Z',
  eraseAt: '2027-05-01T00:00:00.000Z',
  onward: { kinds: [], categories: [], depth: 0 },
  excluded: [],
  wayBack: true,
})
const given = (consent: ConsentGiven): NewReferral => ({
  personId: '01930000-0000-7000-8000-000000000001',
  to: 'https://care-house.ihala.example',
  step: 'request',
  need: NEED,
  consent,
  relatesTo: [],
})
const saying = (change: Partial<ConsentEvidence>) => given(consentOn({ kind: 'consent', evidence: { ...evidence, ...change } }))
const inTime = (ms: number) => new Date(Date.parse(NOW) + ms).toISOString()

test('DESIGN §8: it goes ten minutes after somebody said send, and not before the person’s own ten minutes are over', () => {
  expect(UNDO_FOR).toBe(600_000)
  expect(sendAtOf(saying({ coolingOff: 'asked-not-to-wait' }), NOW)).toBe('2026-11-22T09:10:00.000Z')
  expect(sendAtOf(saying({ takenAt: inTime(-300_000) }), NOW)).toBe('2026-11-22T09:10:00.000Z')
  // Their clock may be a little ahead of ours.
  expect(sendAtOf(saying({ takenAt: inTime(120_000) }), NOW)).toBe('2026-11-22T09:12:00.000Z')
  const staff = [evidence.takenBy, 'AAAAAAAAAAAAAAAAAAAAAA']
  expect(sendAtOf(given(consentOn({ kind: 'danger', reason: 'danger-to-life', staff })), NOW)).toBe('2026-11-22T09:10:00.000Z')
})

test('THREATS 26: once the ten minutes are over nothing of what was said has changed but that nobody waits, whoever said it', () => {
  const standing = { relation: 'mother', inMatter: 'none' } as const
  const spoken = { ...evidence, coolingOff: 'asked-not-to-wait' } as const
  const grounds: readonly (readonly [ConsentGiven['basis'], ConsentGiven['basis']])[] = [
    [
      { kind: 'consent', evidence },
      { kind: 'consent', evidence: spoken },
    ],
    [
      { kind: 'guardian', guardian: 'natural', standing, assent: true, evidence },
      { kind: 'guardian', guardian: 'natural', standing, assent: true, evidence: spoken },
    ],
    [
      { kind: 'statutory', step: 'committee', filing: evidence },
      { kind: 'statutory', step: 'committee', filing: spoken },
    ],
    [
      { kind: 'incapacity', decidedBy: { kind: 'guardian', standing, evidence }, askAgainAt: inTime(1) },
      { kind: 'incapacity', decidedBy: { kind: 'guardian', standing, evidence: spoken }, askAgainAt: inTime(1) },
    ],
  ]
  for (const [before, after] of grounds) expect(onceCooledOff(given(consentOn(before)))).toEqual(given(consentOn(after)))
  // Who need not wait says what they said.
  expect(onceCooledOff(saying({ coolingOff: 'immediate' }))).toEqual(saying({ coolingOff: 'immediate' }))
})

test('C7: what was taken back since does not go with it, nor with a body that is asked next', () => {
  const first = saying({})
  const code = expect.objectContaining({ code: 'grant-not-covering' }) as Refusal
  expect(() => assertStillGiven(first, ['health', 'words'])).not.toThrow()
  expect(() => assertStillGiven(first, ['identity'])).toThrow(code)
  const next = [{ to: 'https://other.ihala.example', consent: consentOn(first.consent.basis, ['need', 'health']) }]
  expect(() => assertStillGiven({ ...first, next }, ['health'])).toThrow(code)
})
