import { randomBytes } from 'node:crypto'
import { readdirSync, readFileSync } from 'node:fs'
import { appendLeaves, type Database, type Leaf, ledgerMigrations, makeLeaf, numberLeaves, type Tx } from '@ihala/ledger'
import postgres from 'postgres'
import { copiedDatabase } from './copied-database.ts'
import type { FreshDatabase } from './fresh-database.ts'

/** A database with the tables of the log only. */
export interface LogDatabase {
  readonly database: FreshDatabase
  /** As the service works. */
  readonly db: Database
  /** As a superuser, who can do anything to any row. */
  readonly superuser: Database
  readonly within: <T>(work: (tx: Tx) => Promise<T>) => Promise<T>
  /** Records leaves and numbers them; their hashes in the order of the log. */
  readonly record: (count: number) => Promise<readonly Leaf[]>
  readonly end: () => Promise<void>
}

let made = 0
/** A leaf with an id of the shape of UUIDv7; ids rise as they are made. */
export function aLeaf(quiet = false): Leaf {
  made += 1
  const id = `01900000-0000-7000-8000-${made.toString(16).padStart(12, '0')}`
  return makeLeaf(id, { act: 'sent', event: randomBytes(32).toString('base64url') }, quiet)
}

/** Opens one. */
export async function logDatabase(): Promise<LogDatabase> {
  const statements = readdirSync(ledgerMigrations)
    .sort()
    .map((file) => readFileSync(new URL(file, ledgerMigrations), 'utf8'))
  const database = await copiedDatabase(JSON.stringify(statements), async ({ ownerUrl, appUrl }) => {
    const owner = postgres(ownerUrl, { max: 1, onnotice: () => undefined })
    for (const statement of statements) await owner.unsafe(statement)
    const app = new URL(appUrl).username
    await owner.unsafe(`grant usage on schema ledger to "${app}"; grant all on all tables in schema ledger to "${app}"`)
    await owner.end()
  })
  const superuser = postgres(database.adminUrl, { max: 2, onnotice: () => undefined })
  const db = postgres(database.appUrl, {
    max: 12,
    onnotice: () => undefined,
    connection: { 'ihala.staff': 'system' } as Record<string, string>,
  })
  const within: LogDatabase['within'] = (work) => db.begin(work) as Promise<never>
  return {
    database,
    db,
    superuser,
    within,
    record: async (count) => {
      const leaves = Array.from({ length: count }, () => aLeaf())
      await within((tx) => appendLeaves(tx, leaves))
      while ((await within((tx) => numberLeaves(tx))) > 0);
      return leaves
    },
    end: async () => {
      await Promise.all([db.end({ timeout: 5 }), superuser.end({ timeout: 5 })])
      await database.drop()
    },
  }
}
