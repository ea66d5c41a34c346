import type { Tx } from '@ihala/kit'
import { assertMarked, type Mark, type NewMark } from './mark.ts'

/** A mark as it is kept. */
export interface HeldMark extends NewMark {
  readonly id: string
  readonly version: number
}

/** Gives a member a mark, or another last day to the one they have. Returns its id and version. */
export async function giveMark(
  tx: Tx,
  given: NewMark & { readonly id: string; readonly issuer: string; readonly now: string },
): Promise<{ id: string; version: number }> {
  const [row] = await tx<{ id: string; version: number }[]>`
    insert into marks.staff_mark (id, issuer, sub, mark, valid_until, given_at)
    values (${given.id}, ${given.issuer}, ${given.sub}, ${given.mark}, ${given.validUntil}, ${given.now})
    on conflict (issuer, sub, mark) do update
      set valid_until = excluded.valid_until, given_at = excluded.given_at, version = staff_mark.version + 1
    returning id, version`
  if (!row) throw new Error('a mark that was given has a row')
  return { id: row.id, version: row.version }
}

/** D-12: throws Refusal `mark-missing` unless the member (row id in kit.staff) has the mark on this local date. */
export async function assertHasMark(tx: Tx, staffId: string, mark: Mark, today: string): Promise<void> {
  const [row] = await tx<{ validUntil: string }[]>`
    select staff_mark.valid_until from marks.staff_mark join kit.staff using (issuer, sub) where staff.id = ${staffId} and staff_mark.mark = ${mark}`
  assertMarked(mark, row?.validUntil, today)
}

/** All marks, those that run out first in front. */
export async function heldMarks(tx: Tx, limit: number): Promise<HeldMark[]> {
  return tx<HeldMark[]>`select id, sub, mark, valid_until, version from marks.staff_mark order by valid_until, id limit ${limit}`
}
