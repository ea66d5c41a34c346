import { CompellingAuthority, check, EVENT_TYPES, GrantBasis, SECTION_CATEGORIES } from '@ihala/contract'
import { expect, test } from 'vitest'
import { nodeOf, nodes } from './schema-walk.ts'

/** The literal each member of the union bears as its kind. */
const KINDS = GrantBasis.anyOf.map(({ properties }) => properties.kind.const)

test('point 6: data goes on one of five grounds; being compelled is none of them, and no role stands above them', () => {
  expect([...KINDS].sort()).toEqual(['consent', 'danger', 'guardian', 'incapacity', 'statutory'])
})

test('R-1: what an authority compels is a record of its own: no event, no section and no grant speaks of it', () => {
  expect(EVENT_TYPES.filter((type) => type.includes('compel'))).toEqual([])
  expect(SECTION_CATEGORIES.filter((category) => category.includes('compel'))).toEqual([])
  const authorities = CompellingAuthority.enum.join()
  const said = [...nodes(nodeOf(GrantBasis))].flatMap(([, node]) => (node.enum ? [node.enum.join()] : []))
  expect(said).not.toContain(authorities)
  const [isBasis, staff] = [check(GrantBasis), ['pZ3kq9Yv1TnXw0c2L8sR5A', 'Qm1xr0bT6yJc3hKd9WfNsg']]
  expect(isBasis({ kind: 'danger', reason: 'danger-to-life', staff })).toBe(true)
  for (const kind of ['compelled', 'court', 'override', 'emergency']) expect(isBasis({ kind, reason: 'danger-to-life', staff })).toBe(false)
})
