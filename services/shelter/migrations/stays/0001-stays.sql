-- Who stays, from arrival to departure. A referral may have several stays, one after the other (R-17: may come back).

create schema if not exists stays;

create table stays.stay (
  id uuid primary key,
  case_id text not null,
  referral_id uuid not null references desk.referral (id),
  bed_id uuid not null references beds.bed (id),
  arrived_at timestamptz not null,
  departed_at timestamptz,
  departure text check (departure in ('left-by-own-choice', 'moved-to-other-house', 'returned-home-voluntarily', 'own-housing')),
  version integer not null default 1,
  check ((departed_at is null) = (departure is null))
);
create unique index stay_open_referral on stays.stay (referral_id) where departed_at is null;
create unique index stay_open_bed on stays.stay (bed_id) where departed_at is null;
create index stay_age on stays.stay (arrived_at desc, id);

alter table stays.stay enable row level security;
alter table stays.stay force row level security;
create policy those_who_see on stays.stay using ((select kit.works()) and case_id <> all ((select kit.barred_cases())::text[]));
comment on table stays.stay is 'personal: who stays in the shelter';
