-- Every key a member was ever heard to have, and from when on it counts here. None goes away: old evidence is verified by them.
create table exchange.member_key (
  entity_id text not null,
  kid text not null,
  content jsonb not null,
  -- seconds since 1970: a key that is new with a known member rests for a day, seen by all
  active_from bigint not null,
  heard_at timestamptz not null,
  primary key (entity_id, kid)
);
comment on table exchange.member_key is 'not personal: public keys of organisations';
