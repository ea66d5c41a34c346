import Type, { type Static, type TEnum, type TSchema } from 'typebox'
import { Compile } from 'typebox/compile'
import Value from 'typebox/value'

/** A closed object: an unknown member is refused, never dropped (DESIGN §12, trap of silently dropped fields). */
export function closed<const P extends Record<string, TSchema>>(properties: P) {
  return Type.Object(properties, { additionalProperties: false })
}

/** A closed list of codes. `source` says where the list comes from. */
export function codes<const C extends string[]>(values: readonly [...C], source: string): TEnum<C> {
  return Type.Enum<C>([...values], { description: source })
}

/** Text of at most `maxBytes` characters on one or more lines; empty text is refused. */
export function text(maxLength: number) {
  return Type.String({ minLength: 1, maxLength })
}

/** Where a value departs from its schema. `field` is a JSON Pointer; the value itself is never repeated. */
export interface Fault {
  readonly field: string
  readonly rule: string
}

/** Says whether a value fits a schema, and if not where first. */
export interface Check<S extends TSchema> {
  (value: unknown): value is Static<S>
  readonly firstFault: (value: unknown) => Fault | undefined
}

/** Compiles a schema on first use. Pure: no clock, no randomness. */
export function check<S extends TSchema>(schema: S): Check<S> {
  let compiled: ReturnType<typeof Compile<S>> | undefined
  const validator = () => {
    compiled ??= Compile(schema)
    return compiled
  }
  const passes = (value: unknown): value is Static<S> => validator().Check(value)
  const firstFault = (value: unknown): Fault | undefined => {
    return passes(value) ? undefined : faultAt(schema, value)
  }
  return Object.assign(passes, { firstFault })
}

interface SchemaError {
  readonly keyword: string
  readonly instancePath: string
  readonly params: object
}

/** What is looked at of a schema to find the fault: members, items, alternatives. */
interface Parts {
  readonly properties?: Readonly<Record<string, TSchema>>
  readonly items?: TSchema
  readonly anyOf?: readonly (TSchema & Parts & { readonly const?: unknown })[]
}

const isRecord = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null && !Array.isArray(value)

/** The member whose code tells the alternatives of a union apart, such as `kind`; undefined when there is none. */
function tagOf(alternatives: NonNullable<Parts['anyOf']>): string | undefined {
  return Object.keys(alternatives[0]?.properties ?? {}).find((name) => alternatives.every(({ properties }) => isCode(properties?.[name])))
}

const isCode = (schema: TSchema | undefined): boolean => schema !== undefined && ('const' in schema || 'enum' in schema)
const allows = (schema: TSchema | undefined, value: unknown): boolean => schema !== undefined && Value.Check(schema, value)

/**
 * The first fault of a value that does not fit, from the inside out. Of a union it is that of the alternative the value says it is:
 * who filed a statutory step is not told that an adult's evidence is missing.
 */
function faultAt(schema: TSchema & Parts, value: unknown, at = ''): Fault {
  const { anyOf, properties = {}, items } = schema
  const tag = anyOf && isRecord(value) ? tagOf(anyOf) : undefined
  if (anyOf && tag !== undefined && isRecord(value)) {
    const said = anyOf.find((one) => Object.hasOwn(value, tag) && allows(one.properties?.[tag], value[tag]))
    return said ? faultAt(said, value, at) : { field: `${at}/${tag}`, rule: Object.hasOwn(value, tag) ? 'const' : 'required' }
  }
  if (isRecord(value)) {
    const wrong = Object.entries(properties).find(([name, member]) => Object.hasOwn(value, name) && !Value.Check(member, value[name]))
    if (wrong) return faultAt(wrong[1], value[wrong[0]], `${at}/${wrong[0]}`)
  }
  if (Array.isArray(value) && items) {
    const index = value.findIndex((item) => !Value.Check(items, item))
    if (index >= 0) return faultAt(items, value[index], `${at}/${index}`)
  }
  const { field, rule } = faultOf(Value.Errors(schema, value))
  return { field: `${at}${field}`, rule }
}

function faultOf(errors: readonly SchemaError[]): Fault {
  const first = errors.find((error) => error.keyword !== 'boolean') ?? errors[0]
  if (!first) return { field: '', rule: 'schema' }
  const names = first.params as { additionalProperties?: string[]; requiredProperties?: string[] }
  const member = names.additionalProperties?.[0] ?? names.requiredProperties?.[0]
  return { field: member === undefined ? first.instancePath : `${first.instancePath}/${member}`, rule: first.keyword }
}
