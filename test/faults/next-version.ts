import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { ACCEPTS } from '@ihala/contract'
import type { Alteration } from './altered.ts'

const versions = 'packages/contract/src/events/versions.ts'

/** What a member of version N reads: of requests the first version only. */
export const READ_BY_N = { ...ACCEPTS, 'referral-requested': [1] }

/** Version N: it neither writes nor reads the second version of a request, and refuses one that comes. */
export const N: readonly Alteration[] = [
  { file: versions, passage: '  grant: [...GRANT_VERSIONS],\n', instead: "  grant: [...GRANT_VERSIONS],\n  'referral-requested': [1],\n" },
  {
    file: versions,
    passage: '  const version = versions[at]\n',
    instead: "  const version = type === 'referral-requested' && v > 1 ? undefined : versions[at]\n",
  },
]

/**
 * Version N+1: the tree as it is, with one migration more, which changes tables that the work of every second goes through.
 * @param folder where the migration is written
 */
export function nextVersion(folder: string): readonly Alteration[] {
  mkdirSync(folder, { recursive: true })
  writeFileSync(
    join(folder, '0001-next.sql'),
    `create schema next;
    create table next.seen (jti text primary key, at timestamptz not null default now());
    create function next.note() returns trigger language plpgsql as
      $$ begin insert into next.seen (jti) values (new.jti) on conflict do nothing; return new; end $$;
    alter table exchange.outbox add column next_note text not null default '';
    alter table desk.referral add column next_note text;
    create index on exchange.event (evt, at);
    create trigger note after insert on exchange.outbox for each row execute function next.note();`,
  )
  const url = JSON.stringify(pathToFileURL(`${folder}/`).href)
  return [
    {
      file: 'packages/kit/src/migration-sources.ts',
      passage:
        "migrations === undefined ? [] : [{ schema: name.replaceAll('-', '_'), folder: migrations, bytesArePersonal: true }],\n    ),\n",
      instead: `migrations === undefined ? [] : [{ schema: name.replaceAll('-', '_'), folder: migrations, bytesArePersonal: true }],\n    ),\n    { schema: 'next', folder: new URL(${url}), bytesArePersonal: true },\n`,
    },
  ]
}
