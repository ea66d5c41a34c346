-- The Merkle tree over the leaves, its signed heads, and what this organisation knows of the logs of others (DESIGN §10).

-- A running hash over the numbered leaves: link = SHA-256(link before ‖ hash). The tree says that something was changed, this says where.
alter table ledger.leaf add column link bytea check (octet_length(link) = 32);
-- Leaves about the witnessing itself: they are in the tree, and alone they call for no checkpoint, which would call for more of them.
alter table ledger.leaf add column quiet boolean not null default false;
create index leaf_stirring on ledger.leaf (position) where not quiet and position is not null;

do $$
declare
  one record;
  running bytea := '';
begin
  for one in select id, hash from ledger.leaf where position is not null order by position loop
    running := sha256(running || one.hash);
    update ledger.leaf set link = running where id = one.id;
  end loop;
end $$;
alter table ledger.leaf add check ((position is null) = (link is null));

-- Hashes of complete subtrees of 2^height leaves, only at every eighth height: what lies between is computed from at most 255 of these.
create table ledger.subtree (
  height smallint not null check (height > 0 and height % 8 = 0),
  -- the subtree covers the leaves from place × 2^height on
  place bigint not null,
  hash bytea not null check (octet_length(hash) = 32),
  primary key (height, place)
);

-- What was numbered before this table was there.
do $$
declare
  above integer := 0;
begin
  create temporary table row_of_tree on commit drop as select position as place, hash from ledger.leaf where position is not null;
  while (select count(*) > 1 from row_of_tree) loop
    above := above + 1;
    create temporary table row_above on commit drop as
      select place / 2 as place, sha256('\x01'::bytea || string_agg(hash, ''::bytea order by place)) as hash
      from row_of_tree group by place / 2 having count(*) = 2;
    if above % 8 = 0 then insert into ledger.subtree (height, place, hash) select above, place, hash from row_above; end if;
    drop table row_of_tree;
    alter table row_above rename to row_of_tree;
  end loop;
  drop table row_of_tree;
end $$;

-- Signed heads of the own log (C2SP tlog-checkpoint). A restored log begins another epoch.
create table ledger.checkpoint (
  epoch integer not null,
  size bigint not null,
  root bytea not null check (octet_length(root) = 32),
  note text not null,
  made_at timestamptz not null,
  -- when it was last given to witnesses: an unchanged log is countersigned anew every hour
  stated_at timestamptz not null,
  primary key (epoch, size)
);

-- An epoch after the first, and the last witnessed head of the one before, as it was signed, which its checkpoints cite; null when
-- no witness knew one.
create table ledger.epoch (
  epoch integer primary key check (epoch > 1),
  cites text,
  begun_at timestamptz not null
);

-- What each witness last said of the own log.
create table ledger.witness (
  member text primary key,
  asked_at timestamptz,
  -- the last head it countersigned, and its signature line (C2SP tlog-cosignature)
  epoch integer,
  size bigint,
  line text,
  -- the time in that signature
  signed_at timestamptz,
  answered_at timestamptz
);

-- Heads of the logs of others that were countersigned here, one row a log: written before the signature leaves this database.
create table ledger.witnessed (
  origin text primary key,
  member text not null,
  epoch integer not null,
  size bigint not null,
  root bytea not null check (octet_length(root) = 32),
  note text not null,
  -- leaf hashes after `start`, and the complete subtrees before it: enough to say what the log was at every size between
  start bigint not null,
  edge bytea not null check (octet_length(edge) % 32 = 0),
  leaves bytea not null check (octet_length(leaves) % 32 = 0),
  at timestamptz not null
);
create index witnessed_member on ledger.witnessed (member, epoch);

-- Heads that others say they saw, newest of each log and of each who told it.
create table ledger.heard (
  origin text not null,
  teller text not null,
  size bigint not null,
  note text not null,
  at timestamptz not null,
  primary key (origin, teller)
);
create index heard_at on ledger.heard (at desc);

-- What contradicts itself: portable proofs of a fork, and refusals.
create table ledger.evidence (
  id uuid primary key,
  member text not null,
  kind text not null check (kind in ('fork', 'inconsistent', 'epoch-unexplained', 'own-log-behind')),
  -- one of a kind for each pair of heads
  name text not null unique,
  file text not null,
  at timestamptz not null
);

do $$
declare name text;
begin
  foreach name in array array['subtree', 'checkpoint', 'epoch', 'witness', 'witnessed', 'heard', 'evidence'] loop
    execute format('alter table ledger.%I enable row level security', name);
    execute format('alter table ledger.%I force row level security', name);
    execute format('create policy acting on ledger.%I using ((select coalesce(current_setting(''ihala.staff'', true), '''')) <> '''')', name);
  end loop;
end $$;
