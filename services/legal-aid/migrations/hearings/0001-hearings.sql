-- Hearings. One set anew takes the place of the one before it; that one stays as history.

create schema if not exists hearings;

create table hearings.hearing (
  id uuid primary key,
  case_id text not null,
  referral_id uuid not null references desk.referral (id),
  at timestamptz not null,
  confirmed boolean not null,
  set_at timestamptz not null,
  superseded_at timestamptz,
  -- When a person was told that nobody had confirmed it.
  told_at timestamptz
);
create unique index hearing_next on hearings.hearing (referral_id) where superseded_at is null;

alter table hearings.hearing enable row level security;
alter table hearings.hearing force row level security;
create policy those_who_see on hearings.hearing using ((select kit.works()) and case_id <> all ((select kit.barred_cases())::text[]));
comment on table hearings.hearing is 'personal: whose case is heard when';
