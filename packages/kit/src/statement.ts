import type { Tx } from '@ihala/ledger'
import { Column, is, Param, Placeholder, SQL } from 'drizzle-orm'
import { drizzle } from 'drizzle-orm/postgres-js'
import postgres from 'postgres'

/** Where statements are built: drizzle's query builder without a connection. Nothing is ever run through it. */
export const build = drizzle.mock()

/** A query of drizzle's builder: its text, its parameters, and (for the compiler) the rows it answers with. */
export interface Built<Row> {
  readonly toSQL: () => { readonly sql: string; readonly params: readonly unknown[] }
  readonly _: { readonly result: readonly Row[] | object }
}

/** The rows of a statement, and how many rows it touched. */
export type Rows<Row> = readonly Row[] & { readonly count: number }

/** A query compiled once and prepared by each connection once. */
export interface Statement<Row> {
  readonly text: string
  /** Runs it in a transaction. Throws (a fault) when a parameter it names is not given; null is given as null. */
  readonly run: (tx: Tx, parameters?: Readonly<Record<string, unknown>>) => Promise<Rows<Row>>
  /** Its first row, or undefined. */
  readonly first: (tx: Tx, parameters?: Readonly<Record<string, unknown>>) => Promise<Row | undefined>
}

type RowOf<B> = B extends { readonly _: { readonly result: readonly (infer Row)[] } } ? Row : never

/**
 * Compiles a query built with `build` and `sql.placeholder('name')` once, so that no request pays for building it (Drizzle ad
 * hoc costs 2.4 × prepared, DESIGN §13). Rows come back as postgres.js reads them, columns in camelCase: a field must be called like
 * its column (`caseId` for `case_id`), computed ones by `.as('name')`; another name is refused here, at load. JSON goes in as a
 * placeholder, never as a constant.
 */
export function statement<B extends Built<object>>(query: B): Statement<RowOf<B>> {
  assertNamed(query)
  const { sql: text, params } = query.toSQL()
  const slots = params.map(slotOf)
  const run = async (tx: Tx, parameters: Readonly<Record<string, unknown>> = {}): Promise<Rows<RowOf<B>>> => {
    const values = slots.map((slot) => {
      if (slot.name === undefined) return slot.value
      const value = parameters[slot.name]
      if (value === undefined) throw new TypeError(`the statement needs a value for ${slot.name}`)
      return value
    })
    return tx.unsafe<(RowOf<B> & object)[]>(text, values as postgres.ParameterOrJSON<never>[], { prepare: true })
  }
  return { text, run, first: async (tx, parameters) => (await run(tx, parameters))[0] }
}

type Slot = { readonly name: string } | { readonly name?: undefined; readonly value: unknown }

function slotOf(param: unknown): Slot {
  const inner = is(param, Param) ? param.value : param
  return is(inner, Placeholder) ? { name: inner.name } : { value: inner }
}

/** The names of the answered fields are the builder's word; the names of the columns are the database's. They must agree. */
function assertNamed(query: object): void {
  const config: unknown = Reflect.get(query, 'config')
  if (typeof config !== 'object' || config === null) return
  const fields: unknown = Reflect.get(config, 'returningFields') ?? Reflect.get(config, 'fields')
  if (typeof fields !== 'object' || fields === null) return
  for (const [name, field] of Object.entries(fields)) {
    const column = is(field, Column) ? field.name : is(field, SQL.Aliased) ? field.fieldAlias : undefined
    if (column === undefined) throw new TypeError(`the field ${name} of a statement is neither a column nor called .as('…')`)
    if (postgres.toCamel(column) !== name) throw new TypeError(`the field ${name} of a statement comes back as ${postgres.toCamel(column)}`)
  }
}
