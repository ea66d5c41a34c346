-- The trust anchor's word about the members (DESIGN §6): what stands, and every change that led to it.

create schema if not exists registry;

-- The newest statement about each member, as it was signed. `content` is what its verification gave.
create table registry.member (
  entity_id text primary key,
  jws text not null,
  content jsonb not null,
  removed_at timestamptz
);
comment on table registry.member is 'not personal: organisations and their public keys';

-- The newest signed list of all members.
create table registry.list (
  only_one boolean primary key default true check (only_one),
  jws text not null,
  issued_at bigint not null
);
comment on table registry.list is 'not personal: names of organisations';

-- The membership log: anybody may read it, nobody may change it. `leaf` is the RFC 6962 leaf hash of the entry.
create table registry.change (
  position bigint primary key check (position >= 0),
  at timestamptz not null,
  entity_id text not null,
  change text not null check (change in ('admitted', 'suspended', 'restored', 'keys-changed', 'details-changed', 'removed')),
  jws text not null,
  leaf text not null
);
comment on table registry.change is 'not personal: what became of organisations';

create function registry.refuse_change() returns trigger language plpgsql as $$
begin
  raise exception 'the membership log is only added to' using errcode = 'insufficient_privilege';
end $$;
create trigger only_added_to before update or delete or truncate on registry.change for each statement execute function registry.refuse_change();
