-- How much of one conversation (or of the list of all, under an empty name) was sent again to a partner today, because it asked.
create table exchange.pair_answer (
  partner text not null,
  -- the case, the jti of what has none, or nothing: the list
  place text not null,
  since timestamptz not null,
  spent integer not null,
  -- of the list: the last case that was told, after which the next page begins
  goes_on text,
  primary key (partner, place)
);
alter table exchange.pair_answer enable row level security;
alter table exchange.pair_answer force row level security;
create policy acting on exchange.pair_answer using ((select coalesce(current_setting('ihala.staff', true), '')) <> '');

-- A difference has a name, under which the desk writes and ends its task.
alter table exchange.difference add column name uuid;

-- When an event was sealed last, if not when it was written: the copy before lies on the bus, and nobody takes it.
alter table exchange.outbox add column sealed_at timestamptz;
