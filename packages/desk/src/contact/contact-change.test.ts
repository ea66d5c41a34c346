import { Refusal } from '@ihala/contract'
import { expect, test } from 'vitest'
import { becomes, CONFIRM_UNTIL, HELD_FOR, hears, type Reached, takenAwayBy } from './contact-change.ts'

const NOW = '2026-11-22T09:30:00.000Z'
const after = (ms: number): string => new Date(Date.parse(NOW) + ms).toISOString()
const ruled = <T>(work: () => T): T | string => {
  try {
    return work()
  } catch (thrown) {
    if (thrown instanceof Refusal) return thrown.code
    throw thrown
  }
}
const plan = { mayContact: true, telephone: '+97400004130', codeWord: 'jasmine' }
const contact = { telephone: '+97400004130' }
const reached = (change: Partial<Reached> = {}): Reached => ({
  contact,
  'safe-contact': plan,
  ever: new Set(),
  ...change,
})

test.each([
  ['the same again', reached(), { contact: { telephone: '+97400004130' }, 'safe-contact': plan }, []],
  ['another number', reached(), { contact: { telephone: '+97455550000' }, 'safe-contact': plan }, 'contact-change-held'],
  ['one more way', reached(), { contact: { telephone: '+97400004130', email: 'a@b.qa' }, 'safe-contact': plan }, 'contact-change-held'],
  ['another word', reached(), { contact, 'safe-contact': { ...plan, codeWord: 'rose' } }, 'contact-change-held'],
  ['a word less', reached(), { contact, 'safe-contact': { mayContact: true } }, 'contact-change-held'],
  ['that nobody may call', reached(), { contact, 'safe-contact': { ...plan, mayContact: false } }, []],
  ['taken away', reached(), { 'safe-contact': plan }, ['contact']],
  ['the first way', reached({ contact: undefined }), { contact: { telephone: '+97455550000' }, 'safe-contact': plan }, []],
  [
    'given again after it was taken away',
    reached({ contact: undefined, ever: new Set(['contact'] as const) }),
    { contact: { telephone: '+97455550000' }, 'safe-contact': plan },
    'contact-change-held',
  ],
] as const)('T41: %s', (_how, now, next, expected) => expect(ruled(() => takenAwayBy(now, next))).toEqual(expected))

const held = { state: 'held', askedBy: 'grace', confirmedAt: null, holdsUntil: after(HELD_FOR) } as const

test('T41: the word is heard by another one, as it was agreed, once, and not for ever', () => {
  const hear = (
    by: string,
    codeWord: string | null,
    at = NOW,
    change: Parameters<typeof hears>[0] = held,
    agreed: string | undefined = 'jasmine',
  ) => ruled(() => hears(change, by, { codeWord, inPerson: false }, agreed, at))
  expect([hear('omar', 'jasmine'), hear('omar', ' Jasmine '), hear('omar', 'rose'), hear('omar', null)]).toEqual([true, true, false, false])
  expect(hear('grace', 'jasmine')).toBe('second-person-required')
  expect(hear('omar', 'jasmine', after(HELD_FOR + CONFIRM_UNTIL + 1))).toBe('state-forbids')
  expect(hear('omar', 'jasmine', NOW, { ...held, confirmedAt: NOW })).toBe('state-forbids')
  expect(hear('omar', 'jasmine', NOW, { ...held, state: 'dropped' })).toBe('state-forbids')
  // Where no word was agreed they are seen in person; a word alone proves nothing.
  expect(hears(held, 'omar', { codeWord: 'anything', inPerson: false }, undefined, NOW)).toBe(false)
  expect(hears(held, 'omar', { codeWord: null, inPerson: true }, undefined, NOW)).toBe(true)
})

test('T41: nothing stands before 72 hours, nor without a colleague, over every time', () => {
  for (const ms of [0, 1, HELD_FOR - 1, HELD_FOR, HELD_FOR + 1, HELD_FOR + CONFIRM_UNTIL, HELD_FOR + CONFIRM_UNTIL + 1])
    for (const confirmedAt of [null, NOW])
      for (const state of ['held', 'stands', 'dropped', 'taken-away'] as const) {
        const wanted =
          state !== 'held'
            ? 'over'
            : ms < HELD_FOR
              ? 'waits'
              : confirmedAt !== null
                ? 'stands'
                : ms > HELD_FOR + CONFIRM_UNTIL
                  ? 'over'
                  : 'waits'
        expect(becomes({ state, confirmedAt, holdsUntil: after(HELD_FOR) }, after(ms))).toBe(wanted)
      }
})
