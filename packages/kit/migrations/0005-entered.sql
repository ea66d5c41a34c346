-- For whom a transaction works is asked once, when it begins: whether that member may work, and which cases are closed to them.
-- Every policy asked it of the tables again with each statement, which was a third of what the database did for a request.
-- What was found is kept in settings of the transaction, under the member's id: another member, and a transaction that only
-- said for whom it works, find nothing there and ask the tables as before. Barring and suspension hold for every transaction
-- that begins after their commit.

create function kit.enter(staff text) returns boolean
  language plpgsql volatile
  as $$
  declare
    closed text[];
  begin
    perform set_config('ihala.staff', staff, true);
    if staff = 'system' then
      return true;
    end if;
    select array(select barred.case_id from kit.barred where barred.staff_id = member.id) into closed
      from kit.staff member where member.id = staff::uuid and member.suspended_at is null;
    if not found then
      return false;
    end if;
    perform set_config('ihala.entered', staff, true), set_config('ihala.barred', closed::text, true);
    return true;
  end
  $$;

create or replace function kit.enter(staff text, request_lock bigint, request_key text)
  returns table (works boolean, request_hash bytea, answer bytea)
  language plpgsql volatile rows 1
  as $$
  declare
    allowed boolean;
  begin
    perform pg_advisory_xact_lock(request_lock);
    allowed := kit.enter(staff);
    return query
      select allowed, given.request_hash, given.answer
        from (select) as one left join kit.idempotency given on given.staff_id = staff::uuid and given.key = request_key;
  end
  $$;

-- Whether the member for whom this transaction works was found to work when it entered. Null when it did not enter.
create function kit.entered() returns boolean
  language sql stable parallel safe
  return nullif(current_setting('ihala.entered', true), '') = kit.actor();

create function kit.member_barred_cases() returns text[]
  language sql stable parallel safe
  return array(select barred.case_id from kit.barred where barred.staff_id = kit.member());

-- These have no subquery of their own, so that the planner takes them into the query.
create or replace function kit.works() returns boolean
  language sql stable parallel safe
  return case when kit.actor() = 'system' then true when kit.entered() then true else kit.member_works() end;

create or replace function kit.barred_cases() returns text[]
  language sql stable parallel safe
  return case when kit.entered() then current_setting('ihala.barred')::text[] else kit.member_barred_cases() end;

create or replace function kit.sees(case_id text) returns boolean
  language sql stable parallel safe
  return case when kit.actor() = 'system' then true
              when kit.entered() then sees.case_id <> all (current_setting('ihala.barred')::text[])
              else kit.member_sees(case_id) end;
