import { Refusal, type StaffRole, type TaskView } from '@ihala/contract'
import { build, type Given, insertion, statement, type Tx } from '@ihala/kit'
import { and, asc, eq, getTableColumns, isNull, sql } from 'drizzle-orm'
import { tasks } from './task.tables.ts'

/** Who did what no person did. */
const SYSTEM = 'system'

/** Tasks that only their own act ends (R-1: the person was told), so that nobody ticks them off. */
const ENDED_BY_THEIR_ACT = ['tell-person-danger', 'tell-person-compelled']

const insert = insertion(tasks, ['id', 'code', 'referralId', 'dueAt', 'createdAt', 'forRole', 'forStaff'])
const { doneBy: _by, forRole: _role, forStaff: _staff, ...shown } = getTableColumns(tasks)
const isMine = sql<boolean>`(${tasks.forStaff} is null or ${tasks.forStaff} = kit.member())`
const open = statement((given: Given<{ limit: number }>) =>
  build
    .select(shown)
    .from(tasks)
    .where(and(isNull(tasks.doneAt), isNull(tasks.forRole), isMine))
    .orderBy(sql`${tasks.dueAt} nulls last`, asc(tasks.id))
    .limit(given.limit),
)
const openFor = statement((given: Given<{ role: StaffRole; limit: number }>) =>
  build
    .select(shown)
    .from(tasks)
    .where(and(isNull(tasks.doneAt), eq(tasks.forRole, given.role)))
    .orderBy(asc(tasks.dueAt), asc(tasks.id))
    .limit(given.limit),
)
const owner = statement((given: Given<{ id: string }>) =>
  build
    .select({ code: tasks.code, forRole: tasks.forRole })
    .from(tasks)
    .where(and(eq(tasks.id, given.id), isMine)),
)
const finish = statement((given: Given<{ id: string; now: string; staff: string }>) =>
  build
    .update(tasks)
    .set({ doneAt: sql`coalesce(${tasks.doneAt}, ${given.now})`, doneBy: sql`coalesce(${tasks.doneBy}, ${given.staff})` })
    .where(eq(tasks.id, given.id)),
)

/** Writes down that a person must do something. `code` is translated on the screen; `forRole` and `forStaff` take it out of the list of all. */
export async function addTask(
  tx: Tx,
  task: {
    readonly id: string
    readonly code: string
    readonly referralId: string | null
    readonly dueAt: string | null
    readonly now: string
    readonly forRole?: StaffRole
    readonly forStaff?: string
  },
): Promise<void> {
  const { now: createdAt, forRole = null, forStaff = null, ...row } = task
  await insert.run(tx, { ...row, createdAt, forRole, forStaff })
}

/** As `addTask`, unless the same was ever asked of the same referral, or of none is open: what may be told again is asked once. */
export async function addTaskOnce(tx: Tx, task: Parameters<typeof addTask>[1]): Promise<void> {
  const { referralId, code } = task
  const asked =
    referralId === null
      ? await tx`select from desk.task where referral_id is null and done_at is null and code = ${code} limit 1`
      : await tx`select from desk.task where referral_id = ${referralId} and code = ${code} limit 1`
  if (asked.length === 0) await addTask(tx, task)
}

/** As `addTask`, unless the same of the same referral, or of none, is open. */
export async function addTaskUnlessOpen(tx: Tx, task: Parameters<typeof addTask>[1]): Promise<void> {
  const { referralId, code } = task
  const asked =
    await tx`select from desk.task where referral_id is not distinct from ${referralId} and code = ${code} and done_at is null limit 1`
  if (asked.length === 0) await addTask(tx, task)
}

/** What is to be told to the person of a referral that a stolen key touched, by the safe contact (c23). */
const WARN = 'warn-of-theft'
/** How soon, hours. */
const WARN_WITHIN = 24

/**
 * c23: asks that the persons of these cases be warned; once each, unless it was asked since `from`, when the theft began. Returns of
 * how many. A case that has no referral here is passed over.
 */
export async function askToWarn(
  tx: Tx,
  cases: readonly { readonly id: string; readonly caseId: string }[],
  now: string,
  from: string,
): Promise<number> {
  const [ids, caseIds] = [cases.map(({ id }) => id), cases.map(({ caseId }) => caseId)]
  const added = await tx`
    insert into desk.task (id, code, referral_id, due_at, created_at)
    select row.id, ${WARN}, r.id, ${now}::timestamptz + make_interval(hours => ${WARN_WITHIN}), ${now}
    from unnest(${ids}::uuid[], ${caseIds}::text[]) as row (id, case_id) join desk.referral r on r.case_id = row.case_id
    where not exists (select from desk.task t where t.referral_id = r.id and t.code = ${WARN} and (t.done_at is null or t.created_at >= ${from}))`
  return added.count
}

/** Open tasks, the most urgent first. */
export async function openTasks(tx: Tx, limit: number): Promise<TaskView[]> {
  return [...(await open.run(tx, { limit }))]
}

/** Open tasks of one role, the most urgent first. */
export async function openTasksFor(tx: Tx, role: StaffRole, limit: number): Promise<TaskView[]> {
  return [...(await openFor.run(tx, { role, limit }))]
}

/** Marks a task as done by the service itself: what it asked for is there. One that somebody has done stays theirs. */
export async function endTask(tx: Tx, id: string, now: string): Promise<void> {
  await finish.run(tx, { id, now, staff: SYSTEM })
}

/** Marks as done, by the service itself, what was asked of a referral and is not needed any more. */
export async function endTasksOf(
  tx: Tx,
  { referralId, code, now }: { readonly referralId: string; readonly code: string; readonly now: string },
): Promise<void> {
  await tx`update desk.task set done_at = ${now}, done_by = ${SYSTEM} where referral_id = ${referralId} and code = ${code} and done_at is null`
}

/**
 * Marks a task of all, or of one role, as done; doing it twice changes nothing. Throws Refusal `not-found`, also for a task of others;
 * `state-forbids` for one that only its own act ends.
 */
export async function finishTask(tx: Tx, id: string, staff: string, now: string, role: StaffRole | null = null): Promise<void> {
  const task = await owner.first(tx, { id })
  if (!task || task.forRole !== role) throw new Refusal('not-found')
  if (ENDED_BY_THEIR_ACT.includes(task.code)) throw new Refusal('state-forbids', { rule: 'ended-by-its-act' })
  await finish.run(tx, { id, now, staff })
}

/** M5: what was asked of one member by name is asked of another from now on. */
export async function handTasksOver(tx: Tx, from: string, to: string): Promise<void> {
  await tx`update desk.task set for_staff = ${to} where for_staff = ${from} and done_at is null`
}
