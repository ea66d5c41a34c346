-- The fund, as a double-entry ledger in whole minor units. One row of fund.transfer is both entries of a booking (what leaves one
-- account enters the other), so the sum of all entries cannot be anything but zero.

create schema if not exists fund;

-- One fund, one currency: the first endowment's.
create table fund.fund (
  only_one boolean primary key default true check (only_one),
  currency text not null check (currency ~ '^[A-Z]{3}$')
);
comment on table fund.fund is 'not personal: the currency of the fund';

-- What was given stands against `endowment`, which therefore is the only account below zero. The rest may never be overdrawn (J-4).
create table fund.account (
  code text primary key check (code in ('endowment', 'available', 'reserved', 'paid')),
  balance bigint not null,
  constraint never_overdrawn check (case code when 'endowment' then balance between -1000000000000 and 0 else balance >= 0 end)
);
comment on table fund.account is 'not personal: sums of money';
insert into fund.account (code, balance) values ('endowment', 0), ('available', 0), ('reserved', 0), ('paid', 0);

create table fund.transfer (
  id uuid primary key,
  at timestamptz not null,
  kind text not null,
  from_account text not null references fund.account (code),
  to_account text not null references fund.account (code),
  minor_units bigint not null check (minor_units > 0),
  award_id uuid,
  reference text,
  by_staff text not null,
  constraint accounts_of_kind check ((kind, from_account, to_account) in (
    ('endow', 'endowment', 'available'), ('reserve', 'available', 'reserved'), ('release', 'reserved', 'available'), ('pay', 'reserved', 'paid'))),
  constraint award_of_kind check ((kind = 'endow') = (award_id is null)),
  -- No award is reserved, released or paid twice.
  unique (award_id, kind)
);
comment on table fund.transfer is 'not personal: sums of money by award; who decided is a pseudonym, whom it is for is not known here';

create view fund.entry with (security_invoker = true) as
  select id as transfer_id, at, from_account as account, -minor_units as minor_units from fund.transfer
  union all
  select id, at, to_account, minor_units from fund.transfer;

create function fund.book() returns trigger language plpgsql as $$
begin
  update fund.account set balance = balance + case code when new.to_account then new.minor_units else -new.minor_units end
  where code in (new.from_account, new.to_account);
  return null;
end $$;
create trigger book after insert on fund.transfer for each row execute function fund.book();

create function fund.refuse_change() returns trigger language plpgsql as $$
begin
  raise exception 'the books of the fund are only added to' using errcode = 'insufficient_privilege';
end $$;
create trigger only_added_to before update or delete or truncate on fund.transfer for each statement execute function fund.refuse_change();
-- A balance moves only with a booking.
create trigger only_by_booking before update on fund.account for each statement when (pg_trigger_depth() < 1) execute function fund.refuse_change();
create trigger four_accounts before insert or delete or truncate on fund.account for each statement execute function fund.refuse_change();
