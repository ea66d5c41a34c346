-- The part of its owner under whose key each row lies (DESIGN §7, §11), so that a part can be erased. What was kept before lies under
-- the key of the whole owner.
alter table desk.section add column part text not null default '';
alter table desk.note add column part text not null default '';
alter table desk.file add column part text not null default '';
alter table desk.referral add column need_part text not null default '';
