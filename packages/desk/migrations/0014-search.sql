-- DESIGN §11: by which somebody is found. A row is the HMAC of a piece of a name or number, under a key of this organisation that lies
-- with the keys of cases; it goes with the section it is of, and so with that section's key.
create table desk.search_token (
  token bytea not null,
  section_id uuid not null references desk.section (id) on delete cascade,
  owner text not null,
  category text not null,
  primary key (token, section_id)
);
create index search_token_section on desk.search_token (section_id);
create index search_token_owner on desk.search_token (owner, category);
comment on table desk.search_token is 'personal: how somebody’s name is spelt, blinded';

alter table desk.search_token enable row level security;
alter table desk.search_token force row level security;
create policy those_who_see on desk.search_token
  using ((select kit.works()) and owner <> all ((select kit.barred_cases())::text[]));

-- Whether the tokens of a section are written; what was kept before there was a search gets them from a job.
alter table desk.section add column spelt boolean not null default false;
create index section_unspelt on desk.section (id) where not spelt and category in ('identity', 'contact', 'safe-contact');
