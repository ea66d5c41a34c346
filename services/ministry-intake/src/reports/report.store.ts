import { Refusal, type ReportLine, type ReportOutcome, type ReportSeen, type ReportStep, type StaffRole } from '@ihala/contract'
import { type Inserted, insertion, type Tx } from '@ihala/kit'
import { reportLooks, reportMessages, reportSteps, reports } from './report.tables.ts'
import type { Report } from './report.ts'

const NEW = ['id', 'caseId', 'filing', 'filedOn', 'statement', 'acknowledgeBy', 'sealed', 'sealedTo'] as const
const insert = insertion(reports, NEW)
const insertStep = insertion(reportSteps, ['reportId', 'caseId', 'step', 'at'], (row) => row.onConflictDoNothing())
const insertLook = insertion(reportLooks, ['reportId', 'caseId', 'at', 'role'], (row) => row.onConflictDoNothing())
const insertMessage = insertion(reportMessages, ['reportId', 'seq', 'caseId', 'voice', 'at', 'sealed', 'sealedTo', 'content', 'read'])

/** One message of the conversation, as it is kept. */
export interface KeptMessage {
  readonly seq: number
  readonly voice: 'reporter' | 'ministry'
  readonly at: string
  readonly sealed: string | null
  readonly sealedTo: string | null
  readonly content: Buffer | null
}

/** A message that nobody has numbered yet. */
export type NewMessage = Omit<KeptMessage, 'seq'>

const columns = (tx: Tx) => tx`
  id, case_id, filed_on, statement, step, acknowledge_by, acknowledged_at, breached_at, outcome, contradicted, closed_at, withdrawn_at, sealed, sealed_to,
  content, identity, person_id, corrected_at, correction_task, version`

/** Keeps a report that was filed. */
export async function insertReport(tx: Tx, report: Inserted<typeof reports, (typeof NEW)[number]>): Promise<void> {
  await insert.run(tx, report)
}

/** The report of a code, by argon2id of it; undefined when there is none. */
export async function reportByFiling(tx: Tx, filing: string): Promise<Report | undefined> {
  const [row] = await tx<Report[]>`select ${columns(tx)} from reports.report where filing = ${filing}`
  return row
}

/** As `reportByFiling`, for a change. Throws Refusal `not-found`. */
export async function lockByFiling(tx: Tx, filing: string): Promise<Report> {
  const [row] = await tx<Report[]>`select ${columns(tx)} from reports.report where filing = ${filing} for update`
  if (row === undefined) throw new Refusal('not-found')
  return row
}

/** A report for a change. Throws Refusal `not-found`, also for one this member may not see. */
export async function lockReport(tx: Tx, id: string): Promise<Report> {
  const [row] = await tx<Report[]>`select ${columns(tx)} from reports.report where id = ${id} for update`
  if (row === undefined) throw new Refusal('not-found')
  return row
}

/** Reports as staff see them before they open one: those to be read first in front, closed ones last. */
export async function reportLines(tx: Tx, limit: number, id?: string): Promise<ReportLine[]> {
  return tx<ReportLine[]>`
    select report.id, report.filed_on, report.step, report.acknowledge_by, report.acknowledged_at is not null as acknowledged,
      report.breached_at is not null as overdue, report.identity is not null as identified, report.outcome, report.contradicted,
      report.withdrawn_at is not null as withdrawn, report.version,
      (select count(*)::int from reports.message where report_id = report.id and voice = 'reporter' and not read) as unread
    from reports.report
    ${id === undefined ? tx`` : tx`where report.id = ${id}`}
    order by report.step = 'closed', report.acknowledged_at is not null, report.acknowledge_by, report.id limit ${limit}`
}

/** When each step was reached, in their order. */
export async function stepsOf(tx: Tx, { id }: Pick<Report, 'id'>): Promise<{ step: ReportStep; at: string }[]> {
  return tx<{ step: ReportStep; at: string }[]>`
    select step, at from reports.step where report_id = ${id} order by array_position(array['received', 'read', 'working', 'closed'], step)`
}

/** Who looked, by role and hour, the last first. */
export async function looksOf(tx: Tx, { id }: Pick<Report, 'id'>): Promise<ReportSeen['looks']> {
  return tx<ReportSeen['looks']>`select at, role from reports.look where report_id = ${id} order by at desc, role limit 50`
}

/** Writes down that somebody of a role looked, within this hour. */
export async function addLook(tx: Tx, { id, caseId }: Report, at: string, role: StaffRole): Promise<void> {
  await insertLook.run(tx, { reportId: id, caseId, at, role })
}

/** The conversation, in its order. */
export async function messagesOf(tx: Tx, { id }: Pick<Report, 'id'>): Promise<KeptMessage[]> {
  return tx<KeptMessage[]>`
    select seq, voice, at, sealed, sealed_to, content from reports.message where report_id = ${id} order by seq`
}

/** How many messages there are; of a locked report. The next one has the next number. */
export async function countMessages(tx: Tx, { id }: Pick<Report, 'id'>): Promise<number> {
  const [row] = await tx<{ count: number }[]>`select coalesce(max(seq), 0)::int as count from reports.message where report_id = ${id}`
  return row?.count ?? 0
}

/** Adds a message to a locked report. */
export async function addMessage(tx: Tx, { id, caseId }: Report, seq: number, message: NewMessage): Promise<void> {
  await insertMessage.run(tx, { reportId: id, caseId, seq, ...message, read: message.voice === 'ministry' })
}

/** Writes down that the messages of a report were read. */
export async function markRead(tx: Tx, { id }: Pick<Report, 'id'>): Promise<void> {
  await tx`update reports.message set read = true where report_id = ${id} and not read`
}

/** What was sealed to the portal's key lies under the key of its case from now on. @param seq a message; undefined for the report itself */
export async function saveTakenIn(tx: Tx, { id }: Pick<Report, 'id'>, seq: number | undefined, content: Buffer): Promise<void> {
  if (seq === undefined) await tx`update reports.report set content = ${content}, sealed = null, sealed_to = null where id = ${id}`
  else await tx`update reports.message set content = ${content}, sealed = null, sealed_to = null where report_id = ${id} and seq = ${seq}`
}

/** What changes in a report, beside its version. */
export interface Changed {
  readonly step?: ReportStep
  readonly at: string
  readonly outcome?: ReportOutcome
  readonly identity?: Buffer
  readonly personId?: string
}

/** Writes a change of a locked report. A step is reached once. Returns the new version. */
export async function saveReport(
  tx: Tx,
  report: Report,
  { step = report.step, at, outcome, identity, personId }: Changed,
): Promise<number> {
  if (step !== report.step) await insertStep.run(tx, { reportId: report.id, caseId: report.caseId, step, at })
  const [row] = await tx<{ version: number }[]>`
    update reports.report set step = ${step}, outcome = ${outcome ?? report.outcome}, identity = ${identity ?? report.identity},
      person_id = ${personId ?? report.personId}, closed_at = ${step === 'closed' ? (report.closedAt ?? at) : null},
      acknowledged_at = ${step === 'received' ? null : (report.acknowledgedAt ?? at)}, version = version + 1
    where id = ${report.id} returning version`
  if (row === undefined) throw new Error('a locked report has a row')
  return row.version
}

/** Writes down that somebody said anew who they are, or, without it, that it was decided. */
export async function saveCorrection(
  tx: Tx,
  { id }: Pick<Report, 'id'>,
  correction?: { readonly at: string; readonly task: string },
): Promise<void> {
  await tx`
    update reports.report set corrected_at = ${correction?.at ?? null}, correction_task = ${correction?.task ?? null} where id = ${id}`
}

/** D8: opens a locked report again that was closed: what it was closed as is kept as contradicted. */
export async function saveContradicted(tx: Tx, { id, caseId }: Pick<Report, 'id' | 'caseId'>, at: string): Promise<void> {
  await tx`delete from reports.step where report_id = ${id} and step = 'closed'`
  await insertStep.run(tx, { reportId: id, caseId, step: 'working', at })
  await tx`
    update reports.report set contradicted = outcome, outcome = null, step = 'working', closed_at = null, version = version + 1
    where id = ${id}`
}

/** Writes the first step of a report that was filed. */
export async function insertFirstStep(tx: Tx, { id, caseId }: Pick<Report, 'id' | 'caseId'>, at: string): Promise<void> {
  await insertStep.run(tx, { reportId: id, caseId, step: 'received', at })
}

/** Takes a locked report back: that it was filed stays, and that it was taken back. */
export async function saveWithdrawn(tx: Tx, report: Report, at: string): Promise<void> {
  // The day they are shown is that of taking it back, also of one that had been closed before.
  await tx`delete from reports.step where report_id = ${report.id} and step = 'closed'`
  await insertStep.run(tx, { reportId: report.id, caseId: report.caseId, step: 'closed', at })
  await tx`delete from reports.message where report_id = ${report.id}`
  await tx`
    update reports.report set withdrawn_at = ${at}, step = 'closed', closed_at = coalesce(closed_at, ${at}), outcome = 'withdrawn', sealed = null,
      sealed_to = null, content = null, identity = null, corrected_at = null, correction_task = null, version = version + 1
    where id = ${report.id}`
}

/** Reports that nobody has read in their time, and of which nobody was told yet, locked; the oldest first. @param now ISO instant */
export async function lockUnread(tx: Tx, now: string, limit: number): Promise<Report[]> {
  return tx<Report[]>`
    select ${columns(tx)} from reports.report
    where acknowledged_at is null and breached_at is null and step <> 'closed' and acknowledge_by < ${now}
    order by acknowledge_by, id limit ${limit} for update skip locked`
}

/** Writes down that it is known that nobody read it in its time. */
export async function saveBreach(tx: Tx, { id }: Pick<Report, 'id'>, at: string): Promise<void> {
  await tx`update reports.report set breached_at = ${at} where id = ${id}`
}

/** Reports with something still sealed to one of these keys, locked; a few. */
export async function lockSealedTo(tx: Tx, kids: readonly string[], limit: number): Promise<Report[]> {
  return tx<Report[]>`
    select ${columns(tx)} from reports.report
    where sealed_to = any(${[...kids]}::text[]) or id in (select report_id from reports.message where sealed_to = any(${[...kids]}::text[]))
    order by id limit ${limit} for update skip locked`
}

/** Keys of the portal to which something is still sealed. */
export async function keysInUse(tx: Tx): Promise<string[]> {
  const rows = await tx<{ sealedTo: string }[]>`
    select sealed_to from reports.report where sealed_to is not null union select sealed_to from reports.message where sealed_to is not null`
  return rows.map(({ sealedTo }) => sealedTo)
}
