import type { Sql, TransactionSql } from 'postgres'

/** A transaction of the organisation's database. Queries: tx`…`, prepared by their text. */
export type Tx = TransactionSql
/** A connection pool of the organisation's database. */
export type Database = Sql
