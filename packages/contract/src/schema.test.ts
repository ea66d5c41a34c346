import Type from 'typebox'
import { expect, test } from 'vitest'
import { check, closed } from './schema.ts'

const Ground = Type.Union([
  closed({ kind: Type.Literal('consent'), evidence: closed({ language: Type.String() }) }),
  closed({ kind: Type.Literal('statutory'), step: Type.String(), filing: closed({ language: Type.String() }) }),
])
const { firstFault } = check(closed({ ground: Ground, next: Type.Array(closed({ ground: Ground }), { maxItems: 2 }) }))
const consent = { kind: 'consent', evidence: { language: 'amh' } }
const statutory = { kind: 'statutory', step: 'fund', filing: { language: 'amh' } }
const after = (ground: unknown) => ({ ground: consent, next: [{ ground: consent }, { ground }] })

test.each([
  ['a member of the alternative that is meant', after({ ...statutory, filing: null }), '/next/1/ground/filing', 'type'],
  ['one inside it', after({ ...statutory, filing: { language: 7 } }), '/next/1/ground/filing/language', 'type'],
  ['one that is missing', after({ kind: 'statutory', step: 'fund' }), '/next/1/ground/filing', 'required'],
  ['one that nobody knows', after({ ...statutory, undeclared: 1 }), '/next/1/ground/undeclared', 'additionalProperties'],
  ['an alternative that is none', after({ ...statutory, kind: 'court' }), '/next/1/ground/kind', 'const'],
  ['no alternative said', after({ step: 'fund' }), '/next/1/ground/kind', 'required'],
  ['no object', after(null), '/next/1/ground', 'type'],
  ['a list that is too long', { ground: consent, next: [1, 2, 3].map(() => ({ ground: consent })) }, '/next', 'maxItems'],
  ['the first ground', { ground: { ...consent, evidence: {} }, next: [] }, '/ground/evidence/language', 'required'],
])('a misfit is named where it is, and in the alternative that was meant: %s', (_what, value, field, rule) => {
  expect(firstFault(value)).toEqual({ field, rule })
})

test('the alternatives of a union may share a list of codes', () => {
  const answer = check(
    Type.Union([
      closed({ answer: Type.Literal('done') }),
      closed({ answer: Type.Enum(['done-in-part', 'refused']), because: Type.Enum(['law', 'unknown']) }),
    ]),
  )
  expect(answer.firstFault({ answer: 'refused' })).toEqual({ field: '/because', rule: 'required' })
  expect(answer.firstFault({ answer: 'soon', because: 'law' })).toEqual({ field: '/answer', rule: 'const' })
  expect(answer.firstFault({ answer: 'done', because: 'law' })).toEqual({ field: '/because', rule: 'additionalProperties' })
})

test('what fits has no fault', () => {
  expect(firstFault(after(statutory))).toBeUndefined()
})
