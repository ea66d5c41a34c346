-- L5: a request that nobody answered by its clock, once for each time that the clock ran out. Codes and times only.
create table desk.silence (
  referral_id uuid not null references desk.referral (id) on delete cascade,
  due_at timestamptz not null,
  clock text not null,
  -- the rule set under which the clock ran
  law text not null,
  breach text not null,
  found_at timestamptz not null,
  primary key (referral_id, due_at)
);
alter table desk.silence enable row level security;
alter table desk.silence force row level security;
create policy those_who_see on desk.silence using (exists (select from desk.referral r where r.id = referral_id));
-- What waits for an answer, by its clock.
create index referral_unanswered on desk.referral (due_at) where state in ('enquired', 'requested', 'opened');
