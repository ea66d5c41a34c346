import type { Sql } from 'postgres'
import { MigrationProblem } from './migration-files.ts'

/** What the database says about the fences around personal data. */
export interface Fences {
  /** Tables with personal data that lack row-level security, its enforcement for the owner, or a policy. */
  readonly unfenced: readonly string[]
  /** Whether the role that works could step over every fence: a superuser, one with BYPASSRLS, or an owner of these schemas. */
  readonly above: boolean
}

/** Which schemas are looked at, and in which of them a column of bytes makes a table personal. */
export interface Fenced {
  readonly schemas: readonly string[]
  readonly bytesArePersonal: readonly string[]
}

/**
 * The part of the start-up query that finds open tables, for the role that asks. A table holds personal data when its comment
 * starts with `personal:`, or when it has a bytea column and no comment that starts with `not personal:` (with the reason).
 */
export function fences(sql: Sql, { schemas, bytesArePersonal }: Fenced) {
  return sql`
    coalesce((
      select array_agg(n.nspname || '.' || c.relname order by 1)
      from pg_class c join pg_namespace n on n.oid = c.relnamespace
      where c.relkind in ('r', 'p') and n.nspname = any(${[...schemas]}::text[])
        and (
          obj_description(c.oid, 'pg_class') like 'personal:%'
          or n.nspname = any(${[...bytesArePersonal]}::text[])
            and coalesce(obj_description(c.oid, 'pg_class'), '') not like 'not personal:%'
            and exists (select from pg_attribute a where a.attrelid = c.oid and a.atttypid = 'bytea'::regtype and not a.attisdropped)
        )
        and not (c.relrowsecurity and c.relforcerowsecurity and exists (select from pg_policy p where p.polrelid = c.oid))
    ), '{}') as unfenced,
    exists (
      select from pg_roles r where r.rolname = current_user and (
        r.rolsuper or r.rolbypassrls
        or exists (select from pg_namespace n where n.nspname = any(${[...schemas]}::text[]) and pg_has_role(r.oid, n.nspowner, 'usage'))
      )
    ) as above`
}

/** T33: refuses to start on tables without a fence, or as a role that stands above them. Throws MigrationProblem. */
export function assertFenced({ unfenced, above }: Fences): void {
  if (above) {
    throw new MigrationProblem(
      'the role of `databaseUrl` is a superuser, bypasses row-level security or owns the tables; give it none of these',
    )
  }
  if (unfenced.length > 0) {
    throw new MigrationProblem(
      `row-level security is not enabled, forced and given a policy on ${unfenced.join(', ')}; a table that holds no personal data says so in its comment ("not personal: …")`,
    )
  }
}
