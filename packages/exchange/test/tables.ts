import { readdirSync, readFileSync } from 'node:fs'
import { ledgerMigrations } from '@ihala/ledger'
import postgres from 'postgres'
import { copiedDatabase } from '../../../test/kit/copied-database.ts'
import type { FreshDatabase } from '../../../test/kit/fresh-database.ts'
import { exchangeMigrations } from '../src/index.ts'

/** What a handler does: one row in the same transaction. */
const EFFECTS = 'create schema test; create table test.effect (case_id text, evt text, jti text)'

/** A database with the tables of the log, the exchange and the tests. */
export function exchangeDatabase(): Promise<FreshDatabase> {
  const files = [ledgerMigrations, exchangeMigrations].flatMap((folder) =>
    readdirSync(folder)
      .sort()
      .map((file) => readFileSync(new URL(file, folder), 'utf8')),
  )
  const statements = [...files, EFFECTS]
  return copiedDatabase(JSON.stringify(statements), async ({ ownerUrl, appUrl }) => {
    const owner = postgres(ownerUrl, { max: 1, onnotice: () => undefined })
    for (const statement of statements) await owner.unsafe(statement)
    const app = new URL(appUrl).username
    await owner.unsafe(
      `grant usage on schema ledger, exchange, test to "${app}"; grant all on all tables in schema ledger, exchange, test to "${app}"`,
    )
    await owner.end()
  })
}
