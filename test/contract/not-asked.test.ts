import * as contract from '@ihala/contract'
import { EVENT_TYPES, SECTION_CATEGORIES, versionsOf } from '@ihala/contract'
import type { TSchema } from 'typebox'
import { expect, test } from 'vitest'
import { nodeOf, nodes } from './schema-walk.ts'

/** What is never asked by anything that crosses a border or a door: R-2 (proceedings) and R-18 (who somebody is). */
const NEVER = /cooperat|co-operat|proceeding|religion|gender|hiv|marital/i

const isSchema = (value: unknown): value is TSchema =>
  typeof value === 'object' && value !== null && ['type', 'anyOf', 'properties', 'enum'].some((name) => name in value)

/** All schemas that the package has: those it offers by name, every version of every event, every section. */
const SCHEMAS: readonly (readonly [string, TSchema])[] = [
  ...Object.entries(contract).flatMap(([name, value]): [string, TSchema][] => (isSchema(value) ? [[name, value]] : [])),
  ...EVENT_TYPES.flatMap((type) => versionsOf(type).map(({ v, schema }) => [`${type}.v${v}`, schema] as const)),
]

test('R-2, R-18: no schema of the contract has a member that asks for proceedings, religion, gender, HIV or marriage', () => {
  expect(SCHEMAS.length).toBeGreaterThan(100)
  const asked = SCHEMAS.flatMap(([name, schema]) =>
    [...nodes(nodeOf(schema))].flatMap(([path, node]) =>
      Object.keys(node.properties ?? {})
        .filter((member) => NEVER.test(member))
        .map((member) => `${name}${path}/${member}`),
    ),
  )
  expect(asked).toEqual([])
  expect(SECTION_CATEGORIES.filter((category) => NEVER.test(category))).toEqual([])
})
