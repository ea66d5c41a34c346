import { type Feature, migrationSources, openPool } from '@ihala/kit'
import { is } from 'drizzle-orm'
import { getTableConfig, PgTable } from 'drizzle-orm/pg-core'
import { migratedDatabase } from './migrated-database.ts'

interface ColumnRow {
  readonly table: string
  readonly column: string
  readonly type: string
  readonly notNull: boolean
  readonly hasDefault: boolean
}

/** One line a column, as tests compare them. */
const lineOf = ({ table, column, type, notNull, hasDefault }: ColumnRow): string =>
  `${table}.${column} ${type}${notNull ? ' not null' : ''}${hasDefault ? ' default' : ''}`

/** Features that have a package's tables, which are compared beside them. */
const isOfAPackage = ({ migrations }: Feature): boolean => migrations?.pathname.includes('/packages/') === true

const schemaOf = (feature: Feature): string => feature.name.replaceAll('-', '_')

/**
 * The columns of the features' own tables twice: as drizzle has them and as their migrations made them in an empty database.
 * @param features of the service, in their order; the tables of all but those it has from another package are compared
 * @param modules what the `.tables.ts` files export
 */
export async function tablesTwice(
  features: readonly Feature[],
  modules: readonly object[],
): Promise<{ readonly written: readonly string[]; readonly migrated: readonly string[] }> {
  const tables = modules.flatMap((module) => Object.values(module).filter((value): value is PgTable => is(value, PgTable)))
  const configs = tables.map(getTableConfig)
  const written = configs.flatMap(({ schema, name, columns }) =>
    columns.map((column) =>
      lineOf({
        table: `${schema}.${name}`,
        column: column.name,
        type: column.getSQLType(),
        notNull: column.notNull,
        hasDefault: column.hasDefault,
      }),
    ),
  )
  const schemas = features
    .filter((feature) => !isOfAPackage(feature) || configs.some(({ schema }) => schema === schemaOf(feature)))
    .map(schemaOf)
  return { written: written.sort(), migrated: (await migratedColumns(features, schemas)).map(lineOf).sort() }
}

async function migratedColumns(features: readonly Feature[], schemas: readonly string[]): Promise<readonly ColumnRow[]> {
  const database = await migratedDatabase(migrationSources(features))
  // Only who owns a table is told its defaults.
  const owner = openPool(database.ownerUrl, { max: 1, name: 'tables' })
  try {
    return await owner<ColumnRow[]>`
      select columns.table_schema || '.' || columns.table_name as table, columns.column_name as column,
        format_type(attribute.atttypid, attribute.atttypmod) as type, columns.is_nullable = 'NO' as not_null, columns.column_default is not null as has_default
      from information_schema.columns
      join information_schema.tables using (table_schema, table_name)
      join pg_attribute as attribute on attribute.attrelid = format('%I.%I', table_schema, table_name)::regclass and attribute.attname = column_name
      where table_schema = any(${[...schemas]}) and table_type = 'BASE TABLE'`
  } finally {
    await owner.end({ timeout: 5 })
    await database.drop()
  }
}
