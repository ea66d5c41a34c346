import type { Tx } from '@ihala/ledger'
import postgres from 'postgres'
import { afterAll, beforeAll, describe } from 'vitest'
import type { FreshDatabase } from '../../../../test/kit/fresh-database.ts'
import { storeCompliance } from '../../test/store.compliance.ts'
import type { StoreUnderTest } from '../../test/store-ground.ts'
import { exchangeDatabase } from '../../test/tables.ts'
import { sqlStore } from './sql-store.ts'

describe('the store in PostgreSQL', () => {
  let database: FreshDatabase
  let db: postgres.Sql
  let under: StoreUnderTest<Tx>
  beforeAll(async () => {
    database = await exchangeDatabase()
    const connection: Record<string, string> = { 'ihala.staff': 'system', plan_cache_mode: 'force_generic_plan' }
    db = postgres(database.appUrl, { max: 6, onnotice: () => undefined, connection })
    under = {
      store: sqlStore(db),
      transaction: <R>(work: (tx: Tx) => Promise<R>) => db.begin(work) as Promise<R>,
      rebuilt: async (tx) => {
        await tx`insert into exchange.recovery (id, started_at, backup_at, backup_software, escrow_version) values (gen_random_uuid(), now(), now(), 'test', 1)`
      },
    }
  })
  afterAll(async () => {
    await db.end({ timeout: 5 })
    await database.drop()
  })
  storeCompliance(() => under)
})
