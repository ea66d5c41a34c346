import { readdirSync, readFileSync } from 'node:fs'
import { type MigrationSource, migrate, openPool } from '@ihala/kit'
import { copiedDatabase } from './copied-database.ts'
import type { FreshDatabase } from './fresh-database.ts'

/** A database with the tables of these sources, as the first start of a service leaves it. */
export function migratedDatabase(sources: readonly MigrationSource[]): Promise<FreshDatabase> {
  const files = sources.flatMap(({ folder, ...source }) =>
    readdirSync(folder)
      .filter((file) => file.endsWith('.sql'))
      .sort()
      .map((file) => ({ ...source, file, text: readFileSync(new URL(file, folder), 'utf8') })),
  )
  return copiedDatabase(JSON.stringify(files), async ({ ownerUrl, appUrl }) => {
    const app = openPool(appUrl, { max: 1, name: 'model' })
    await migrate(app, { ownerUrl, sources }).finally(() => app.end({ timeout: 5 }))
  })
}
