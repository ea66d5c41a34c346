-- Bodies a person excluded, whoever refers them (DESIGN §7): said here, beside those that a consent names.
create table desk.person_exclusion (
  person_id uuid not null references desk.person (id) on delete cascade,
  partner text not null,
  since timestamptz not null,
  primary key (person_id, partner)
);
comment on table desk.person_exclusion is 'personal: whom a person fears';

alter table desk.person_exclusion enable row level security;
alter table desk.person_exclusion force row level security;
create policy those_who_see on desk.person_exclusion
  using ((select kit.works()) and person_id::text <> all ((select kit.barred_cases())::text[]));
