import type { Sql } from 'postgres'

/** Sessions are touched by whoever comes in, refused or not. */
const NOT_LOOKED_AT = new Set(['kit.session'])

/** How every table of a database stands: how many rows, and which transaction wrote last. */
export type Standing = ReadonlyMap<string, string>

/** Reads how all tables stand, as a superuser, so that no fence hides a row. */
export function standingOf(admin: Sql): () => Promise<Standing> {
  let query: string | undefined
  return async () => {
    query ??= await queryOver(admin)
    // A plan over so many tables takes longer than the counting: it is made once.
    const rows = await admin.unsafe<{ table: string; standing: string }[]>(query, [], { prepare: true })
    return new Map(rows.map(({ table, standing }) => [table, standing]))
  }
}

async function queryOver(admin: Sql): Promise<string> {
  const tables = await admin<{ table: string }[]>`
    select format('%I.%I', n.nspname, c.relname) as table
    from pg_class c join pg_namespace n on n.oid = c.relnamespace
    where c.relkind in ('r', 'p') and n.nspname not in ('pg_catalog', 'information_schema') and n.nspname not like 'pg_toast%'
    order by 1`
  return tables
    .filter(({ table }) => !NOT_LOOKED_AT.has(table))
    .map(({ table }) => `select '${table}' as table, count(*) || ' by ' || coalesce(max(xmin::text::bigint), 0) as standing from ${table}`)
    .join(' union all ')
}

/** The tables that do not stand as before. */
export function changedTables(before: Standing, after: Standing): string[] {
  return [...after].filter(([table, standing]) => before.get(table) !== standing).map(([table]) => table)
}
