-- Reports of people nobody knows (J-5). What they told lies sealed to the portal's key until somebody reads it, then under the key of its
-- own case. No row says when in the day it came: days and whole hours only, also in row ids.

create schema if not exists reports;

create table reports.report (
  id uuid primary key,
  case_id text not null unique,
  -- argon2id of the receipt code, base64url: the code itself is kept nowhere.
  filing text not null unique check (filing ~ '^[A-Za-z0-9_-]{43}$'),
  filed_on date not null,
  -- The signed statement of it (c1).
  statement text not null,
  step text not null default 'received' check (step in ('received', 'read', 'working', 'closed')),
  -- A9: until then somebody has to have read it; since when it is known that nobody had.
  acknowledge_by timestamptz not null,
  acknowledged_at timestamptz,
  breached_at timestamptz,
  outcome text,
  closed_at timestamptz,
  withdrawn_at timestamptz,
  -- Compact JWE and the key it is sealed to, until it was read.
  sealed text,
  sealed_to text,
  content bytea,
  identity bytea,
  person_id uuid,
  version integer not null default 1,
  check ((sealed is null) = (sealed_to is null)),
  check (sealed is null or content is null),
  check ((step = 'closed') = (closed_at is not null)),
  -- What was taken back is there no more.
  check (withdrawn_at is null or (step = 'closed' and sealed is null and content is null and identity is null))
);
create index report_clock on reports.report (acknowledge_by) where acknowledged_at is null and breached_at is null;
create index report_sealed on reports.report (sealed_to) where sealed_to is not null;

create table reports.step (
  report_id uuid not null references reports.report (id),
  case_id text not null,
  step text not null,
  at timestamptz not null,
  primary key (report_id, step)
);

create table reports.message (
  report_id uuid not null references reports.report (id),
  seq integer not null,
  case_id text not null,
  voice text not null check (voice in ('reporter', 'ministry')),
  at timestamptz not null,
  sealed text,
  sealed_to text,
  content bytea,
  read boolean not null default false,
  primary key (report_id, seq),
  check ((sealed is null) = (sealed_to is null)),
  check ((sealed is null) <> (content is null))
);
create index message_sealed on reports.message (sealed_to) where sealed_to is not null;

-- Who looked, by role and hour, for whoever holds the receipt (C9). The access log has the rest.
create table reports.look (
  report_id uuid not null references reports.report (id),
  case_id text not null,
  at timestamptz not null,
  role text not null,
  primary key (report_id, at, role)
);

-- A8: puzzles that were used, until they are too old to be used.
create table reports.spent_puzzle (
  puzzle bytea primary key,
  until timestamptz not null
);
create index spent_puzzle_age on reports.spent_puzzle (until);

-- c12: how many reports a week, and nothing that joins to one.
create table reports.filed_week (
  week date primary key,
  count integer not null
);

do $$
declare
  name text;
begin
  foreach name in array array['report', 'step', 'message', 'look'] loop
    execute format('alter table reports.%I enable row level security', name);
    execute format('alter table reports.%I force row level security', name);
    execute format('create policy those_who_see on reports.%I using ((select kit.works()) and case_id <> all ((select kit.barred_cases())::text[]))', name);
  end loop;
  foreach name in array array['spent_puzzle', 'filed_week'] loop
    execute format('alter table reports.%I enable row level security', name);
    execute format('alter table reports.%I force row level security', name);
    execute format('create policy those_who_work on reports.%I using ((select kit.works()))', name);
  end loop;
end $$;

comment on table reports.report is 'personal: what somebody unknown told';
comment on table reports.step is 'personal: how far the report of somebody unknown has come';
comment on table reports.message is 'personal: what was said with somebody unknown';
comment on table reports.look is 'personal: who looked at what somebody unknown told';
comment on table reports.spent_puzzle is 'not personal: chance that was used up';
comment on table reports.filed_week is 'not personal: a count by week';
