import { check } from '@ihala/contract'
import type { TSchema } from 'typebox'

/** The members of a JSON Schema that the contract uses. */
export interface SchemaNode {
  readonly type?: string
  readonly const?: unknown
  readonly enum?: readonly string[]
  readonly description?: string
  readonly properties?: Readonly<Record<string, SchemaNode>>
  readonly additionalProperties?: boolean
  readonly patternProperties?: Readonly<Record<string, SchemaNode>>
  readonly items?: SchemaNode
  readonly anyOf?: readonly SchemaNode[]
}

/** Reads a schema as plain data. */
export function nodeOf(schema: TSchema): SchemaNode {
  return JSON.parse(JSON.stringify(schema))
}

/** All nodes of a schema, with their place in it. */
export function* nodes(node: SchemaNode, path = ''): Generator<readonly [string, SchemaNode]> {
  yield [path, node]
  for (const [name, member] of Object.entries(node.properties ?? {})) yield* nodes(member, `${path}/${name}`)
  for (const member of Object.values(node.patternProperties ?? {})) yield* nodes(member, `${path}/*`)
  if (node.items) yield* nodes(node.items, `${path}/0`)
  for (const branch of node.anyOf ?? []) yield* nodes(branch, path)
}

/** A place in a value where a code of a closed list stands. */
export interface CodePlace {
  readonly path: readonly (string | number)[]
  readonly list: readonly string[]
}

/** All places of a value that stand under a closed list of its schema. */
export function codePlaces(node: SchemaNode, value: unknown, path: readonly (string | number)[] = []): CodePlace[] {
  if (node.enum) return [{ path, list: node.enum }]
  const branch = node.anyOf?.find((one) => check(one as TSchema)(value))
  if (branch) return codePlaces(branch, value, path)
  if (Array.isArray(value)) return value.flatMap((item, at) => (node.items ? codePlaces(node.items, item, [...path, at]) : []))
  if (typeof value !== 'object' || value === null) return []
  return Object.entries(value).flatMap(([name, member]) => {
    const schema = node.properties?.[name]
    return schema ? codePlaces(schema, member, [...path, name]) : []
  })
}

/** A copy of a value with another one at a place. */
export function put(value: unknown, [step, ...rest]: readonly (string | number)[], other: unknown): unknown {
  if (step === undefined) return other
  if (Array.isArray(value)) return value.map((item, at) => (at === step ? put(item, rest, other) : item))
  if (typeof value !== 'object' || value === null) throw new Error(`there is no ${step} here`)
  return Object.fromEntries(Object.entries(value).map(([name, member]) => [name, name === step ? put(member, rest, other) : member]))
}
