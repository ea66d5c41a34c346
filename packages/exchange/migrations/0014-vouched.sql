-- The signed statement that said so first: whoever is shown evidence years later believes the anchor's signature, not this table.
alter table exchange.member_key add column vouched text;
