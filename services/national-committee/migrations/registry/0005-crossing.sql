-- K6: other networks, whose anchors ours cross-certifies.

alter table registry.change drop constraint change_change_check,
  add constraint change_change_check
    check (change in ('tested', 'admitted', 'suspended', 'restored', 'keys-changed', 'details-changed', 'removed',
      'cross-certified', 'cross-certificate-ended'));

-- What two people decided about another network: the agreement as it is to be signed, or that it ended.
create table registry.crossing (
  id uuid primary key,
  entity_id text not null,
  agreement jsonb not null,
  status text not null check (status in ('live', 'ended')),
  proposed_by uuid not null,
  proposed_at timestamptz not null,
  confirmed_by uuid check (confirmed_by <> proposed_by),
  confirmed_at timestamptz check ((confirmed_by is null) = (confirmed_at is null))
);
comment on table registry.crossing is 'not personal: networks and their public keys; who decided, by the row of the staff member';
create index crossing_in_force on registry.crossing (confirmed_at, id) where confirmed_at is not null;

-- The newest cross-certificate of each, as it was signed. `content` is what its verification gave.
create table registry.cross_certificate (
  entity_id text primary key,
  jws text not null,
  content jsonb not null
);
comment on table registry.cross_certificate is 'not personal: networks and their public keys';
