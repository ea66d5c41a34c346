import type { MemberView } from '@ihala/contract'
import { expect, test } from 'vitest'
import { draftOf } from './again.ts'
import { type Draft, EMPTY_DRAFT, requestOf } from './draft.ts'
import { answered, QUESTIONS } from './questions.ts'

const HOUSE = 'https://care-house.ihala.example'
const moment = { now: '2026-01-31T10:00:00.000Z', takenBy: 'AAAAAAAAAAAAAAAAAAAAAA' }
const full: Draft = {
  personId: '01930000-0000-7000-8000-000000000001',
  to: HOUSE,
  step: 'request',
  byTelephone: true,
  together: false,
  next: [{ to: 'https://other-house.ihala.example', takes: ['need'], agreed: true }],
  need: {
    ...EMPTY_DRAFT.need,
    needs: ['shelter'],
    urgency: 'tonight',
    sex: 'female',
    ageBand: '25-34',
    languages: [{ code: 'amh', speaks: true, reads: false }],
    note: 'comes with two bags',
  },
  consent: {
    ...EMPTY_DRAFT.consent,
    categories: ['need', 'identity'],
    purposes: ['shelter'],
    language: 'amh',
    interpreter: 'independent',
    howGiven: 'thumb',
    understood: true,
    readBack: true,
    privatelyConfirmed: true,
    witnessed: true,
    coolingOff: 'asked-not-to-wait',
    months: 3,
    wayBack: true,
    onwardKinds: ['legal-aid'],
    onwardFurther: true,
    excluded: ['https://charity.ihala.example'],
  },
}
const minor: Draft = {
  ...full,
  need: { ...full.need, ageBand: 'under-18' },
  consent: { ...full.consent, guardian: 'appointed', guardianRelation: 'grandparent', guardianInMatter: 'none', assent: true },
}
const member = (entityId: string, takes: MemberView['takes']): MemberView => ({
  entityId,
  names: { ar: entityId, en: entityId },
  kind: 'shelter',
  status: 'live',
  serves: ['shelter'],
  takes,
  self: false,
})
const directory = [member(HOUSE, ['need', 'identity']), member('https://other-house.ihala.example', ['need'])]

test.each([
  ['an adult', full],
  ['a child with a guardian', minor],
  ['several bodies at once', { ...full, step: 'enquire', byTelephone: false, together: true } satisfies Draft],
])('DESIGN §8: what was undone opens with every answer, of %s; sent again it says the same', (_who, draft) => {
  const given = requestOf(draft, moment)
  if (!given) throw new Error('the form was not full')
  const again = draftOf(given, directory)
  expect(again).toEqual(draft)
  expect(QUESTIONS.filter((question) => !answered(question, again))).toEqual([])
  expect(requestOf(again, moment)).toEqual(given)
})

test('what the form itself never offers is asked for anew, as the shortest', () => {
  const given = requestOf(full, moment)
  if (!given) throw new Error('the form was not full')
  const odd = { ...given, consent: { ...given.consent, until: '2026-02-03T10:00:00.000Z' } }
  expect(draftOf(odd, directory).consent.months).toBe(1)
  const danger = { kind: 'danger' as const, reason: 'danger-to-life' as const, staff: [moment.takenBy, moment.takenBy] }
  expect(draftOf({ ...given, consent: { ...given.consent, basis: danger } }, directory).consent.understood).toBe(false)
})
