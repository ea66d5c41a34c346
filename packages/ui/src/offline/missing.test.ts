import { expect, test } from 'vitest'
import { EMPTY_DRAFT } from '../new-referral/draft.ts'
import { lackOf } from './missing.ts'
import type { OwnDraft } from './own-draft.ts'
import { namesOf, peopleOf } from './people.ts'

const complaint: OwnDraft = {
  code: 'complaint',
  title: { ar: 'شكوى', en: 'Complaint' },
  path: '/complaints',
  Fields: () => null,
  missing: (kept) => (kept === 'whole' ? [] : [{ field: '/heads', words: 'complaints.ask.heads' }]),
  bodyOf: () => undefined,
}
const lacks = (what: string, form: unknown, about: readonly string[] = []) => {
  const { fields, questionsAfter } = lackOf({ what, form, about }, [complaint])
  return [fields.map(({ field }) => field), questionsAfter]
}

test('D-5: a draft says which of its fields lack, by what it is', () => {
  expect(lacks('person', {})).toEqual([['/sections/identity/names/latin', '/sections/identity/sex'], 0])
  expect(lacks('person', { identity: { names: { latin: ' ' }, sex: 'male' } })).toEqual([['/sections/identity/names/latin'], 0])
  expect(lacks('person', { identity: { names: { latin: 'Suman Gurung' }, sex: 'male' } })).toEqual([[], 0])
  expect(lacks('complaint', {})).toEqual([['/people', '/heads'], 0])
  expect(lacks('complaint', 'whole', ['suman'])).toEqual([[], 0])
  expect(lacks('photo', { about: 'photograph' }, ['suman'])).toEqual([[], 0])
})

test('a referral says what its first open question lacks, and how many questions come after it', () => {
  expect(lacks('referral', {})).toEqual([['/personId'], 5])
  const need = { ...EMPTY_DRAFT.need, needs: ['shelter'] }
  expect(lacks('referral', { personId: 'suman', to: 'https://care-house.ihala.example', need }, ['suman'])).toEqual([['/need/urgency'], 3])
})

test('people on the device are called by both spellings, and by one where one is known', () => {
  const names = (own: string | undefined, latin: string | undefined) =>
    namesOf({ form: { identity: { names: { ...(own === undefined ? {} : { own }), ...(latin === undefined ? {} : { latin }) } } } })
  expect(names('सुमन गुरुङ', 'Suman Gurung')).toEqual({ name: 'सुमन गुरुङ', otherName: 'Suman Gurung' })
  expect([names(undefined, 'Suman Gurung'), names('सुमन गुरुङ', ''), names('', '')]).toEqual([
    { name: 'Suman Gurung', otherName: null },
    { name: 'सुमन गुरुङ', otherName: null },
    { name: '', otherName: null },
  ])
  // Whoever was kept by a program that knew one spelling only.
  const known = [{ id: 'sita', label: 'Sita Thapa', takenAt: '2026-11-22T08:00:00.000Z' }]
  expect(peopleOf({ drafts: [], sent: [], known })).toEqual([{ id: 'sita', name: 'Sita Thapa', otherName: null }])
})
