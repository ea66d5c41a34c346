-- What an organisation that was rebuilt from a backup hears from its partners (DESIGN §10): one row a partner, and one a case of
-- which something is missing here.
create table exchange.recovering_partner (
  partner text primary key,
  asked_at timestamptz not null,
  -- it has told all its heads
  heads_at timestamptz,
  -- nothing is missing here of what it holds
  done_at timestamptz
);
create table exchange.recovering_case (
  partner text not null,
  case_id text not null,
  -- as far as the partner holds either chain
  my_until integer not null,
  their_until integer not null,
  primary key (partner, case_id)
);
-- An own event that was lost, given back in pieces as it was signed, until all of it is here and its turn has come.
create table exchange.returned_piece (
  partner text not null,
  case_id text not null,
  seq integer not null,
  hash text not null,
  part integer not null,
  parts integer not null,
  -- sealed for the partner and for us; under the case's key here
  piece bytea not null,
  at timestamptz not null,
  primary key (partner, case_id, seq, part)
);

do $$
declare name text;
begin
  foreach name in array array['recovering_partner', 'recovering_case', 'returned_piece'] loop
    execute format('alter table exchange.%I enable row level security', name);
    execute format('alter table exchange.%I force row level security', name);
    execute format('create policy acting on exchange.%I using (coalesce(current_setting(''ihala.staff'', true), '''') <> '''')', name);
  end loop;
end $$;
