import type { ReferralDetail } from '@ihala/contract'
import { expect, test } from 'vitest'
import { confirmedAt, responsible, stopReason, takenBackAt, whyNothing } from './so-far.ts'

type Said = readonly [event: string, ...codes: string[]]
const timeline = (...said: readonly Said[]): ReferralDetail['timeline'] =>
  said.map(([event, ...codes], day) => ({ at: `2026-11-${10 + day}T09:00:00.000Z`, event, by: 'them', delivered: true, codes }))
const consent = (categories: ReferralDetail['consent']['categories'], withdrawn: ReferralDetail['consent']['withdrawn'] = []) => ({
  categories,
  withdrawn,
})
const sent = (state: ReferralDetail['referral']['state'], ...said: readonly Said[]) => ({
  referral: { side: 'sender', state } as const,
  timeline: timeline(...said),
})

test('an outcome stays confirmed until somebody says otherwise, or it is another one', () => {
  const done: Said[] = [['referral-completed', 'sheltered'], ['outcome-confirmed']]
  expect(confirmedAt(sent('completed', ...done))).toBe('2026-11-11T09:00:00.000Z')
  expect(confirmedAt(sent('completed', ['referral-completed']))).toBeUndefined()
  for (const event of ['outcome-contradicted', 'referral-reopened', 'referral-completed'])
    expect(confirmedAt(sent('completed', ...done, [event]))).toBeUndefined()
})

test('why it shall stop is what was said last', () => {
  const asked: Said[] = [['cancellation-requested', 'no-answer'], ['cancellation-refused'], ['cancellation-requested', 'person-asked']]
  expect(stopReason({ timeline: timeline(...asked) })).toBe('person-asked')
  expect(stopReason({ timeline: timeline(['cancellation-requested']) })).toBeUndefined()
})

test('DESIGN §8: who took over answers until it is taken back; an acceptance alone moves nothing', () => {
  const over: Said = ['referral-accepted', 'transfer', 'escort']
  expect(responsible(sent('accepted', ['referral-accepted', 'escort']))).toBe('us')
  expect(responsible(sent('accepted', over))).toBe('them')
  expect(responsible(sent('handed-back', over, ['referral-handed-back', 'person-asked']))).toBe('them')
  expect(responsible(sent('taken-back', over, ['hand-back-taken']))).toBe('us')
  expect(responsible({ ...sent('handed-back', over), referral: { side: 'recipient', state: 'handed-back' } })).toBe('us')
})

test('C7: everything is taken back only where nothing is open any more', () => {
  const said = timeline(['consent-withdrawn', 'all'])
  expect(takenBackAt({ consent: consent([], ['need', 'identity']), timeline: said })).toBe('2026-11-10T09:00:00.000Z')
  expect(takenBackAt({ consent: consent(['need'], ['identity']), timeline: said })).toBeUndefined()
  expect(takenBackAt({ consent: consent(['need']), timeline: [] })).toBeUndefined()
})

test('that there are no data is told apart: not yet, never, nothing opened, taken back', () => {
  expect(whyNothing({ ...sent('requested'), consent: consent(['need', 'identity']) })).toBe('before')
  expect(whyNothing({ ...sent('rejected'), consent: consent(['need', 'identity']) })).toBe('never')
  expect(whyNothing({ ...sent('completed', ['referral-accepted']), consent: consent(['need', 'progress']) })).toBe('only-need')
  expect(whyNothing({ ...sent('accepted', ['referral-accepted']), consent: consent(['need', 'identity']) })).toBe('before')
  expect(whyNothing({ ...sent('accepted', ['referral-accepted']), consent: consent(['need'], ['identity']) })).toBe('taken-back')
  expect(whyNothing({ ...sent('accepted', ['referral-accepted']), consent: consent(['need'], ['progress']) })).toBe('only-need')
})
