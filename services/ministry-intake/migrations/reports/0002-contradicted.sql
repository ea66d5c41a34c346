-- D8: what a report had been closed as when whoever reported said that it is not so; it is open again then.
alter table reports.report add column contradicted text;
