-- Complaints taken on. Codes and clocks are plain; the safety plan, the terms of a settlement and what a screening found are
-- sealed under the case's key.

create schema if not exists matters;

create table matters.matter (
  id uuid primary key,
  referral_id uuid not null unique references desk.referral (id),
  case_id text not null,
  registered_at timestamptz not null,
  conciliation text not null default 'running' check (conciliation in ('running', 'settled', 'referred-to-committee')),
  conciliation_due_at timestamptz not null,
  -- When it was found that the conciliation clock had run out and nothing had been done.
  overdue_at timestamptz,
  committee_due_at timestamptz,
  worker_confirmed_on date,
  employer_notified_at timestamptz,
  joint_session_at timestamptz,
  -- The person asked for the joint session (R-16).
  joint_session_asked boolean,
  -- The referral ended.
  ended_at timestamptz,
  version integer not null default 1,
  confirmation bytea,
  settlement bytea,
  -- R-15: no row can say otherwise.
  check (employer_notified_at is null or worker_confirmed_on is not null),
  check ((conciliation = 'settled') = (settlement is not null)),
  check (conciliation <> 'referred-to-committee' or committee_due_at is not null)
);
create index matter_open on matters.matter (conciliation_due_at, id) where ended_at is null;

-- Every screening is kept; the newest counts (FEATURES B6).
create table matters.screening (
  id uuid primary key,
  matter_id uuid not null references matters.matter (id),
  case_id text not null,
  at timestamptz not null,
  -- Pseudonym of who screened.
  staff text not null,
  content bytea not null
);
create index screening_newest on matters.screening (matter_id, id desc);

alter table matters.matter enable row level security;
alter table matters.matter force row level security;
create policy those_who_see on matters.matter using ((select kit.works()) and case_id <> all ((select kit.barred_cases())::text[]));

alter table matters.screening enable row level security;
alter table matters.screening force row level security;
create policy those_who_see on matters.screening using ((select kit.works()) and case_id <> all ((select kit.barred_cases())::text[]));

comment on table matters.matter is 'personal: whose complaint is where';
comment on table matters.screening is 'personal: what an interview found';
