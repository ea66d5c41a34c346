import type { Sql, TransactionSql } from 'postgres'

/** The version of graphile-worker whose tables this version of the service needs; a test holds it to the installed one. */
export const JOBS_VERSION = '0.18.0'

/** Postgres schema of the job queue. */
export const JOBS_SCHEMA = 'graphile_worker'

/**
 * Makes or renews the tables of the job queue as the owner, and lets the role that works use them. The library switches
 * row-level security on without a policy, so that only the owner gets through; payloads carry row ids only, so the role
 * that works gets a policy for all of it.
 * @param owner a connection of the owner
 * @param ownerUrl the same owner's address: the library brings its own connection
 */
export async function migrateJobs(owner: Sql, ownerUrl: string, role: string): Promise<void> {
  const { runMigrations, Logger } = await import('graphile-worker')
  await runMigrations({ connectionString: ownerUrl, maxPoolSize: 1, logger: new Logger(() => () => {}) })
  await owner.begin(async (tx) => {
    const name = tx(role)
    const schema = tx(JOBS_SCHEMA)
    await tx`grant usage on schema ${schema} to ${name}`
    await tx`grant select, insert, update, delete on all tables in schema ${schema} to ${name}`
    await tx`grant usage, select on all sequences in schema ${schema} to ${name}`
    const tables = await tx<{ name: string }[]>`
      select c.relname as name from pg_class c where c.relnamespace = ${JOBS_SCHEMA}::regnamespace and c.relkind = 'r' and c.relrowsecurity`
    for (const table of tables) {
      const at = tx(`${JOBS_SCHEMA}.${table.name}`)
      await tx`drop policy if exists ihala_works on ${at}`
      await tx`create policy ihala_works on ${at} to ${name} using (true) with check (true)`
    }
  })
}

/** Takes every row out of the job queue, and leaves its tables as they are made. */
export async function emptyJobs(tx: TransactionSql): Promise<void> {
  const tables = await tx<{ name: string }[]>`
    select ${JOBS_SCHEMA} || '.' || c.relname as name from pg_class c join pg_namespace n on n.oid = c.relnamespace
    where n.nspname = ${JOBS_SCHEMA} and c.relkind = 'r' and c.relname <> 'migrations'`
  for (const { name } of tables) await tx`truncate ${tx(name)} restart identity cascade`
}
