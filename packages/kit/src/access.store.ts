import { appendLeaves, makeLeaf, type Tx } from '@ihala/ledger'
import type { Stamp } from '@ihala/policy'

/** What somebody reads. */
export interface Reading {
  /** The action as the policies name it. */
  readonly action: string
  /** Row id of the person, the case, or what else is opened; a word such as `people` for a list. */
  readonly subject: string
}

/** One line of the access log, or one decision. */
export interface AccessLine extends Reading {
  readonly id: string
  /** Pseudonym of the staff member. */
  readonly staff: string
  /** ISO instant. */
  readonly at: string
}

/** Writes what somebody read: of each a row, and a leaf of the same id in the organisation's log (DESIGN §10, R-9). */
export async function recordReadings(tx: Tx, staff: string, readings: readonly Reading[], stamp: () => Stamp): Promise<void> {
  if (readings.length === 0) return
  const lines = readings.map(({ action, subject }) => ({ ...stamp(), action, subject }))
  await Promise.all([
    tx`
      insert into kit.access (id, staff, action, subject, at)
      select id, ${staff}, action, subject, at from unnest(
        ${lines.map(({ id }) => id)}::uuid[], ${lines.map(({ action }) => action)}::text[], ${lines.map(({ subject }) => subject)}::text[],
        ${lines.map(({ now }) => now)}::timestamptz[]) as line (id, action, subject, at)`,
    appendLeaves(
      tx,
      lines.map(({ id, now, action, subject }) => makeLeaf(id, { kind: 'read', staff, action, subject, at: now })),
    ),
  ])
}

/**
 * Writes a decision into the organisation's log as a leaf (DESIGN §10): in the transaction of what was decided, so that neither is
 * there without the other. `staff` is a pseudonym, or `system`.
 */
export function recordDecision(tx: Tx, { id, action, subject, staff, at }: AccessLine): Promise<void> {
  return appendLeaves(tx, [makeLeaf(id, { kind: 'decision', staff, action, subject, at })])
}

/** Who read any of these subjects, newest first. `before` is the id of the last line seen. */
export async function readingsOf(tx: Tx, subjects: readonly string[], limit: number, before?: string): Promise<AccessLine[]> {
  return tx<AccessLine[]>`
    select id, staff, action, subject, at from kit.access
    where subject = any(${[...subjects]}::text[]) and id < ${before ?? 'ffffffff-ffff-ffff-ffff-ffffffffffff'}::uuid
    order by id desc limit ${limit}`
}
