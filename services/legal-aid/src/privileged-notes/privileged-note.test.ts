import { EVENT_TYPES, SECTION_CATEGORIES } from '@ihala/contract'
import { expect, test } from 'vitest'
import { assertTheirLawyer } from './privileged-note.ts'
import { privilegedNotes } from './privileged-notes.ts'

test('G4: no event and no section carries a privileged note, and none is written when an event passes', () => {
  expect([...EVENT_TYPES, ...SECTION_CATEGORIES].filter((name) => /privileg/.test(name))).toEqual([])
  const { inbox, written, jobs } = privilegedNotes
  expect({ inbox, written, jobs }).toEqual({ inbox: undefined, written: undefined, jobs: undefined })
})

test('G4: the lawyers of the case, and nobody else', () => {
  expect(() => assertTheirLawyer(['yusuf', 'reem'], 'reem')).not.toThrow()
  for (const assignees of [[], ['yusuf']])
    expect(() => assertTheirLawyer(assignees, 'reem')).toThrow(expect.objectContaining({ code: 'not-allowed' }))
})
