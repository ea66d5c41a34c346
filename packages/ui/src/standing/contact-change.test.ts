import { check, NewContactChange } from '@ihala/contract'
import { expect, test } from 'vitest'
import { changeOf, waitsFor } from './contact-change.ts'

const fits = check(NewContactChange)
const HELD = { state: 'held', confirmedAt: null, holdsUntil: '2026-03-08T18:00:00.000Z' } as const
const BEFORE = Date.parse('2026-03-06T18:00:00.000Z')
const AFTER = Date.parse('2026-03-09T18:00:00.000Z')

test('T41: another way fits the contract; empty fields are left out, and nothing at all is not sent', () => {
  const contact = changeOf('contact', { contact: { telephone: '+97455550101', email: '' } })
  const plan = changeOf('safe-contact', {
    'safe-contact': { mayContact: true, telephone: '+97455550101', hours: { from: '18:00', until: '21:00' } },
  })
  expect([fits.firstFault(contact), fits.firstFault(plan)]).toEqual([undefined, undefined])
  expect(contact).toEqual({ category: 'contact', section: { telephone: '+97455550101' } })
  expect([changeOf('contact', {}), changeOf('safe-contact', { 'safe-contact': { codeWord: '' } })]).toEqual([undefined, undefined])
})

test('T41: a change waits for the 72 hours and for a colleague who heard the word', () => {
  expect(waitsFor(HELD, BEFORE)).toEqual(['time', 'colleague'])
  expect(waitsFor({ ...HELD, confirmedAt: '2026-03-06T18:00:00.000Z' }, BEFORE)).toEqual(['time'])
  expect(waitsFor(HELD, AFTER)).toEqual(['colleague'])
  expect(waitsFor({ ...HELD, state: 'dropped' }, BEFORE)).toEqual([])
})
