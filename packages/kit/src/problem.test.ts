import { REFUSAL_CODES, REFUSALS, Refusal } from '@ihala/contract'
import { describe, expect, it } from 'vitest'
import { PROBLEM_TYPE, problem, problemOf, REFUSAL_STATUS } from './problem.ts'

describe('problem+json', () => {
  it('has a status for every refusal and for nothing else', () => {
    expect(Object.keys(REFUSAL_STATUS).sort()).toEqual([...REFUSAL_CODES].sort())
    for (const code of REFUSAL_CODES)
      expect(REFUSAL_STATUS[code]).toSatisfy((status: number) => (status >= 400 && status < 500) || status === 503)
  })

  it('says the sentence of the refusal, its field and its facts', () => {
    expect(problemOf(new Refusal('grant-not-covering', { field: '/sections/0', category: 'health' }), 'id')).toEqual({
      type: 'urn:ihala:problem:grant-not-covering',
      title: REFUSALS['grant-not-covering'],
      status: 422,
      code: 'grant-not-covering',
      field: '/sections/0',
      facts: { category: 'health' },
    })
    expect(PROBLEM_TYPE).toBe('application/problem+json')
  })

  it.each([new Error('Fatima'), 'Fatima', { message: 'Fatima' }, undefined, Object.assign(new Error('Fatima'), { code: '23505' })])(
    'says of a fault only its id: %#',
    (thrown) => {
      const told = problemOf(thrown, 'the-id')
      expect([told.status, told.id]).toEqual([500, 'the-id'])
      expect(JSON.stringify(told)).not.toContain('Fatima')
    },
  )

  it.each([
    ['/need/text', '/need/text'],
    ['/sections/0/اسم', '/sections/0'],
    ['/Amal of Doha', ''],
    ['/Amal-66017731', ''],
    ['query:/+97400004130', 'query:'],
    ['query:/order', 'query:/order'],
  ])('ends a pointer before a name somebody typed: %s', (field, told) => {
    expect(problem('body-invalid', { field }).field).toBe(told)
  })
})
