-- R-6: how the age of somebody was settled, when it was doubtful; the newest row counts. Codes and days, never a date of birth.
create table desk.age_settled (
  id uuid primary key,
  person_id uuid not null references desk.person (id) on delete cascade,
  at timestamptz not null,
  age_band text not null,
  settled_by text not null,
  by_staff uuid not null references kit.staff (id)
);
create index age_settled_person on desk.age_settled (person_id, at desc, id desc);
comment on table desk.age_settled is 'personal: how old somebody is taken for';

alter table desk.age_settled enable row level security;
alter table desk.age_settled force row level security;
create policy those_who_see on desk.age_settled
  using ((select kit.works()) and person_id::text <> all ((select kit.barred_cases())::text[]));

-- R-6: two professionals, one after the other, found that an adult cannot decide now; and when that was over.
create table desk.incapacity (
  id uuid primary key,
  person_id uuid not null references desk.person (id) on delete cascade,
  found_by uuid not null references kit.staff (id),
  found_at timestamptz not null,
  profession text not null,
  -- The person is asked again at the latest then.
  ask_again_at timestamptz not null,
  confirmed_by uuid references kit.staff (id) check (confirmed_by <> found_by),
  confirmed_profession text check (confirmed_profession <> profession),
  confirmed_at timestamptz,
  -- When the person could decide again.
  able_at timestamptz,
  check ((confirmed_by is null) = (confirmed_at is null) and (confirmed_by is null) = (confirmed_profession is null))
);
create index incapacity_person on desk.incapacity (person_id, found_at desc, id desc);
comment on table desk.incapacity is 'personal: who could not decide for themselves';

alter table desk.incapacity enable row level security;
alter table desk.incapacity force row level security;
create policy those_who_see on desk.incapacity
  using ((select kit.works()) and person_id::text <> all ((select kit.barred_cases())::text[]));

-- R-6: a child who came with a worker has a record of its own; here stands with whom it came, and nowhere that its father knows of it.
create table desk.came_with (
  child_id uuid primary key references desk.person (id) on delete cascade,
  person_id uuid not null references desk.person (id) on delete cascade check (person_id <> child_id),
  since timestamptz not null
);
create index came_with_person on desk.came_with (person_id);
comment on table desk.came_with is 'personal: which child came with whom';

alter table desk.came_with enable row level security;
alter table desk.came_with force row level security;
create policy those_who_see on desk.came_with
  using ((select kit.works()) and child_id::text <> all ((select kit.barred_cases())::text[])
    and person_id::text <> all ((select kit.barred_cases())::text[]));

-- THREATS 26, DESIGN §8: what a person agreed to and may still take back without a trace. Sealed under their key; the row is gone when it
-- was sent, and when they changed their mind.
create table desk.waiting_consent (
  id uuid primary key,
  person_id uuid not null references desk.person (id) on delete cascade,
  send_at timestamptz not null,
  by_staff uuid not null references kit.staff (id),
  content bytea not null
);
create index waiting_consent_person on desk.waiting_consent (person_id);
comment on table desk.waiting_consent is 'personal: what somebody is about to agree to';

alter table desk.waiting_consent enable row level security;
alter table desk.waiting_consent force row level security;
create policy those_who_see on desk.waiting_consent
  using ((select kit.works()) and person_id::text <> all ((select kit.barred_cases())::text[]));
