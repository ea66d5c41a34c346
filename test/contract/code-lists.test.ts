import { readdirSync, readFileSync } from 'node:fs'
import * as contract from '@ihala/contract'
import {
  CrossCertificate,
  checkCrossCertificate,
  checkGrant,
  checkRegistryStatement,
  EVENT_TYPES,
  Grant,
  REFUSAL_CODES,
  REFUSALS,
  ReceiptClaims,
  Refusal,
  RegistryList,
  RegistryStatement,
  versionsOf,
} from '@ihala/contract'
import fc from 'fast-check'
import type { TSchema } from 'typebox'
import { describe, expect, test } from 'vitest'
import { codePlaces, nodeOf, nodes, put, type SchemaNode } from './schema-walk.ts'

/** What crosses a border. The claims' `data` is open by design: it is checked apart, by `evt` and `v`. */
const CROSSING: readonly (readonly [string, TSchema])[] = [
  ...EVENT_TYPES.flatMap((type) => versionsOf(type).map(({ v, schema }) => [`${type}.v${v}`, schema] as const)),
  ['receipt-claims', ReceiptClaims],
  ['grant', Grant],
  ['registry-statement', RegistryStatement],
  ['registry-list', RegistryList],
  ['cross-certificate', CrossCertificate],
]

/** Every closed list that the package offers by name. */
const NAMED = Object.entries(contract).flatMap(([name, value]): [string, SchemaNode][] => {
  if (typeof value !== 'object' || !('enum' in value)) return []
  return [[name, nodeOf(value)]]
})

describe('closed lists', () => {
  test('there are as many as the contract has', () => {
    expect(NAMED.length).toBeGreaterThanOrEqual(25)
  })

  test.each([
    ...NAMED,
    ...CROSSING.flatMap(([name, schema]) =>
      [...nodes(nodeOf(schema))].filter(([, node]) => node.enum).map(([path, node]): [string, SchemaNode] => [`${name}${path}`, node]),
    ),
  ])('%s names each code once and its source', (_name, node) => {
    const list = node.enum ?? []
    expect(list.length).toBeGreaterThan(1)
    expect(new Set(list).size).toBe(list.length)
    expect(node.description ?? '').not.toBe('')
  })

  test.each(NAMED)('%s has codes of lower case, whole words', (_name, node) => {
    for (const code of node.enum ?? []) expect(code).toMatch(/^[a-z0-9]+(-[a-z0-9]+)*$/)
  })

  test.each(CROSSING)('%s is closed in every object of it', (_name, schema) => {
    for (const [path, node] of nodes(nodeOf(schema))) {
      if (node.properties) expect(node.additionalProperties, path).toBe(false)
    }
  })

  test('R-2: neither missing papers nor co-operation is a reason, a condition or a way to be taken after all', () => {
    const lists = [contract.RejectionReason, contract.AcceptanceCondition, contract.PossibleIf].flatMap((list) => nodeOf(list).enum ?? [])
    for (const code of lists) expect(code).not.toMatch(/document|paper|passport|status|co-?operat|testi|police|proceeding/)
  })

  test('R-9: no code that ends something says that somebody left the country', () => {
    const { RejectionReason, PossibleIf, CancellationReason, HoldReason, Outcome, RightRefusal } = contract
    const ends = [RejectionReason, PossibleIf, CancellationReason, HoldReason, Outcome, RightRefusal]
    for (const code of ends.flatMap((list: { readonly enum: readonly string[] }) => list.enum))
      expect(code).not.toMatch(/country|abroad|depart|deport|absent|presence|resid|exit|visa/)
  })

  test('R-8: no illness, pregnancy or danger to oneself is a reason to decline, and a need names no diagnosis', () => {
    const listed = (list: { readonly enum: readonly string[] }) => list.enum
    const declines = [contract.RejectionReason, contract.PossibleIf].flatMap(listed)
    expect(declines.filter((code) => /ill|health|pregnan|medic|suicid|diagnos|disab|hiv/.test(code))).toEqual([])
    expect(listed(contract.MedicalNeed).filter((code) => /hiv|cancer|depress|tubercul|diagnos|disorder|syndrome/.test(code))).toEqual([])
  })
})

describe('refusals', () => {
  test('every code is written like one and has a sentence of its own', () => {
    for (const code of REFUSAL_CODES) {
      expect(code).toMatch(/^[a-z][a-z-]{2,60}$/)
      expect(REFUSALS[code], code).toMatch(/^\p{Lu}.+\.$/su)
      expect(new Refusal(code).message).toBe(REFUSALS[code])
    }
    expect(new Set(Object.values(REFUSALS)).size).toBe(REFUSAL_CODES.length)
  })
})

const examples = new URL('../../packages/contract/examples/', import.meta.url)
const valid = (name: string): [string, unknown][] => {
  const folder = new URL(`${name}/valid/`, examples)
  return readdirSync(folder).map((file) => [`${name}, ${file}`, JSON.parse(readFileSync(new URL(file, folder), 'utf8'))])
}

/** A word that a newer or a faulty version might use: near a known code, or anything. */
const strangeCode = (list: readonly string[]) =>
  fc
    .oneof(
      fc
        .constantFrom(...list)
        .chain((code) =>
          fc.constantFrom(code.toUpperCase(), `${code} `, `${code}-v2`, code.slice(0, -1), code.replaceAll('-', '_'), `${code}\u200b`),
        ),
      fc.string({ maxLength: 30 }),
      fc.constantFrom<unknown>(null, 0, true, ['x'], {}),
    )
    .filter((code) => !list.some((known) => known === code))

describe('c6: an unknown code is refused, never defaulted', () => {
  const cases: [string, SchemaNode, (value: unknown) => boolean, unknown][] = [
    ...EVENT_TYPES.flatMap((type) =>
      versionsOf(type).flatMap(({ v, schema, fits }) =>
        valid(`${type}.v${v}`).map(([name, value]): [string, SchemaNode, (value: unknown) => boolean, unknown] => [
          name,
          nodeOf(schema),
          fits,
          value,
        ]),
      ),
    ),
    ...valid('grant').map(([name, value]): [string, SchemaNode, (value: unknown) => boolean, unknown] => [
      name,
      nodeOf(Grant),
      checkGrant,
      value,
    ]),
    ...valid('cross-certificate').map(([name, value]): [string, SchemaNode, (value: unknown) => boolean, unknown] => [
      name,
      nodeOf(CrossCertificate),
      checkCrossCertificate,
      value,
    ]),
    ...valid('registry-statement').map(([name, value]): [string, SchemaNode, (value: unknown) => boolean, unknown] => [
      name,
      nodeOf(RegistryStatement),
      checkRegistryStatement,
      value,
    ]),
  ]
  const withCodes = cases.filter(([, node, , value]) => codePlaces(node, value).length > 0)

  test.each(withCodes)('%s: every code of it', (_name, node, passes, value) => {
    for (const { path, list } of codePlaces(node, value)) {
      fc.assert(
        fc.property(strangeCode(list), (code) => passes(put(value, path, code)) === false),
        { numRuns: 40 },
      )
    }
  })

  test('every closed list of an event is reached by an example', () => {
    for (const [name, schema] of EVENT_TYPES.flatMap((type) =>
      versionsOf(type).map(({ v, schema }) => [`${type}.v${v}`, schema] as const),
    )) {
      const node = nodeOf(schema)
      const wanted = new Set([...nodes(node)].flatMap(([, one]) => (one.enum ? [one.enum.join()] : [])))
      const reached = new Set(valid(name).flatMap(([, value]) => codePlaces(node, value).map(({ list }) => list.join())))
      expect(
        [...wanted].filter((list) => !reached.has(list)),
        name,
      ).toEqual([])
    }
  })
})
