import type { Applied } from '@ihala/kit'
import type { Sql, TransactionSql } from 'postgres'
import { CommandProblem } from './problem.ts'

/** A table as it is copied: generated columns are left to the database. */
export interface TableShape {
  readonly schema: string
  readonly name: string
  readonly columns: readonly string[]
}

/** Where a sequence stands; null when nothing was taken from it yet. */
export interface SequenceState {
  readonly schema: string
  readonly name: string
  readonly last: string
}

/** How a table is called in a sentence and in a manifest. */
export function called({ schema, name }: Pick<TableShape, 'schema' | 'name'>): string {
  return `${schema}.${name}`
}

interface Found extends TableShape {
  readonly id: string
  readonly needs: readonly string[]
}

/** Every table of the organisation's database that no extension brought, each after those it refers to. */
export async function tablesOf(tx: Sql | TransactionSql): Promise<readonly TableShape[]> {
  const found = await tx<Found[]>`
    select c.oid::text as id, n.nspname as schema, c.relname as name,
      (select array_agg(a.attname::text order by a.attnum) from pg_attribute a
        where a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped and a.attgenerated = '') as columns,
      (select coalesce(array_agg(distinct f.confrelid::text), '{}') from pg_constraint f
        where f.conrelid = c.oid and f.contype = 'f' and f.confrelid <> c.oid) as needs
    from pg_class c join pg_namespace n on n.oid = c.relnamespace
    where c.relkind = 'r' and n.nspname <> 'information_schema' and n.nspname !~ '^pg_'
      and not exists (select from pg_depend d where d.classid = 'pg_class'::regclass and d.objid = c.oid and d.deptype = 'e')
    order by n.nspname, c.relname`
  return inOrder(found).map(({ schema, name, columns }) => ({ schema, name, columns: columns ?? [] }))
}

/** Tables after those they refer to. Throws CommandProblem when two refer to each other: no order would load them. */
function inOrder(tables: readonly Found[]): readonly Found[] {
  const ordered: Found[] = []
  const placed = new Set<string>()
  const known = new Set(tables.map(({ id }) => id))
  while (ordered.length < tables.length) {
    const ready = tables.filter(({ id, needs }) => !placed.has(id) && needs.every((need) => placed.has(need) || !known.has(need)))
    if (ready.length === 0)
      throw new CommandProblem('tables of the database refer to each other in a circle: there is no order to load them in')
    for (const table of ready) {
      ordered.push(table)
      placed.add(table.id)
    }
  }
  return ordered
}

/** Where every sequence stands that was ever used. */
export async function sequencesOf(tx: Sql | TransactionSql): Promise<readonly SequenceState[]> {
  const rows = await tx<SequenceState[]>`
    select schemaname as schema, sequencename as name, last_value::text as last from pg_sequences
    where last_value is not null and schemaname <> 'information_schema' and schemaname !~ '^pg_' order by 1, 2`
  return rows.map(({ schema, name, last }) => ({ schema, name, last }))
}

/** The journal of migrations. */
export async function journalOf(tx: Sql | TransactionSql): Promise<readonly Applied[]> {
  const rows = await tx<Applied[]>`select schema, file, hash from kit.migration order by schema, file`
  return rows.map(({ schema, file, hash }) => ({ schema, file, hash }))
}

/** Whether there is such a table. */
export async function hasTable(tx: Sql | TransactionSql, table: string): Promise<boolean> {
  const [row] = await tx<[{ there: boolean }]>`select to_regclass(${table}) is not null as there`
  return row.there
}
