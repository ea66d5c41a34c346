-- The work every organisation shares. Personal content is bytea under the key of its owner: a person's row id for what was
-- written here, the case for what came from a partner. Plain columns are codes, times and row ids.

create schema if not exists desk;

create table desk.person (
  id uuid primary key,
  version integer not null default 1,
  created_at timestamptz not null
);

create table desk.section (
  id uuid primary key,
  owner text not null,
  category text not null,
  at timestamptz not null,
  content bytea not null
);
create index section_owner on desk.section (owner, category, at desc);

create sequence desk.reference_number;

create table desk.referral (
  id uuid primary key,
  case_id text not null unique,
  reference text not null unique default 'R-' || lpad(nextval('desk.reference_number')::text, 6, '0'),
  side text not null check (side in ('sender', 'recipient')),
  partner text not null,
  state text not null,
  cancelling boolean not null default false,
  urgency text not null,
  needs text[] not null,
  person_id uuid references desk.person (id),
  pseudonym text not null,
  consent jsonb not null,
  due_at timestamptz not null default 'infinity',
  received_at timestamptz not null,
  opened_at timestamptz,
  decided_at timestamptz,
  business_status text,
  outcome text,
  capacity jsonb,
  conflict text check (conflict in ('asked', 'none', 'found')),
  rejection jsonb,
  version integer not null default 1,
  -- The case whose grant limits this one, when something that came with it is passed on (DESIGN §7).
  narrows text,
  need bytea not null
);
create index referral_work on desk.referral (side, due_at, id);
create index referral_person on desk.referral (person_id) where person_id is not null;

create table desk.note (
  id uuid primary key,
  case_id text not null,
  at timestamptz not null,
  by_us boolean not null,
  content bytea not null
);
create index note_case on desk.note (case_id, at);

-- A file: its entry (name, digest, key) sealed under the owner's key, its chunks under the file's own key, as they travel.
-- Whoever sent the entry sends the chunks, so that nobody spoils or fills another's file; from_partner is '' for what was made here.
create table desk.file (
  id uuid primary key,
  owner text not null,
  file text not null,
  from_partner text not null,
  chunks integer not null,
  at timestamptz not null,
  entry bytea not null,
  unique (owner, file)
);
create index file_source on desk.file (file, from_partner);
create table desk.file_chunk (
  from_partner text not null,
  file text not null,
  position integer not null,
  of integer not null,
  bytes bytea not null,
  -- since when it waits for its file's entry; null once that is here
  unannounced_since timestamptz,
  primary key (from_partner, file, position)
);
create index file_chunk_unannounced on desk.file_chunk (from_partner) where unannounced_since is not null;

-- How far the chunks of a file have gone to the partner of a case.
create table desk.file_sending (
  case_id text not null,
  file text not null,
  from_partner text not null,
  next_position integer not null default 0,
  of integer not null,
  -- how often it was looked for the receipt of the section that names the file
  looked integer not null default 0,
  primary key (case_id, file)
);

-- Conflict checks a partner made, so that nobody goes through a list of names by asking.
create table desk.conflict_check (
  id uuid primary key,
  case_id text not null,
  partner text not null,
  at timestamptz not null
);
create index conflict_check_case on desk.conflict_check (case_id);
create index conflict_check_partner on desk.conflict_check (partner, at);

create table desk.task (
  id uuid primary key,
  code text not null,
  referral_id uuid references desk.referral (id),
  due_at timestamptz,
  created_at timestamptz not null,
  done_at timestamptz,
  done_by text
);
create index task_open on desk.task (due_at, id) where done_at is null;

do $$
declare fenced text[];
begin
  foreach fenced slice 1 in array array[
    ['person', 'id::text'], ['section', 'owner'], ['referral', 'case_id'], ['note', 'case_id'], ['file', 'owner'],
    ['file_sending', 'case_id'], ['conflict_check', 'case_id']
  ] loop
    execute format('alter table desk.%I enable row level security', fenced[1]);
    execute format('alter table desk.%I force row level security', fenced[1]);
    execute format('create policy those_who_see on desk.%I using ((select kit.works()) and %s <> all ((select kit.barred_cases())::text[]))', fenced[1], fenced[2]);
  end loop;
end $$;

alter table desk.file_chunk enable row level security;
alter table desk.file_chunk force row level security;
create policy those_who_work on desk.file_chunk using ((select kit.works()));

-- A task tells that there is a case and what happens in it: whoever may not see the case sees no task of it.
alter table desk.task enable row level security;
alter table desk.task force row level security;
create policy those_who_see_the_case on desk.task
  using (kit.works() and (referral_id is null or exists (select from desk.referral r where r.id = referral_id)));
comment on table desk.person is 'personal: that somebody is known here';
comment on table desk.referral is 'personal: who is referred where';

-- Names against which the blinded tokens of a conflict check are compared; sealed under the organisation's own key.
create table desk.watched_party (
  id uuid primary key,
  since timestamptz not null,
  party bytea not null
);
alter table desk.watched_party enable row level security;
alter table desk.watched_party force row level security;
create policy those_who_work on desk.watched_party using ((select kit.works()));
