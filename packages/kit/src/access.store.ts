import { appendLeaves, makeLeaf, type Tx } from '@ihala/ledger'
import type { Stamp } from '@ihala/policy'

/** What somebody reads. */
export interface Reading {
  /** The action as the policies name it. */
  readonly action: string
  /** Row id of the person, the case, or what else is opened; a word such as `people` for a list. */
  readonly subject: string
}

/** One line of the access log. */
export interface AccessLine extends Reading {
  readonly id: string
  /** Pseudonym of the staff member. */
  readonly staff: string
  /** ISO instant. */
  readonly at: string
}

/** Writes that somebody read: a row, and a leaf of the same id in the organisation's log (DESIGN §10, R-9). */
export async function recordReading(tx: Tx, staff: string, { action, subject }: Reading, { id, now }: Stamp): Promise<void> {
  await Promise.all([
    tx`insert into kit.access (id, staff, action, subject, at) values (${id}, ${staff}, ${action}, ${subject}, ${now})`,
    appendLeaves(tx, [makeLeaf(id, { kind: 'read', staff, action, subject, at: now })]),
  ])
}

/** Who read a subject, newest first. `before` is the id of the last line seen. */
export async function readingsOf(tx: Tx, subject: string, limit: number, before?: string): Promise<AccessLine[]> {
  return tx<AccessLine[]>`
    select id, staff, action, subject, at from kit.access
    where subject = ${subject} and id < ${before ?? 'ffffffff-ffff-ffff-ffff-ffffffffffff'}::uuid
    order by id desc limit ${limit}`
}
