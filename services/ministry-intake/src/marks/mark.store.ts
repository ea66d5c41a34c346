import type { Names } from '@ihala/contract'
import { build, type Given, insertion, type ServiceContext, staffNames, statement, type Tx } from '@ihala/kit'
import { asc, sql } from 'drizzle-orm'
import { staffMarks } from './mark.tables.ts'
import { assertMarked, type Mark, type NewMark } from './mark.ts'

const give = insertion(staffMarks, ['id', 'issuer', 'sub', 'mark', 'validUntil', 'givenAt'], (row) =>
  row
    .onConflictDoUpdate({
      target: [staffMarks.issuer, staffMarks.sub, staffMarks.mark],
      set: { validUntil: sql`excluded.valid_until`, givenAt: sql`excluded.given_at`, version: sql`${staffMarks.version} + 1` },
    })
    .returning({ id: staffMarks.id, version: staffMarks.version }),
)
const page = statement((given: Given<{ limit: number }>) => {
  const { id, sub, mark, validUntil, version } = staffMarks
  return build.select({ id, sub, mark, validUntil, version }).from(staffMarks).orderBy(asc(validUntil), asc(id)).limit(given.limit)
})

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
  const { now: givenAt, ...row } = given
  const kept = await give.first(tx, { ...row, givenAt })
  if (!kept) throw new Error('a mark that was given has a row')
  return kept
}

/** D-12: throws Refusal `mark-missing` unless the member (row id in kit.staff) has the mark on this local date. */
export async function assertHasMark(tx: Tx, staffId: string, mark: Mark, today: string): Promise<void> {
  const [row] = await tx<{ validUntil: string }[]>`
    select staff_mark.valid_until from marks.staff_mark join kit.staff using (issuer, sub) where staff.id = ${staffId} and staff_mark.mark = ${mark}`
  assertMarked(mark, row?.validUntil, today)
}

/** All marks, those that run out first in front. */
export async function heldMarks(tx: Tx, limit: number): Promise<HeldMark[]> {
  return [...(await page.run(tx, { limit }))]
}

/** The staff who signed in with this identity provider and are not suspended, by account and name. */
export async function staffByAccount(
  tx: Tx,
  { keyring }: Pick<ServiceContext, 'keyring'>,
  issuer: string,
): Promise<{ readonly sub: string; readonly names: Names }[]> {
  const rows = await tx<{ sub: string; names: Buffer | null }[]>`
    select sub, names from kit.staff where issuer = ${issuer} and suspended_at is null order by id`
  return rows.map(({ sub, names }) => ({ sub, names: staffNames(keyring, names).names }))
}
