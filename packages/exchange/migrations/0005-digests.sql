-- c7: what the two ends of a pair told each other about what they hold, and on which events they differ.

-- One comparison: a partner and a period, in seconds since 1970. Its row is also the lease of the replica that states it.
create table exchange.pair_digest (
  partner text not null,
  since integer not null,
  until integer not null,
  stated_at timestamptz,
  heard_at timestamptz,
  -- asked: parts differ and lists are under way; unreachable: nothing could be stated; nothing: there was nothing to state
  outcome text check (outcome in ('asked', 'agreed', 'differs', 'unreachable', 'nothing')),
  primary key (partner, since, until)
);

-- A question of ours about what the partner holds, until it is answered.
create table exchange.pair_ask (
  jti text primary key,
  partner text not null,
  asked_at timestamptz not null,
  since integer not null,
  until integer not null,
  -- who wrote the events it is about
  writer text not null check (writer in ('here', 'there')),
  -- a bucket by its character, or one case (or jti, of what has no case)
  bucket text,
  case_id text,
  after_id text,
  after_seq integer,
  check ((bucket is null) <> (case_id is null))
);
create index pair_ask_partner on exchange.pair_ask (partner, since, until);

-- What comparing costs for the sake of one partner, by the hour: who asks without end is answered no more.
create table exchange.pair_effort (
  partner text primary key,
  since timestamptz not null,
  spent integer not null
);

-- An event on which the two ends differ. While it is open it is told once.
create table exchange.difference (
  partner text not null,
  writer text not null check (writer in ('here', 'there')),
  kind text not null check (kind in ('missing-here', 'missing-there', 'unknown-here', 'unknown-there', 'other-content', 'twice')),
  -- the case, or the jti of what has none, and the seq, or 0
  place text not null,
  seq integer not null,
  -- the period in which it was found: one that covers it and agrees resolves it
  since integer not null,
  until integer not null,
  found_at timestamptz not null,
  resolved_at timestamptz
);
create unique index difference_open on exchange.difference (partner, writer, kind, place, seq) where resolved_at is null;

create index conversation_pair on exchange.conversation (partner, case_id collate "C");
-- Of what has no case only pieces of files count in a digest, and a quarantined envelope cannot be asked what it was.
alter table exchange.quarantine add column evt text;

do $$
declare name text;
begin
  foreach name in array array['pair_digest', 'pair_ask', 'pair_effort', 'difference'] loop
    execute format('alter table exchange.%I enable row level security', name);
    execute format('alter table exchange.%I force row level security', name);
    execute format('create policy acting on exchange.%I using ((select coalesce(current_setting(''ihala.staff'', true), '''')) <> '''')', name);
  end loop;
end $$;
