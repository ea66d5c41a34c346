-- DESIGN §8: undo is before the protocol. Every referral that need not go at once waits ten minutes, as until now only what a person
-- wanted to sleep on did: the same rows, sealed under the person's key, gone when it went or was undone.
alter table desk.waiting_consent rename to draft;
alter index desk.waiting_consent_pkey rename to draft_pkey;
alter index desk.waiting_consent_person rename to draft_person;
alter table desk.draft
  add column written_at timestamptz not null default now(),
  -- The refusal that kept it from going; whoever wrote it looks.
  add column refused text;
comment on table desk.draft is 'personal: what somebody is about to agree to';

-- What is asked of one member: whoever said send is told why it did not go.
alter table desk.task add column for_staff uuid references kit.staff (id);

-- One question to several bodies at once (DESIGN §8): each asked by a case of its own, under a grant of its own; here stands, and nowhere
-- else, that they were asked together.
create table desk.question (
  referral_id uuid primary key references desk.referral (id) on delete cascade,
  -- The referral of whom was named first.
  question uuid not null references desk.referral (id) on delete cascade,
  person_id uuid not null references desk.person (id) on delete cascade
);
create index question_of on desk.question (question);
create index question_person on desk.question (person_id);
comment on table desk.question is 'personal: whom else a person had asked';

alter table desk.question enable row level security;
alter table desk.question force row level security;
create policy those_who_see on desk.question
  using ((select kit.works()) and person_id::text <> all ((select kit.barred_cases())::text[]));
