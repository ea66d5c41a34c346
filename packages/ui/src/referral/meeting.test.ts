import { check, type MeetingView, NewMeeting } from '@ihala/contract'
import { expect, test } from 'vitest'
import { draftFrom, mayAnswer, mayArrange, meetingOf, saidOfMeetings } from './meeting.ts'

const fits = check(NewMeeting)
const ARRANGED: NonNullable<MeetingView['arranged']> = {
  category: 'contact',
  meeting: 'AAAAAAAAAAAAAAAAAAAAAA',
  at: '2026-03-05T18:00:00.000Z',
  place: 'hospital-entrance',
  landmark: 'the gate with the green roof',
  meets: { role: 'shelter-worker', sex: 'female' },
  sign: 'carries-umbrella',
  codeWord: 'nightingale',
}
const newest: MeetingView = { meeting: ARRANGED.meeting, arrangedAt: ARRANGED.at, answer: null, answeredAt: null, arranged: ARRANGED }
type Met = Parameters<typeof mayArrange>[0]
const detail = ({ categories = ['need', 'contact'], ...of }: Partial<Met['referral'] & Met['consent']>): Met => ({
  referral: { side: 'sender', state: 'accepted', cancelling: false, ...of },
  consent: { categories },
})

test('D14: a meeting that is changed keeps place, who and sign; hour and word are asked anew', () => {
  const draft = draftFrom(newest)
  expect([draft.at, draft.codeWord]).toEqual([undefined, ''])
  expect(meetingOf(draft)).toBeUndefined()
  const changed = meetingOf({ ...draft, at: '2026-03-05T20:00:00.000Z', codeWord: ' swallow ' })
  expect(changed).toMatchObject({ place: 'hospital-entrance', codeWord: 'swallow', meets: ARRANGED.meets })
  expect(fits.firstFault(changed)).toBeUndefined()
})

test('a meeting without a landmark fits the contract; one of which something is missing is not sent', () => {
  const whole = { ...draftFrom(newest), landmark: '  ', at: ARRANGED.at, codeWord: 'swallow' }
  expect(fits.firstFault(meetingOf(whole))).toBeUndefined()
  expect(Object.keys(meetingOf(whole) ?? {})).not.toContain('landmark')
  for (const missing of [{ at: undefined }, { place: undefined }, { sign: undefined }, { meets: { role: 'shelter-worker' as const } }])
    expect(meetingOf({ ...whole, ...missing })).toBeUndefined()
  expect(draftFrom(undefined)).toEqual({ meets: {}, landmark: '', codeWord: '' })
})

test('whoever referred arranges once the person was taken on, and not where how they are reached is shut', () => {
  expect(mayArrange(detail({}))).toBe('yes')
  expect(mayArrange(detail({ categories: ['need', 'identity'] }))).toBe('not-open')
  for (const no of [detail({ side: 'recipient' }), detail({ state: 'requested' }), detail({ cancelling: true })])
    expect(mayArrange(no)).toBe('no')
})

test('the other body answers the newest, until somebody has said that they come', () => {
  expect(mayAnswer(detail({ side: 'recipient' }), newest)).toBe(true)
  expect(mayAnswer(detail({ side: 'recipient' }), { answer: 'other-time' })).toBe(true)
  expect(mayAnswer(detail({ side: 'recipient' }), { answer: 'agreed' })).toBe(false)
  expect(mayAnswer(detail({ side: 'recipient', state: 'completed' }), newest)).toBe(false)
  expect(mayAnswer(detail({}), newest)).toBe(false)
  expect(mayAnswer(detail({ side: 'recipient' }), undefined)).toBe(false)
})

test('only what both bodies said of meetings is counted', () => {
  const timeline = ['referral-accepted', 'meeting-arranged', 'meeting-answered', 'note-added'].map((event) => ({ event }))
  expect(saidOfMeetings({ timeline })).toBe(2)
})
