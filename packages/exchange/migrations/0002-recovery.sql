-- That this organisation was rebuilt from a backup, and what it must hear from others before it speaks again (DESIGN §10).
-- A row is written by the restore, before the keyring is put back; the exchange ends it.
create table exchange.recovery (
  id uuid primary key,
  started_at timestamptz not null,
  -- when the restored backup was taken: what was receipted since is to be asked for
  backup_at timestamptz not null,
  -- the version of the software that took it
  backup_software text not null,
  -- the escrow that brought the case keys back
  escrow_version bigint not null,
  -- the last head of the old log that others countersigned; the new epoch cites it
  witnessed_head text,
  ended_at timestamptz
);
-- One recovery at a time.
create unique index recovery_open on exchange.recovery ((true)) where ended_at is null;

alter table exchange.recovery enable row level security;
alter table exchange.recovery force row level security;
create policy acting on exchange.recovery using (coalesce(current_setting('ihala.staff', true), '') <> '');
