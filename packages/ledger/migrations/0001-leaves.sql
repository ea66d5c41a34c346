-- Leaves of the organisation's own append-only log (RFC 6962 leaf hashing over a salted event).
-- Inserted unnumbered with the change they record; the sequencer numbers them. Content can be erased, the hash stays.
create schema if not exists ledger;

create table ledger.leaf (
  id uuid primary key,
  hash bytea not null check (octet_length(hash) = 32),
  position bigint unique,
  recorded_at timestamptz not null default now()
);
create index leaf_unnumbered on ledger.leaf (id) where position is null;

create table ledger.leaf_content (
  -- No foreign key: both rows are written by one statement, and the look-up would be paid with every event.
  leaf_id uuid primary key,
  salt bytea not null check (octet_length(salt) = 16),
  event text not null
);
