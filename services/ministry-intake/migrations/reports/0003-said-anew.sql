-- A6: when somebody said anew who they are after a file was made of it, to the hour, and the task that it became; null once it is decided.
alter table reports.report add column corrected_at timestamptz, add column correction_task uuid;
