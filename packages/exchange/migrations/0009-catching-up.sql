-- What did not fit into one recipient's inbox, oldest first.
create index outbox_held_up on exchange.outbox (recipient, created_at) where status = 'waiting' and held_up is not null;
-- Whether anything that waits has come to its end, however much waits.
create index outbox_expires on exchange.outbox (expires_at) where status = 'waiting';
