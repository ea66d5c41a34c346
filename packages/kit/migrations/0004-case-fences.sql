-- T33: what the exchange keeps of a case is behind the same fence as the case: its tables are made before this schema is, and ask
-- by themselves only that a transaction says for whom it works. These policies are restrictive: they narrow what those allow.
-- The service itself is asked for first, so that its statements pay one setting and no look-up.

do $$
declare
  name text;
  works text := '(select kit.actor()) = ''system'' or (select kit.works())';
  seen text := '(select kit.actor()) = ''system'' or (select kit.works()) and (case_id is null or case_id <> all ((select kit.barred_cases())::text[]))';
begin
  foreach name in array array['conversation', 'grant_held', 'event', 'outbox', 'quarantine', 'issue', 'pair_ask', 'recovering_case', 'returned_piece'] loop
    execute format('create policy those_who_see on exchange.%I as restrictive using (%s)', name, seen);
  end loop;
  foreach name in array array['waiting_room', 'pair_digest', 'pair_effort', 'difference', 'recovery', 'recovering_partner'] loop
    execute format('create policy those_who_work on exchange.%I as restrictive using (%s)', name, works);
  end loop;

  -- Who read and did what, of whom: pseudonyms and row ids, and the salts that keep the leaves from being guessed.
  alter table ledger.leaf_content enable row level security;
  alter table ledger.leaf_content force row level security;
  execute format('create policy those_who_work on ledger.leaf_content using (%s)', works);
end $$;
comment on table ledger.leaf_content is 'personal: who did what, of whom';
comment on table exchange.registry_statement is 'not personal: what the registry says of organisations';
