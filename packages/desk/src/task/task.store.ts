import { Refusal, type TaskView } from '@ihala/contract'
import type { Tx } from '@ihala/kit'

/** Writes down that a person must do something. `code` is translated on the screen. */
export async function addTask(
  tx: Tx,
  task: {
    readonly id: string
    readonly code: string
    readonly referralId: string | null
    readonly dueAt: string | null
    readonly now: string
  },
): Promise<void> {
  await tx`insert into desk.task (id, code, referral_id, due_at, created_at) values (${task.id}, ${task.code}, ${task.referralId}, ${task.dueAt}, ${task.now})`
}

/** Open tasks, the most urgent first. */
export async function openTasks(tx: Tx, limit: number): Promise<TaskView[]> {
  return tx<TaskView[]>`
    select id, code, referral_id, due_at, created_at, done_at from desk.task where done_at is null order by due_at nulls last, id limit ${limit}`
}

/** Marks a task as done. Throws Refusal `not-found`; doing it twice changes nothing. */
export async function finishTask(tx: Tx, id: string, staff: string, now: string): Promise<void> {
  const done = await tx`update desk.task set done_at = coalesce(done_at, ${now}), done_by = coalesce(done_by, ${staff}) where id = ${id}`
  if (done.count === 0) throw new Refusal('not-found')
}
