-- The escrows of the case keys and the keyring that were written (DESIGN §11): only the newest may be restored.
create table kit.escrow (
  version bigint primary key check (version > 0),
  written_at timestamptz not null,
  -- what it held, so that a change since is noticed: an erased key must leave the escrow, a new one must enter it
  keys bigint not null,
  newest_key timestamptz
);

alter table kit.escrow enable row level security;
alter table kit.escrow force row level security;
create policy the_service on kit.escrow using (kit.actor() = 'system');
