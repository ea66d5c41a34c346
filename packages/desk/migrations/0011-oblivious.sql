-- c9: the conflict check by an oblivious function (RFC 9497). Who asks finds out for themselves; who answers knows only that it did.
alter table desk.referral
  drop constraint referral_conflict_check,
  add constraint referral_conflict_check check (conflict in ('asked', 'answered', 'none', 'found', 'not-compared'));

-- Checks between question and answer. At the asker: the names and the scalars that blind them, without which the answer opens for
-- nobody. At the answerer: what was asked, where a person decides. Sealed under the need of the case; gone with the answer.
create table desk.open_check (
  id uuid primary key,
  case_id text not null,
  -- Its name between the two; a check of version 1 has none.
  name text,
  at timestamptz not null,
  part text not null,
  content bytea not null,
  unique (case_id, name)
);
comment on table desk.open_check is 'personal: whom somebody fears or worked for';

alter table desk.open_check enable row level security;
alter table desk.open_check force row level security;
create policy those_who_see on desk.open_check
  using ((select kit.works()) and case_id <> all ((select kit.barred_cases())::text[]));

-- After the decision no answer can come any more, whoever wrote the decision.
create function desk.end_open_checks() returns trigger language plpgsql as $$
begin
  delete from desk.open_check where case_id = new.case_id;
  return null;
end $$;
create trigger end_open_checks after update of state on desk.referral for each row
  when (new.conflict is not null and new.state not in ('enquired', 'answered', 'requested', 'opened'))
  execute function desk.end_open_checks();
