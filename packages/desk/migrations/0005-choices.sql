-- The bodies a person wants asked one after the other (J-2, C8): each under a decision of their own, sealed under the person's key.
create table desk.choice (
  id uuid primary key,
  person_id uuid not null references desk.person (id) on delete cascade,
  -- The referral that was asked first; a choice stands in the order of its place.
  first_referral uuid not null references desk.referral (id) on delete cascade,
  place integer not null,
  partner text not null,
  state text not null default 'waiting' check (state in ('waiting', 'asked', 'dropped')),
  referral_id uuid references desk.referral (id) on delete cascade,
  content bytea not null,
  unique (first_referral, place)
);
create index choice_referral on desk.choice (referral_id) where referral_id is not null;
create index choice_person on desk.choice (person_id);
comment on table desk.choice is 'personal: whom a person wants asked';

alter table desk.choice enable row level security;
alter table desk.choice force row level security;
create policy those_who_see on desk.choice
  using ((select kit.works()) and person_id::text <> all ((select kit.barred_cases())::text[]));

-- C10, c12: somebody was served though they refused consent. A row names nobody, not who wrote it, not when within its week: nothing
-- joins it to anything. The token is there so that the same sheet is not counted twice.
create table desk.refusal_count (
  token_hash bytea primary key,
  week date not null,
  need text not null
);
create index refusal_count_week on desk.refusal_count (week, need);
comment on table desk.refusal_count is 'not personal: a week, a need and the hash of a random token';

alter table desk.refusal_count enable row level security;
alter table desk.refusal_count force row level security;
create policy those_who_work on desk.refusal_count using ((select kit.works()));

-- R-3, C8: that a person was contacted by their own plan, how and what for; never what was said.
create table desk.contact (
  id uuid primary key,
  person_id uuid not null references desk.person (id) on delete cascade,
  at timestamptz not null,
  by_staff uuid not null references kit.staff (id),
  channel text not null,
  purpose text not null
);
create index contact_person on desk.contact (person_id, at);
comment on table desk.contact is 'personal: when somebody was contacted';

alter table desk.contact enable row level security;
alter table desk.contact force row level security;
create policy those_who_see on desk.contact
  using ((select kit.works()) and person_id::text <> all ((select kit.barred_cases())::text[]));
