-- What every service has: staff, conflict lists, case keys, idempotent answers, the access log, and the fence all use.
-- The schema and its journal (kit.migration) are made by the runner.

-- Who works in this organisation, as its identity provider names them (issuer, sub). Names are wrapped by the keyring.
create table kit.staff (
  id uuid primary key,
  issuer text not null,
  sub text not null,
  pseudonym text not null unique check (pseudonym ~ '^[A-Za-z0-9_-]{21}[AQgw]$'),
  roles text[] not null,
  names bytea,
  suspended_at timestamptz,
  last_seen timestamptz not null,
  unique (issuer, sub)
);

-- Conflict list: what a member may not see, whatever the role (DESIGN §3).
create table kit.barred (
  staff_id uuid not null references kit.staff (id) on delete cascade,
  case_id text not null,
  since timestamptz not null default now(),
  primary key (staff_id, case_id)
);

-- Which members work on a case.
create table kit.assignment (
  case_id text not null,
  staff_id uuid not null references kit.staff (id) on delete cascade,
  since timestamptz not null default now(),
  primary key (case_id, staff_id)
);
create index assignment_staff on kit.assignment (staff_id);

-- For whom this transaction works: a row id of kit.staff, `system` (the service itself), or null when nobody said.
create function kit.actor() returns text
  language sql stable parallel safe
  return nullif(current_setting('ihala.staff', true), '');

-- The actor as a row of kit.staff; null for the service itself and for nobody.
create function kit.member() returns uuid
  language sql stable parallel safe
  return case when kit.actor() ~ '^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$' then kit.actor()::uuid end;

create function kit.member_works() returns boolean
  language sql stable parallel safe
  return exists (select from kit.staff where staff.id = kit.member() and staff.suspended_at is null);

create function kit.member_sees(case_id text) returns boolean
  language sql stable parallel safe
  return exists (select from kit.staff where staff.id = kit.member() and staff.suspended_at is null)
    and not exists (select from kit.barred where barred.staff_id = kit.member() and barred.case_id = member_sees.case_id);

-- Whether the actor is anybody: the service itself or a known member who is not suspended.
-- These two have no subquery of their own, so that the planner takes them into the query and the service itself pays no call.
create function kit.works() returns boolean
  language sql stable parallel safe
  return coalesce(kit.actor() = 'system', false) or kit.member_works();

-- The fence on every row of a case or of a local person (then case_id is the person's row id).
-- T33: a barred or suspended member, a stranger, and a transaction that said nobody see nothing.
create function kit.sees(case_id text) returns boolean
  language sql stable parallel safe
  return coalesce(kit.actor() = 'system', false) or kit.member_sees(case_id);

-- The cases the actor may not see. For policies of tables that are read by the page: a subquery without the row in it is asked
-- once a statement, `kit.sees` once a row; together with `kit.works()` it says the same.
create function kit.barred_cases() returns text[]
  language sql stable parallel safe
  return array(select barred.case_id from kit.barred where barred.staff_id = kit.member());

-- Data keys of cases and of local persons, wrapped by the organisation's key. Erasing a row makes all of the case unreadable.
create table kit.case_key (
  case_id text primary key,
  wrapped bytea not null,
  -- The database's own transaction time: a row as old as the transaction that reads it is not committed yet.
  created_at timestamptz not null default now()
);

-- Answers of creating requests, kept 14 days in the transaction that created. Wrapped by the keyring.
create table kit.idempotency (
  -- No foreign key: it would be looked up with every request, and an answer is forgotten after 14 days anyway.
  staff_id uuid not null,
  key text not null,
  request_hash bytea not null check (octet_length(request_hash) = 32),
  answer bytea not null,
  created_at timestamptz not null,
  primary key (staff_id, key)
);
create index idempotency_age on kit.idempotency (created_at);

-- Who read what of whom (R-9: the person may ask). Pseudonyms, codes and row ids only; each row has a leaf of the same id.
create table kit.access (
  id uuid primary key,
  staff text not null,
  action text not null,
  subject text not null,
  at timestamptz not null
);
create index access_subject on kit.access (subject, id desc);
create index access_staff on kit.access (staff, id desc);

alter table kit.staff enable row level security;
alter table kit.staff force row level security;
-- Not kit.works(): it reads this table, and a policy may not ask itself.
create policy anybody on kit.staff using (kit.actor() is not null);

alter table kit.barred enable row level security;
alter table kit.barred force row level security;
create policy anybody on kit.barred using (kit.actor() is not null);

alter table kit.assignment enable row level security;
alter table kit.assignment force row level security;
create policy those_who_see on kit.assignment using ((select kit.works()) and case_id <> all ((select kit.barred_cases())::text[]));

alter table kit.case_key enable row level security;
alter table kit.case_key force row level security;
create policy those_who_see on kit.case_key using ((select kit.works()) and case_id <> all ((select kit.barred_cases())::text[]));

alter table kit.idempotency enable row level security;
alter table kit.idempotency force row level security;
create policy own_requests on kit.idempotency using (kit.actor() in ('system', staff_id::text));

alter table kit.access enable row level security;
alter table kit.access force row level security;
create policy those_who_work on kit.access using ((select kit.works()));
-- How the transaction of a change begins: it says for whom it works, waits until no other one works on the same request, and
-- looks for the answer given before. A statement of a function that is volatile sees what was committed before it began, so
-- the look after the lock sees the other's answer.
create function kit.enter(staff text, request_lock bigint, request_key text)
  returns table (works boolean, request_hash bytea, answer bytea)
  language plpgsql volatile rows 1
  as $$
  begin
    perform set_config('ihala.staff', staff, true);
    perform pg_advisory_xact_lock(request_lock);
    return query
      select kit.works(), given.request_hash, given.answer
        from (select) as one left join kit.idempotency given on given.staff_id = staff::uuid and given.key = request_key;
  end
  $$;

comment on table kit.staff is 'personal: who works here';
comment on table kit.access is 'personal: who read what of whom';
comment on table kit.assignment is 'personal: who works for whom';
comment on table kit.barred is 'personal: who may not see whom';
