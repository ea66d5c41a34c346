import Type, { type Static, type TEnum, type TSchema } from 'typebox'
import { Compile } from 'typebox/compile'

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
    if (passes(value)) return undefined
    return faultOf([...validator().Errors(value)])
  }
  return Object.assign(passes, { firstFault })
}

interface SchemaError {
  readonly keyword: string
  readonly instancePath: string
  readonly params: object
}

function faultOf(errors: readonly SchemaError[]): Fault {
  const first = errors.find((error) => error.keyword !== 'boolean') ?? errors[0]
  if (!first) return { field: '', rule: 'schema' }
  const names = first.params as { additionalProperties?: string[]; requiredProperties?: string[] }
  const member = names.additionalProperties?.[0] ?? names.requiredProperties?.[0]
  return { field: member === undefined ? first.instancePath : `${first.instancePath}/${member}`, rule: first.keyword }
}
