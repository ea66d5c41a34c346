-- The membership log as this organisation read it off the bus and checked it against a head that it countersigned (K8, T26). The
-- head itself stands in ledger.witnessed, beside those of all other logs. Nothing of it is ever changed.
create table exchange.membership_entry (
  position bigint primary key check (position >= 0),
  at timestamptz not null,
  entity_id text not null,
  change text not null,
  jws text not null,
  -- keys that are new with this entry, each with the moment from which it counts: [{kid, use, from}], seconds since 1970
  keys jsonb not null,
  heard_at timestamptz not null
);
comment on table exchange.membership_entry is 'not personal: what became of organisations';
create index membership_newest on exchange.membership_entry (entity_id, position desc);
