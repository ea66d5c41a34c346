import { Refusal, type SecondPersonAnswer } from '@ihala/contract'
import { build, type Given, type Inserted, insertion, statement, type Tx } from '@ihala/kit'
import { desc, eq } from 'drizzle-orm'
import { secondAsks } from './second-person.tables.ts'

/** What another member asked of our duty officer. */
export type SecondAsk = Readonly<typeof secondAsks.$inferSelect>

const NEW = ['id', 'partner', 'act', 'reason', 'needs', 'urgency', 'askedAt', 'until'] as const
const insert = insertion(secondAsks, NEW, (row) => row.onConflictDoNothing())
const locked = statement((given: Given<{ id: string }>) => build.select().from(secondAsks).where(eq(secondAsks.id, given.id)).for('update'))
const newest = statement((given: Given<{ limit: number }>) =>
  build.select().from(secondAsks).orderBy(desc(secondAsks.id)).limit(given.limit),
)
const answered = statement((given: Given<{ id: string; answer: SecondPersonAnswer; by: string; at: string }>) =>
  build.update(secondAsks).set({ answer: given.answer, answeredBy: given.by, answeredAt: given.at }).where(eq(secondAsks.id, given.id)),
)

/** Keeps what was asked; whether it is new: the same act is asked once. */
export async function insertAsk(tx: Tx, ask: Inserted<typeof secondAsks, (typeof NEW)[number]>): Promise<boolean> {
  return (await insert.run(tx, ask)).count > 0
}

/** One of them, locked for its answer. Throws Refusal `not-found`. */
export async function lockAsk(tx: Tx, id: string): Promise<SecondAsk> {
  const row = await locked.first(tx, { id })
  if (!row) throw new Refusal('not-found')
  return row
}

/** The newest first. */
export async function newestAsks(tx: Tx, limit: number): Promise<readonly SecondAsk[]> {
  return newest.run(tx, { limit })
}

/** Writes down what our duty officer answered. */
export async function keepAnswerOf(
  tx: Tx,
  ask: { readonly id: string; readonly answer: SecondPersonAnswer; readonly by: string; readonly at: string },
): Promise<void> {
  await answered.run(tx, ask)
}
