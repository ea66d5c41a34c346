import { createHash } from 'node:crypto'
import { type NewRefusalCount, Refusal, type RefusalCounts } from '@ihala/contract'
import { insertion, type Tx } from '@ihala/kit'
import { guarded } from '../overview/overview.ts'
import { refusalCounts } from './refusal-count.tables.ts'

const insert = insertion(refusalCounts, ['tokenHash', 'week', 'need'], (one) => one.onConflictDoNothing())

/**
 * c12: counts one, in the week that begins on this Monday. Throws Refusal `token-used`: the token is the only key there is, since
 * a kept answer would say who wrote it and when.
 */
export async function countRefusal(tx: Tx, { token, need }: NewRefusalCount, week: string): Promise<void> {
  const tokenHash = createHash('sha256').update(token).digest()
  const counted = await insert.run(tx, { tokenHash, week, need })
  if (counted.count === 0) throw new Refusal('token-used')
}

/** How many, by year and need; no cell under eleven. */
export async function refusalsCounted(tx: Tx): Promise<RefusalCounts['rows']> {
  const rows = await tx<{ year: string; need: RefusalCounts['rows'][number]['need']; count: number }[]>`
    select to_char(week, 'IYYY') as year, need, count(*)::int as count from desk.refusal_count group by 1, 2 order by 1 desc, 2`
  return rows.map(({ year, need, count }) => ({ year, need, count: guarded(count) }))
}
