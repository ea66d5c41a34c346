import { expect, test } from 'vitest'
import { sectionsFrom } from './report.person.ts'
import { acknowledgeBy, assertBecomesCase, assertClosesAs, assertHears, assertRead, indicatorsIn, toTheHour } from './report.ts'

const story = {
  language: 'ben',
  wrongs: ['papers-kept'] as const,
  about: 'me',
  answers: [
    { question: 'papers-kept', answer: 'yes' },
    { question: 'free-to-leave', answer: 'no' },
    { question: 'hurt', answer: 'not-sure' },
    { question: 'threatened', answer: 'no' },
    { question: 'under-18', answer: 'yes' },
  ],
} as const
const told = { ...story, wrongs: [...story.wrongs], answers: [...story.answers] }

test('R-11: answers point to indicators; not sure points to none, and leaving freely is asked the other way round', () => {
  expect(indicatorsIn(told)).toEqual(['retention-of-identity-documents', 'restriction-of-movement'])
})

test('A9: seven local days, the day of filing not counted, to the last second', () => {
  expect(acknowledgeBy('2026-11-22', 'Asia/Qatar')).toBe('2026-11-29T20:59:59.000Z')
})

test('A5: a time is kept as its hour', () => {
  expect(toTheHour('2026-11-22T09:59:59.999Z')).toBe('2026-11-22T09:00:00.000Z')
})

test('whoever reported may write until 30 days after it was closed, and not after taking it back', () => {
  const closed = { withdrawnAt: null, closedAt: '2026-11-01T09:00:00.000Z' }
  expect(() => assertHears(closed, '2026-12-01T09:00:00.000Z')).not.toThrow()
  const over = expect.objectContaining({ code: 'report-closed' })
  expect(() => assertHears(closed, '2026-12-01T09:00:01.000Z')).toThrow(over)
  expect(() => assertHears({ withdrawnAt: closed.closedAt, closedAt: closed.closedAt }, closed.closedAt)).toThrow(over)
})

test('nobody works on what nobody read', () => {
  expect(() => assertRead({ step: 'received' })).toThrow(expect.objectContaining({ code: 'state-forbids' }))
  expect(() => assertRead({ step: 'read' })).not.toThrow()
})

test('A6: a case is made once, and only of somebody who said who they are', () => {
  const forbidden = expect.objectContaining({ code: 'state-forbids' })
  expect(() => assertBecomesCase({ identity: null, personId: null })).toThrow(forbidden)
  expect(() => assertBecomesCase({ identity: Buffer.of(1), personId: 'one' })).toThrow(forbidden)
  expect(() => assertBecomesCase({ identity: Buffer.of(1), personId: null })).not.toThrow()
  expect(() => assertClosesAs({ personId: null }, 'became-case')).toThrow(forbidden)
  expect(() => assertClosesAs({ personId: null }, 'inspected')).not.toThrow()
})

test('A6, R-3: a file has what they told, not approved; without their yes no number stands where somebody would call it', () => {
  const who = { name: 'নাসরিন', sex: 'female', telephone: '+97455500001', mayCall: false } as const
  expect(sectionsFrom(who, { ...told, story: 'They keep my passport.', place: 'Street 12' })).toEqual({
    identity: { names: { latin: 'নাসরিন', own: 'নাসরিন' }, sex: 'female' },
    contact: { telephone: '+97455500001' },
    'safe-contact': { mayContact: false },
    testimony: {
      language: 'ben',
      text: 'They keep my passport.\nStreet 12',
      approvedByPerson: false,
      indicators: ['retention-of-identity-documents', 'restriction-of-movement'],
    },
  })
  expect(sectionsFrom({ name: 'Nasrin', sex: 'female', mayCall: true }, told)).toEqual({
    identity: { names: { latin: 'Nasrin' }, sex: 'female' },
    'safe-contact': { mayContact: true },
  })
})
