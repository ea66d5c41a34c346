-- Why the bus did not take an event when it was last published: the recipient's inbox is full. Null when it did.
alter table exchange.outbox add column held_up text check (held_up in ('inbox-full'));
-- What of one recipient still waits, oldest first.
create index outbox_recipient on exchange.outbox (recipient, created_at) where status = 'waiting';
