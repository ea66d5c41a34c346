import { Refusal, type ReportCounts } from '@ihala/contract'
import { guarded } from '@ihala/desk'
import { insertion, type Tx } from '@ihala/kit'
import { sql } from 'drizzle-orm'
import type { Solved } from './admission.ts'
import { filedWeeks, spentPuzzles } from './report.tables.ts'

const count = insertion(filedWeeks, ['week', 'count'], (row) =>
  row.onConflictDoUpdate({ target: filedWeeks.week, set: { count: sql`${filedWeeks.count} + 1` } }),
)
const spend = insertion(spentPuzzles, ['puzzle', 'until'], (row) => row.onConflictDoNothing())

/** c12: counts one report, in the week that begins on this Monday. In a transaction of its own: rows of one transaction can be joined. */
export async function countFiled(tx: Tx, week: string): Promise<void> {
  await count.run(tx, { week, count: 1 })
}

/** How many were filed, by year; no number under eleven. */
export async function filedCounted(tx: Tx): Promise<ReportCounts['rows']> {
  const rows = await tx<{ year: string; count: number }[]>`
    select to_char(week, 'IYYY') as year, sum(count)::int as count from reports.filed_week group by 1 order by 1 desc`
  return rows.map(({ year, count: filed }) => ({ year, count: guarded(filed) }))
}

/** A8: uses a puzzle up. Throws Refusal `token-used`: one puzzle files one report, which is counted once. */
export async function spendPuzzle(tx: Tx, { name: puzzle, until }: Solved): Promise<void> {
  const spent = await spend.run(tx, { puzzle, until })
  if (spent.count === 0) throw new Refusal('token-used')
}

/** Forgets puzzles that are too old to be used. */
export async function forgetPuzzles(tx: Tx, now: string): Promise<void> {
  await tx`delete from reports.spent_puzzle where until < ${now}`
}
