-- Beds, and which are in use. That a bed is in use is known to all who work here; by whom, only to those who see the case.

create schema if not exists beds;

create table beds.bed (
  id uuid primary key,
  label text not null unique,
  sex text not null check (sex in ('female', 'male', 'any')),
  family boolean not null,
  step_free boolean not null,
  created_at timestamptz not null
);
comment on table beds.bed is 'not personal: furniture';

-- One row for each bed that is held or taken: the primary key is what makes a double booking impossible (c16).
create table beds.occupancy (
  bed_id uuid primary key references beds.bed (id),
  state text not null check (state in ('held', 'taken')),
  until timestamptz,
  check ((state = 'held') = (until is not null))
);
comment on table beds.occupancy is 'not personal: that a bed is in use, not by whom';

-- A referral has one bed at a time.
create table beds.occupant (
  bed_id uuid primary key references beds.occupancy (bed_id) on delete cascade,
  case_id text not null,
  referral_id uuid not null unique references desk.referral (id)
);
alter table beds.occupant enable row level security;
alter table beds.occupant force row level security;
create policy those_who_see on beds.occupant using ((select kit.works()) and case_id <> all ((select kit.barred_cases())::text[]));
comment on table beds.occupant is 'personal: for whom a bed is kept';
