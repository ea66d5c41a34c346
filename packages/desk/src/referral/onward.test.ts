import { Refusal } from '@ihala/contract'
import { expect, test } from 'vitest'
import { saidYes } from '../../../../test/kit/said-yes.ts'
import { mayPassOn, sourceCase } from './onward.ts'
import { basisTakenBy } from './referral.ts'

const RANDOM = 'AAAAAAAAAAAAAAAAAAAAAA'
const OTHER = 'AAAAAAAAAAAAAAAAAAAAAQ'

const held = (...sections: ['identity' | 'contact' | 'health', string][]) =>
  new Map(sections.map(([category, owner]) => [category, { owner }]))
const opening = { personId: 'suman', categories: ['need', 'identity', 'contact'] as const, files: [], came: undefined }

test('what was written down here needs no other grant; what only a partner disclosed needs that partner’s', () => {
  expect(sourceCase({ ...opening, sections: held(['identity', 'suman'], ['contact', 'suman']) })).toBeUndefined()
  expect(sourceCase({ ...opening, sections: held(['identity', 'suman'], ['contact', 'case-1']) })).toBe('case-1')
  // What the new grant does not open does not matter.
  expect(sourceCase({ ...opening, sections: held(['identity', 'suman'], ['health', 'case-1']) })).toBeUndefined()
})

test('c3: whoever came with a case is known through it: even their bare need narrows that grant', () => {
  const came = { ...opening, categories: ['need'] as const, sections: held(['identity', 'suman']) }
  expect(sourceCase({ ...came, came: 'case-1' })).toBe('case-1')
  expect(sourceCase(came)).toBeUndefined()
  // What was disclosed in another case than the one they came with goes under that one's grant, which covers the need too.
  expect(sourceCase({ ...came, categories: ['need', 'contact'], sections: held(['contact', 'case-2']), came: 'case-1' })).toBe('case-2')
})

test('a grant narrows one other: what came with two cases does not go together', () => {
  const attempt = () => sourceCase({ ...opening, sections: held(['identity', 'case-1'], ['contact', 'case-2']) })
  expect(attempt).toThrow(Refusal)
  expect(attempt).toThrow(expect.objectContaining({ code: 'grant-wider-than-parent', facts: { category: 'contact' } }))
})

test('files that came stay where own files suffice', () => {
  const files = (...owners: string[]) => ({
    ...opening,
    categories: ['documents'] as const,
    sections: held(),
    files: owners.map((owner) => ({ owner })),
  })
  expect(sourceCase(files('case-1', 'case-1'))).toBe('case-1')
  expect(sourceCase(files('suman', 'case-1'))).toBeUndefined()
  expect(mayPassOn({ personId: 'suman', narrows: null }, { owner: 'case-1' })).toBe(false)
  expect(mayPassOn({ personId: 'suman', narrows: 'case-1' }, { owner: 'case-1' })).toBe(true)
})

test('the evidence names who took it, whatever the request says; danger needs a second person', () => {
  const evidence = saidYes('2026-11-01T20:00:00.000Z', { takenBy: 'whoever-the-client-says' })
  expect(basisTakenBy({ kind: 'consent', evidence }, 'grace')).toEqual({ kind: 'consent', evidence: { ...evidence, takenBy: 'grace' } })
  expect(() => basisTakenBy({ kind: 'danger', reason: 'danger-to-life', staff: [RANDOM, OTHER] }, 'grace')).toThrow(
    expect.objectContaining({ code: 'second-person-required' }),
  )
})
