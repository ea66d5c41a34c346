-- c25: what the person says of how it ended, at both ends; null when nobody has asked, or it goes on.
alter table desk.referral
  add column person_says text check (person_says in ('confirmed', 'nothing-received', 'less-than-stated', 'something-else'));

-- C9: what others were asked to say of what they hold of a person. Their answers are signed events and stand in the conversation.
create table desk.holding_question (
  id uuid primary key,
  -- Whose question; null when it was passed on for a body that asked us.
  person_id uuid,
  case_id text not null,
  -- The name of the event that asks.
  jti text not null unique,
  asked_at timestamptz not null,
  answered_at timestamptz,
  -- The conversation and the event of the body for which it is asked.
  for_case text,
  for_jti text,
  check ((for_case is null) = (for_jti is null)),
  check ((person_id is null) = (for_case is not null))
);
create index holding_question_case on desk.holding_question (case_id, asked_at desc);
create index holding_question_person on desk.holding_question (person_id, asked_at) where person_id is not null;
comment on table desk.holding_question is 'personal: that somebody wants to know what is held of them';

-- C11: corrections and objections, by whoever must answer them. What is right instead lies with the file.
create table desk.recourse (
  id uuid primary key,
  -- Null until it is known here whom the case is about.
  person_id uuid,
  -- Null when it is about what we do ourselves.
  case_id text,
  claim text not null check (claim in ('correction', 'objection')),
  category text not null,
  because text not null,
  by_whom text not null,
  answers text not null check (answers in ('us', 'them')),
  -- The name of the event that asks, where one does.
  jti text unique,
  at timestamptz not null,
  due_at timestamptz not null,
  answered_at timestamptz,
  answer text check (answer in ('done', 'done-in-part', 'refused')),
  refusal text,
  check ((answered_at is null) = (answer is null)),
  check (case_id is not null or person_id is not null),
  check ((jti is null) = (case_id is null))
);
create index recourse_person on desk.recourse (person_id, at) where person_id is not null;
create index recourse_case on desk.recourse (case_id) where case_id is not null;
comment on table desk.recourse is 'personal: what somebody objects to';

-- C11, D-21: what a person says against a member. It is never told to that member; who carries it to whom is written nowhere.
create table desk.member_complaint (
  id uuid primary key,
  person_id uuid not null references desk.person (id) on delete cascade,
  about text not null,
  what text not null,
  by_whom text not null,
  at timestamptz not null
);
create index member_complaint_person on desk.member_complaint (person_id, at);
comment on table desk.member_complaint is 'personal: of whom somebody complains';

alter table desk.holding_question enable row level security;
alter table desk.holding_question force row level security;
create policy those_who_see on desk.holding_question
  using ((select kit.works()) and case_id <> all ((select kit.barred_cases())::text[]));

alter table desk.recourse enable row level security;
alter table desk.recourse force row level security;
create policy those_who_see on desk.recourse
  using ((select kit.works()) and coalesce(case_id, '') <> all ((select kit.barred_cases())::text[])
    and coalesce(person_id::text, '') <> all ((select kit.barred_cases())::text[]));

alter table desk.member_complaint enable row level security;
alter table desk.member_complaint force row level security;
create policy those_who_see on desk.member_complaint
  using ((select kit.works()) and person_id::text <> all ((select kit.barred_cases())::text[]));
