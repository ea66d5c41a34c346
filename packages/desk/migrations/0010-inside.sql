-- R-1a: the second person of another member. They confirm by a signed event and are known here by the pseudonym that member gave them.
alter table desk.second_person
  add column second_body text,
  -- The name of the act between the two; it stands nowhere else.
  add column second_act text unique,
  add column second_staff text,
  -- The referral that began with it, so that it begins once.
  add column referral_id uuid;

do $$
declare
  name text;
begin
  -- Whoever confirms is one of ours, or one of theirs.
  select conname into strict name from pg_constraint
    where conrelid = 'desk.second_person'::regclass and contype = 'c'
      and pg_get_constraintdef(oid) like '%confirmed_by IS NULL%' and pg_get_constraintdef(oid) like '%confirmed_at IS NULL%';
  execute format('alter table desk.second_person drop constraint %I', name);
end $$;
alter table desk.second_person
  add constraint second_person_confirmed check ((confirmed_at is null) = (confirmed_by is null and second_staff is null)),
  add constraint second_person_of_one check (second_staff is null or (confirmed_by is null and second_body is not null));

-- What other members ask of our duty officer: a reason and a need in code, of somebody nobody here knows.
create table desk.second_ask (
  id uuid primary key,
  partner text not null,
  act text not null,
  reason text not null,
  needs text[] not null,
  urgency text not null,
  asked_at timestamptz not null,
  until timestamptz not null,
  answered_at timestamptz,
  -- A row of kit.staff.
  answered_by uuid,
  answer text check (answer in ('confirmed', 'declined')),
  unique (partner, act),
  check ((answered_at is null) = (answer is null) and (answered_at is null) = (answered_by is null))
);
create index second_ask_open on desk.second_ask (until) where answered_at is null;
comment on table desk.second_ask is 'not personal: a reason and a need in code, of somebody nobody here knows';

alter table desk.second_ask enable row level security;
alter table desk.second_ask force row level security;
create policy those_who_work on desk.second_ask using ((select kit.works()));

-- T41: another way to reach somebody is held for 72 hours, and stands only once a second member of staff has heard the code word. What is
-- asked is sealed under the person's key; it outlasts that a way was taken away, so that taking away and giving again is no way round.
create table desk.contact_change (
  id uuid primary key,
  person_id uuid not null references desk.person (id) on delete cascade,
  category text not null check (category in ('contact', 'safe-contact')),
  asked_by uuid not null,
  asked_at timestamptz not null,
  -- Not before.
  holds_until timestamptz not null,
  confirmed_by uuid,
  confirmed_at timestamptz,
  -- How often a wrong word was given.
  wrong integer not null default 0,
  state text not null default 'held' check (state in ('held', 'stands', 'dropped', 'taken-away')),
  content bytea,
  constraint contact_change_of_two check (confirmed_by <> asked_by),
  check ((confirmed_by is null) = (confirmed_at is null)),
  check ((state = 'taken-away') = (content is null)),
  check (state <> 'stands' or confirmed_at is not null)
);
create unique index contact_change_held on desk.contact_change (person_id, category) where state = 'held';
create index contact_change_person on desk.contact_change (person_id);
comment on table desk.contact_change is 'personal: how somebody is reached';

alter table desk.contact_change enable row level security;
alter table desk.contact_change force row level security;
create policy those_who_see on desk.contact_change
  using ((select kit.works()) and person_id::text <> all ((select kit.barred_cases())::text[]));

-- D14, the warm hand-over: who meets a person, where and when, sealed under the part that says how they are reached. The newest counts.
create table desk.meeting (
  id uuid primary key,
  case_id text not null,
  meeting text not null,
  arranged_at timestamptz not null,
  answer text,
  answered_at timestamptz,
  part text not null,
  content bytea not null,
  unique (case_id, meeting),
  check ((answer is null) = (answered_at is null))
);
comment on table desk.meeting is 'personal: where somebody will be';

alter table desk.meeting enable row level security;
alter table desk.meeting force row level security;
create policy those_who_see on desk.meeting
  using ((select kit.works()) and case_id <> all ((select kit.barred_cases())::text[]));
