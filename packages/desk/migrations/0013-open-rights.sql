-- What is still to be answered here is looked through by its clock (GET /rights), and is little among much that was answered.
create index recourse_open on desk.recourse (due_at, id) where answers = 'us' and answered_at is null;
