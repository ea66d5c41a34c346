import type { Tx } from '@ihala/ledger'
import postgres from 'postgres'
import { afterAll, beforeAll, describe } from 'vitest'
import type { FreshDatabase } from '../../../../test/kit/fresh-database.ts'
import { logCompliance } from '../../test/log.compliance.ts'
import { exchangeDatabase } from '../../test/tables.ts'
import { memoryRows, sqlStore } from '../index.ts'

describe('the witnessed log in memory', () => {
  logCompliance(async () => {
    const { store, transaction } = memoryRows().client()
    return { store, run: transaction }
  })
})

describe('the witnessed log in PostgreSQL', () => {
  let database: FreshDatabase
  let db: ReturnType<typeof postgres>
  beforeAll(async () => {
    database = await exchangeDatabase()
    const connection: Record<string, string> = { 'ihala.staff': 'system' }
    db = postgres(database.appUrl, { max: 4, onnotice: () => undefined, connection })
  })
  afterAll(async () => {
    await db.end({ timeout: 5 })
    await database.drop()
  })
  logCompliance(async () => {
    for (const table of ['leaf', 'leaf_content', 'subtree', 'checkpoint', 'epoch', 'witness', 'witnessed', 'heard', 'evidence'])
      await db`delete from ${db(`ledger.${table}`)}`
    await db`delete from exchange.membership_entry`
    return { store: sqlStore(db), run: <R>(work: (tx: Tx) => Promise<R>) => db.begin(work) as Promise<R> }
  })
})
