-- c2, M1: what is erased, what stays and why, who was told and what they stated. Plain are codes, times and row ids.

-- When the clock next has something of this referral to erase (DESIGN §7): first the end of its consent, then what the law in force
-- makes of that. Null when nothing is left.
alter table desk.referral add column erase_at timestamptz;
update desk.referral set erase_at = (consent ->> 'until')::timestamptz where consent ? 'until';
create index referral_erase on desk.referral (erase_at) where erase_at is not null;
-- What is taken back of a case goes on to those under its grant.
create index referral_narrows on desk.referral (narrows) where narrows is not null;
-- What the person took back since stands with what they allowed.
update desk.referral set consent = consent || '{"withdrawn": []}' where not consent ? 'withdrawn';

-- What this organisation itself erased or kept of a case, or of a person's own file (then the owner is their row id).
create table desk.erasure (
  id uuid primary key,
  owner text not null,
  -- what it answers: the withdrawal, the grant, or the wish of this house's own person
  of text not null,
  because text not null check (because in ('withdrawn', 'time-over')),
  said_by text,
  -- what was to go
  whole boolean not null,
  parts text[] not null,
  asked_at timestamptz not null,
  -- what went so far, and when that was last looked at
  erased text[] not null default '{}',
  kept jsonb not null default '[]',
  settled_at timestamptz,
  -- whether the other end waits for a statement, and when it was last given
  owed boolean not null,
  stated_at timestamptz,
  unique (owner, of)
);
comment on table desk.erasure is 'personal: whose data was taken back';

-- Whom we told to erase, and what they stated.
create table desk.holder (
  id uuid primary key,
  case_id text not null,
  referral_id uuid not null references desk.referral (id) on delete cascade,
  partner text not null,
  of text not null,
  because text not null check (because in ('withdrawn', 'time-over')),
  parts text[] not null,
  told_at timestamptz not null,
  due_at timestamptz not null,
  -- when somebody was told that the clock has run out
  overdue_at timestamptz,
  stated_at timestamptz,
  complete boolean not null default false,
  erased text[] not null default '{}',
  kept jsonb not null default '[]',
  unique (case_id, of)
);
create index holder_owing on desk.holder (due_at, id) where not complete;
create index holder_referral on desk.holder (referral_id);
comment on table desk.holder is 'personal: who held whose data';

-- M1: what stays in one case, or of one person's file, by whose order. Asked by one, in force when another one has confirmed it.
create table desk.legal_hold (
  id uuid primary key,
  owner text not null,
  referral_id uuid references desk.referral (id) on delete cascade,
  person_id uuid,
  basis text not null,
  ground text not null,
  law text not null,
  article text not null,
  parts text[] not null,
  until text not null check (until ~ '^[0-9]{4}-[0-9]{2}-[0-9]{2}$'),
  -- rows of kit.staff: the two are never the same
  asked_by uuid not null references kit.staff (id),
  asked_at timestamptz not null,
  confirmed_by uuid references kit.staff (id) check (confirmed_by <> asked_by),
  confirmed_at timestamptz,
  ended_by uuid references kit.staff (id),
  ended_at timestamptz,
  check ((confirmed_by is null) = (confirmed_at is null)),
  check ((referral_id is null) <> (person_id is null))
);
create index legal_hold_owner on desk.legal_hold (owner) where confirmed_at is not null and ended_at is null;
comment on table desk.legal_hold is 'personal: whose data an authority wants kept';

do $$
declare fenced text[];
begin
  foreach fenced slice 1 in array array[['erasure', 'owner'], ['holder', 'case_id'], ['legal_hold', 'owner']] loop
    execute format('alter table desk.%I enable row level security', fenced[1]);
    execute format('alter table desk.%I force row level security', fenced[1]);
    execute format('create policy those_who_see on desk.%I using ((select kit.works()) and %s <> all ((select kit.barred_cases())::text[]))', fenced[1], fenced[2]);
  end loop;
end $$;
