-- R-9: three things that nobody mixes. Consent, to share, is a grant and lies elsewhere. A mandate says that somebody may represent the
-- person; a power of attorney what may be done in their name, with its number, its end and its revocation. Taking back the one leaves
-- the others, and leaving the country ends none.

create schema if not exists mandates;

create table mandates.mandate (
  id uuid primary key,
  case_id text not null,
  referral_id uuid not null references desk.referral (id),
  scope text[] not null check (cardinality(scope) > 0),
  given_at timestamptz not null,
  expires_at timestamptz,
  ended_at timestamptz
);
create index mandate_referral on mandates.mandate (referral_id, given_at, id);

alter table mandates.mandate enable row level security;
alter table mandates.mandate force row level security;
create policy those_who_see on mandates.mandate using ((select kit.works()) and case_id <> all ((select kit.barred_cases())::text[]));
comment on table mandates.mandate is 'personal: who speaks for whom';

create table mandates.power (
  id uuid primary key,
  case_id text not null,
  referral_id uuid not null references desk.referral (id),
  scope text[] not null check (cardinality(scope) > 0),
  -- Off unless the paper says so: whoever may settle or take money in somebody's name can do them harm.
  may_settle boolean not null default false,
  may_receive_money boolean not null default false,
  given_at timestamptz not null,
  expires_at timestamptz not null,
  revoked_at timestamptz,
  -- Its number and who certified it, sealed under the case's key.
  content bytea not null
);
create index power_referral on mandates.power (referral_id, given_at, id);

alter table mandates.power enable row level security;
alter table mandates.power force row level security;
create policy those_who_see on mandates.power using ((select kit.works()) and case_id <> all ((select kit.barred_cases())::text[]));
comment on table mandates.power is 'personal: what may be done in somebody''s name';
