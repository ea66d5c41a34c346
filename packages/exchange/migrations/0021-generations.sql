-- How many keys the words of a referral have had: each withdrawal that leaves something begins the next one, since notes go with whatever
-- is taken back and the case goes on after it (DESIGN §7, T42). Counted with the grant of which it was taken back.
alter table exchange.grant_held add column words integer not null default 1 check (words > 0);
update exchange.grant_held set words = 2 where withdrawn <> '{}';
