-- A complaint is about its people: of one whose people are all on a member's conflict list, nothing comes back (T22, T33).
-- It is written before its people are, so writing asks only whether the member works here.

drop policy those_who_work on complaints.complaint;
create policy those_who_work on complaints.complaint for insert with check ((select kit.works()));
create policy those_who_see on complaints.complaint
  using ((select kit.works()) and exists (select from complaints.complaint_person held where held.complaint_id = complaint.id));
