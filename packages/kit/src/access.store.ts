import type { ReadingReason } from '@ihala/contract'
import { appendLeaves, makeLeaf, type Tx } from '@ihala/ledger'
import type { Stamp } from '@ihala/policy'

/** What somebody reads. */
export interface Reading {
  /** The action as the policies name it. */
  readonly action: string
  /** Row id of the person, the case, or what else is opened; a word such as `people` for a list. */
  readonly subject: string
  /** Why they looked at a case that is a colleague's; absent where nobody had to say. */
  readonly reason?: ReadingReason | undefined
}

/** One line of the access log, or one decision. */
export interface AccessLine extends Reading {
  readonly id: string
  /** Pseudonym of the staff member. */
  readonly staff: string
  /** ISO instant. */
  readonly at: string
}

/** One line of the access log as it is kept. */
export type ReadLine = Omit<AccessLine, 'reason'> & { readonly reason: ReadingReason | null }

/** Writes what somebody read: of each a row, and a leaf of the same id in the organisation's log (DESIGN §10, R-9). */
export async function recordReadings(tx: Tx, staff: string, readings: readonly Reading[], stamp: () => Stamp): Promise<void> {
  if (readings.length === 0) return
  const lines = readings.map(({ action, subject, reason }) => ({ ...stamp(), action, subject, reason }))
  await Promise.all([
    tx`
      insert into kit.access (id, staff, action, subject, at, reason)
      select id, ${staff}, action, subject, at, reason from unnest(
        ${lines.map(({ id }) => id)}::uuid[], ${lines.map(({ action }) => action)}::text[], ${lines.map(({ subject }) => subject)}::text[],
        ${lines.map(({ now }) => now)}::timestamptz[], ${lines.map(({ reason }) => reason ?? null)}::text[])
        as line (id, action, subject, at, reason)`,
    appendLeaves(
      tx,
      lines.map(({ id, now, action, subject, reason }) =>
        makeLeaf(id, { kind: 'read', staff, action, subject, at: now, ...(reason === undefined ? {} : { reason }) }),
      ),
    ),
  ])
}

/**
 * Writes a decision into the organisation's log as a leaf (DESIGN §10): in the transaction of what was decided, so that neither is
 * there without the other. `staff` is a pseudonym, or `system`.
 */
export function recordDecision(tx: Tx, { id, action, subject, staff, at, reason }: AccessLine): Promise<void> {
  return appendLeaves(tx, [makeLeaf(id, { kind: 'decision', staff, action, subject, at, ...(reason === undefined ? {} : { reason }) })])
}

/** A legal clock that ran out: its code, the rule set it ran under, when it was due, and the event that the rule names. */
export interface BreachLine {
  readonly id: string
  readonly subject: string
  readonly caseId: string
  readonly clock: string
  readonly law: string
  readonly breach: string
  readonly dueAt: string
  readonly at: string
}

/** L5: writes into the organisation's log that a legal clock ran out, as a leaf; in the transaction that finds it. */
export function recordBreach(tx: Tx, { id, caseId, ...line }: BreachLine): Promise<void> {
  return appendLeaves(tx, [makeLeaf(id, { kind: 'breach', case: caseId, ...line })])
}

/** Who read any of these subjects, newest first. `before` is the id of the last line seen. */
export async function readingsOf(tx: Tx, subjects: readonly string[], limit: number, before?: string): Promise<ReadLine[]> {
  return tx<ReadLine[]>`
    select id, staff, action, subject, at, reason from kit.access
    where subject = any(${[...subjects]}::text[]) and id < ${before ?? 'ffffffff-ffff-ffff-ffff-ffffffffffff'}::uuid
    order by id desc limit ${limit}`
}
