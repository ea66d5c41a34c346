-- T6: each message that the bus said it had taken and that was gone without a receipt. No name of it: only that, and when.
create table exchange.bus_drop (
  id uuid primary key,
  at timestamptz not null
);
create index bus_drop_at on exchange.bus_drop (at);

alter table exchange.bus_drop enable row level security;
alter table exchange.bus_drop force row level security;
create policy acting on exchange.bus_drop using ((select coalesce(current_setting('ihala.staff', true), '')) <> '');
