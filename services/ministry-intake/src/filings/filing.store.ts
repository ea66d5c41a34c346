import { build, type Given, insertion, statement, type Tx } from '@ihala/kit'
import { desc, eq } from 'drizzle-orm'
import { filingLists } from './filing.tables.ts'

const insert = insertion(filingLists, ['date', 'list'], (row) => row.onConflictDoNothing())
const byDate = statement((given: Given<{ date: string }>) =>
  build.select({ list: filingLists.list }).from(filingLists).where(eq(filingLists.date, given.date)),
)
const newest = statement((_given: Given<object>) =>
  build.select({ date: filingLists.date }).from(filingLists).orderBy(desc(filingLists.date)).limit(1),
)

/** Keeps the list of a day; false when another replica was first: there is one list a day. */
export async function insertList(tx: Tx, date: string, list: string): Promise<boolean> {
  return (await insert.run(tx, { date, list })).count > 0
}

/** The signed list of a local date; undefined while there is none. */
export async function listOf(tx: Tx, date: string): Promise<string | undefined> {
  return (await byDate.first(tx, { date }))?.list
}

/** The last day that was listed. */
export async function lastListed(tx: Tx): Promise<string | undefined> {
  return (await newest.first(tx, {}))?.date
}

/** What was filed on a local date. */
export async function filedOn(tx: Tx, date: string): Promise<string[]> {
  const rows = await tx<{ filing: string }[]>`select filing from reports.report where filed_on = ${date}`
  return rows.map(({ filing }) => filing)
}
