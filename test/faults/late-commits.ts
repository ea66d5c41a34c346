import type { Sql } from 'postgres'

/** How commits go wrong. */
export interface LateCommits {
  /** The table whose new rows make a commit late. */
  readonly table: 'exchange.outbox' | 'exchange.event'
  /** Longest time a commit takes, milliseconds. */
  readonly upToMs: number
  /** Share of the transactions that fail in the end, 0 to 1. */
  readonly failing?: number
}

/**
 * A database whose disk is slow and sometimes fails: transactions that write to a table commit late, in another order than
 * they wrote, and some are rolled back. Answers how to mend it. Done by the superuser, in the database alone.
 */
export async function commitLate(sql: Sql, { table, upToMs, failing = 0 }: LateCommits): Promise<() => Promise<void>> {
  await sql.unsafe(`
    create or replace function public.commit_late() returns trigger language plpgsql as $$ begin
      perform pg_sleep(random() * ${upToMs / 1000});
      if random() < ${failing} then raise exception 'rolled back'; end if;
      return null;
    end $$;
    drop trigger if exists commit_late on ${table};
    create constraint trigger commit_late after insert on ${table} deferrable initially deferred
      for each row execute function public.commit_late()`)
  return async () => {
    await sql.unsafe(`drop trigger if exists commit_late on ${table}; drop function if exists public.commit_late()`)
  }
}
