import { exchangeMigrations } from '@ihala/exchange'
import { ledgerMigrations } from '@ihala/ledger'
import type { MigrationSource } from './migration-files.ts'
import type { Feature } from './service-context.ts'

/** Folder with this package's own migrations. */
const kitMigrations = new URL('../migrations/', import.meta.url)

/** All that is migrated for a service, in the order of the ladder: the packages, then its features as it names them. */
export function migrationSources(features: readonly Pick<Feature, 'name' | 'migrations'>[]): MigrationSource[] {
  return [
    { schema: 'ledger', folder: ledgerMigrations, bytesArePersonal: false },
    { schema: 'exchange', folder: exchangeMigrations, bytesArePersonal: true },
    { schema: 'kit', folder: kitMigrations, bytesArePersonal: true },
    ...features.flatMap(({ name, migrations }) =>
      migrations === undefined ? [] : [{ schema: name.replaceAll('-', '_'), folder: migrations, bytesArePersonal: true }],
    ),
  ]
}
