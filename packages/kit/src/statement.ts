import type { Tx } from '@ihala/ledger'
import { Column, is, Param, Placeholder, SQL, sql } from 'drizzle-orm'
import type { PgInsertBase, PgInsertValue, PgTable } from 'drizzle-orm/pg-core'
import { drizzle, type PostgresJsQueryResultHKT } from 'drizzle-orm/postgres-js'
import postgres from 'postgres'

/** Where statements are built: drizzle's query builder without a connection. Nothing is ever run through it. */
export const build = drizzle.mock()

/** A query of drizzle's builder: its text, its parameters, and (for the compiler) the rows it answers with. */
export interface Built<Row> {
  readonly toSQL: () => { readonly sql: string; readonly params: readonly unknown[] }
  readonly _: { readonly result: readonly Row[] | object }
}

/** The parameters of a statement, by name, to be put anywhere into its query. */
export type Given<P> = { readonly [K in keyof P]-?: SQL<P[K]> & Placeholder<K & string, P[K]> }

/** The rows of a statement, and how many rows it touched. */
export type Rows<Row> = readonly Row[] & { readonly count: number }

type Parameters<P> = object extends P ? [parameters?: P] : [parameters: P]

/** A query compiled once and prepared by each connection once; `P` are its parameters. */
export interface Statement<Row, P = object> {
  readonly text: string
  /** Runs it in a transaction. Throws (a fault) when a parameter it names is not given; null is given as null. */
  readonly run: (tx: Tx, ...parameters: Parameters<P>) => Promise<Rows<Row>>
  /** Its first row, or undefined. */
  readonly first: (tx: Tx, ...parameters: Parameters<P>) => Promise<Row | undefined>
}

type RowOf<B> = B extends { readonly _: { readonly result: readonly (infer Row)[] } } ? Row : never

/**
 * Compiles a query made with `build` once, so that no request pays for building it (Drizzle ad hoc costs 2.4 × prepared,
 * DESIGN §13): `statement((given: Given<{ id: string }>) => build.select().from(beds).where(eq(beds.id, given.id)))`. Rows come
 * back as postgres.js reads them, columns in camelCase: a field must be called like its column (`caseId` for `case_id`),
 * computed ones by `.as('name')`; another name is refused here, at load. JSON goes in as a parameter, never as a constant.
 */
export function statement<P extends object, B extends Built<object>>(query: (given: Given<P>) => B): Statement<RowOf<B>, P> {
  return compiled(query(allGiven<P>()))
}

/** Columns of one row, as an insert takes them. */
export type Inserted<T extends PgTable, K extends keyof T['$inferInsert']> = {
  readonly [C in K]: Exclude<T['$inferInsert'][C], undefined>
}

type Insert<T extends PgTable> = PgInsertBase<T, PostgresJsQueryResultHKT>

/** The insert of one row: the columns named are its parameters, the others get their default. `more` adds what follows the values. */
export function insertion<T extends PgTable, K extends keyof T['$inferInsert'] & string>(
  table: T,
  columns: readonly K[],
): Statement<never, Inserted<T, K>>
export function insertion<T extends PgTable, K extends keyof T['$inferInsert'] & string, B extends Built<object>>(
  table: T,
  columns: readonly K[],
  more: (insert: Insert<T>) => B,
): Statement<RowOf<B>, Inserted<T, K>>
export function insertion(
  table: PgTable,
  columns: readonly string[],
  more: (insert: Insert<PgTable>) => Built<object> = (insert) => insert,
): Statement<object, object> {
  const values: PgInsertValue<PgTable> = Object.fromEntries(columns.map((name) => [name, new Placeholder(name)]))
  return compiled(more(build.insert(table).values(values)))
}

/** Whatever name is asked for, its parameter. */
function allGiven<P>(): Given<P> {
  const parameter = (_target: object, name: string | symbol): unknown => {
    const slot = new Placeholder(String(name))
    // Where drizzle wants an expression it is one; where it wants a named value, that.
    return Object.assign(sql`${slot}`, slot)
  }
  return new Proxy({}, { get: parameter }) as Given<P>
}

function compiled<B extends Built<object>, P extends object>(query: B): Statement<RowOf<B>, P> {
  assertNamed(query)
  const { sql: text, params } = query.toSQL()
  const slots = params.map(slotOf)
  const run = async (tx: Tx, parameters: object = {}): Promise<Rows<RowOf<B>>> => {
    const values = slots.map((slot) => {
      if (slot.name === undefined) return slot.value
      const value: unknown = Reflect.get(parameters, slot.name)
      if (value === undefined) throw new TypeError(`the statement needs a value for ${slot.name}`)
      return value
    })
    return tx.unsafe<(RowOf<B> & object)[]>(text, values as postgres.ParameterOrJSON<never>[], { prepare: true })
  }
  return { text, run, first: async (tx, parameters?: object) => (await run(tx, parameters))[0] }
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
