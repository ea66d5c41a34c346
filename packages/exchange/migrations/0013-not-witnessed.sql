-- A second reason why an event is not on the bus: our log has been without witnesses for four hours (DESIGN §10).
alter table exchange.outbox drop constraint outbox_held_up_check;
alter table exchange.outbox add constraint outbox_held_up_check check (held_up in ('inbox-full', 'not-witnessed'));
