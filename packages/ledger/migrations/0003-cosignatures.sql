-- What others signed under each head of the own log: it proves years later when a leaf was there at the latest.
create table ledger.cosignature (
  epoch integer not null,
  size bigint not null,
  member text not null,
  -- signature line (C2SP tlog-cosignature), the first it gave for this head
  line text not null,
  signed_at timestamptz not null,
  primary key (epoch, size, member)
);
alter table ledger.cosignature enable row level security;
alter table ledger.cosignature force row level security;
create policy acting on ledger.cosignature using ((select coalesce(current_setting('ihala.staff', true), '')) <> '');
insert into ledger.cosignature (epoch, size, member, line, signed_at)
select epoch, size, member, line, signed_at from ledger.witness where line is not null and signed_at is not null and size is not null;
