-- DESIGN §7, §11: data keys of a case by part: what a withdrawal erases (a category, words, what was written here) and what it never
-- does (part ''). What was kept before lies under that one. An erased key leaves its row, without its bytes: nothing makes another one
-- for a part that was erased.
alter table kit.case_key
  add column part text not null default '',
  add column erased_at timestamptz,
  alter column wrapped drop not null,
  add constraint case_key_erased check ((wrapped is null) = (erased_at is not null)),
  drop constraint case_key_pkey,
  add primary key (case_id, part);
-- The bytes of an erased key lie in a dead row until it is vacuumed: not until a fifth of the table is dead.
alter table kit.case_key set (autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 20);

-- What an escrow held of erased keys: an erasure since then makes it old.
alter table kit.escrow add column erased bigint not null default 0;
