import { check, NewPerson } from '@ihala/contract'
import { expect, test } from 'vitest'
import { type Difference, differences, firstChoice, merged, tidied } from './draft.ts'

const fits = check(NewPerson)

test('what nobody wrote is not sent, and what is sent fits the contract', () => {
  const sections = tidied({
    identity: { names: { latin: 'Asha Invented', own: '' }, sex: 'female', passport: '' },
    contact: { telephone: '', email: '' },
    employment: { employer: 'Sand & Sea Trading' },
    testimony: { approvedByPerson: false, indicators: [] },
    exposure: { disclosedAt: '2026-03-01T08:00:00.000Z' },
  })
  expect(sections).toEqual({
    identity: { names: { latin: 'Asha Invented' }, sex: 'female' },
    employment: { employer: 'Sand & Sea Trading', claims: [] },
  })
  expect(fits.firstFault({ sections })).toBeUndefined()
})

test('a required name that is missing is named by the service, not invented here', () => {
  expect(fits.firstFault({ sections: tidied({ identity: { names: { latin: '' }, sex: 'female' } }) })?.field).toBe(
    '/sections/identity/names',
  )
})

test('D11: two versions are compared leaf by leaf', () => {
  const theirs = { identity: { names: { latin: 'A' }, sex: 'female' }, contact: { telephone: '+97400000001' } }
  const mine = { identity: { names: { latin: 'B' }, sex: 'female' } }
  expect(differences(theirs, mine)).toEqual([
    { at: '/identity/names/latin', theirs: 'A', mine: 'B' },
    { at: '/contact', theirs: { telephone: '+97400000001' }, mine: undefined },
  ])
  expect(differences(theirs, theirs)).toEqual([])
})

test('D11: two changes of one file become one, member by member, and neither is lost unseen', () => {
  const opened = { identity: { names: { latin: 'A' }, sex: 'female' }, contact: { telephone: '+97400000001', email: 'a@example.org' } }
  const theirs = { identity: { names: { latin: 'B' }, sex: 'female' }, contact: { telephone: '+97400000001', email: 'a@example.org' } }
  const mine = { identity: { names: { latin: 'A' }, sex: 'female' }, contact: { telephone: '+97400000002' }, health: { summary: 'rest' } }
  const rows = differences(theirs, mine)
  const asChanged = (row: Difference) => firstChoice(opened, row)
  expect(rows.map((row) => [row.at, asChanged(row)])).toEqual([
    ['/identity/names/latin', 'theirs'],
    ['/contact/telephone', 'mine'],
    ['/contact/email', 'mine'],
    ['/health', 'mine'],
  ])
  expect(merged(theirs, rows, asChanged)).toEqual({
    identity: { names: { latin: 'B' }, sex: 'female' },
    contact: { telephone: '+97400000002' },
    health: { summary: 'rest' },
  })
  expect(merged(theirs, rows, () => 'theirs')).toEqual(theirs)
  expect(merged(theirs, rows, () => 'mine')).toEqual(mine)
})
