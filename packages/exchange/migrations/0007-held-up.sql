-- Why the bus did not take an event when it was last published: the recipient's inbox is full. Null when it did.
alter table exchange.outbox add column held_up text check (held_up in ('inbox-full'));
