import { expect, test } from 'vitest'
import { differing } from './overtaken.ts'

test('D11: the members in which two versions differ are named, one by one', () => {
  const there = {
    sections: { identity: { names: { latin: 'A', own: 'ا' }, sex: 'female' }, contact: { telephone: '+97455500001' } },
    need: null,
  }
  const sent = { sections: { identity: { sex: 'female', names: { latin: 'B', own: 'ا' } } }, need: null }
  expect(differing(there, sent)).toEqual(['/sections/contact', '/sections/identity/names/latin'])
  expect(differing(there, there)).toEqual([])
})

test('a list is one member, and the order of names says nothing', () => {
  const list = (...claims: object[]) => ({ claims })
  expect(differing(list({ head: 'wages', months: 2 }), list({ months: 2, head: 'wages' }))).toEqual([])
  expect(differing(list({ head: 'wages' }), list())).toEqual(['/claims'])
})
