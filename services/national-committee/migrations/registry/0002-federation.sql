-- What OpenID Federation adds to the statements: accreditations, and the anchor's word about itself.

-- The newest of each accreditation, as it was signed. Whether it is still in force is what the member's statement says.
create table registry.trust_mark (
  entity_id text not null,
  mark text not null,
  jws text not null,
  issued_at bigint not null,
  primary key (entity_id, mark)
);
comment on table registry.trust_mark is 'not personal: accreditations of organisations';

create table registry.configuration (
  only_one boolean primary key default true check (only_one),
  jws text not null,
  issued_at bigint not null
);
comment on table registry.configuration is 'not personal: public keys and addresses of the anchor';

-- The keys a member ever had are read from the log, by its name.
create index change_entity on registry.change (entity_id, position);
