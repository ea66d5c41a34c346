-- Signed-in browsers. The cookie is opaque and only its hash is kept; nothing here says what anybody did.
create table kit.session (
  id_hash bytea primary key check (octet_length(id_hash) = 32),
  staff_id uuid not null references kit.staff (id) on delete cascade,
  csrf text not null,
  created_at timestamptz not null,
  seen_at timestamptz not null
);
create index session_staff on kit.session (staff_id);
create index session_seen on kit.session (seen_at);

alter table kit.session enable row level security;
alter table kit.session force row level security;
create policy the_service on kit.session using (kit.actor() = 'system');

-- The session behind a cookie, unless its member is suspended. A request asks before it knows for whom it works, so the
-- service itself is the actor for the length of this one statement.
create function kit.session_of(cookie_hash bytea)
  returns table (csrf text, created_at timestamptz, seen_at timestamptz, id uuid, pseudonym text, roles text[], names bytea)
  language plpgsql volatile rows 1
  as $$
  declare
    before text := coalesce(current_setting('ihala.staff', true), '');
  begin
    -- Not a SET of the function: only a superuser may write one for a setting of our own.
    perform set_config('ihala.staff', 'system', true);
    return query
      select session.csrf, session.created_at, session.seen_at, staff.id, staff.pseudonym, staff.roles, staff.names
        from kit.session join kit.staff on staff.id = session.staff_id
       where session.id_hash = cookie_hash and staff.suspended_at is null;
    perform set_config('ihala.staff', before, true);
  end
  $$;
