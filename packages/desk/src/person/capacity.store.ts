import { type IncapacityView, Refusal } from '@ihala/contract'
import { build, type Given, insertion, statement, type Tx } from '@ihala/kit'
import { eq } from 'drizzle-orm'
import type { Professional } from './capacity.ts'
import { incapacities } from './standing.tables.ts'

/** Writes down what the first professional found. */
export const insertIncapacity = insertion(incapacities, ['id', 'personId', 'foundBy', 'foundAt', 'profession', 'askAgainAt'])

const locked = statement((given: Given<{ id: string }>) =>
  build.select().from(incapacities).where(eq(incapacities.id, given.id)).for('update'),
)
const confirm = statement((given: Given<{ id: string; staff: string; profession: Professional['profession']; at: string }>) =>
  build
    .update(incapacities)
    .set({ confirmedBy: given.staff, confirmedProfession: given.profession, confirmedAt: given.at })
    .where(eq(incapacities.id, given.id)),
)
const able = statement((given: Given<{ id: string; at: string }>) =>
  build.update(incapacities).set({ ableAt: given.at }).where(eq(incapacities.id, given.id)),
)

/** What was found, locked. Throws Refusal `not-found`. */
export async function lockIncapacity(tx: Tx, id: string): Promise<typeof incapacities.$inferSelect> {
  const row = await locked.first(tx, { id })
  if (!row) throw new Refusal('not-found')
  return row
}

/** Keeps that a second professional found the same. */
export async function keepConfirmed(tx: Tx, id: string, { staff, profession }: Professional, at: string): Promise<void> {
  await confirm.run(tx, { id, staff, profession, at })
}

/** Keeps that the person can decide again. */
export async function keepAble(tx: Tx, id: string, at: string): Promise<void> {
  await able.run(tx, { id, at })
}

/** What was found of a person, newest first, with the pseudonyms that a grant names. */
export async function incapacitiesOf(tx: Tx, personId: string): Promise<IncapacityView[]> {
  const rows = await tx<(typeof incapacities.$inferSelect & { first: string; second: string | null })[]>`
    select i.id, i.found_at as "foundAt", i.ask_again_at as "askAgainAt", i.confirmed_at as "confirmedAt", i.able_at as "ableAt",
      i.profession, i.confirmed_profession as "confirmedProfession", f.pseudonym as first, s.pseudonym as second
    from desk.incapacity i join kit.staff f on f.id = i.found_by left join kit.staff s on s.id = i.confirmed_by
    where i.person_id = ${personId} order by i.found_at desc, i.id desc`
  return rows.map(({ id, foundAt, askAgainAt, confirmedAt, ableAt, profession, confirmedProfession, first, second }) => ({
    id,
    foundAt,
    askAgainAt,
    confirmedAt,
    ableAt,
    professionals: [
      { profession, staff: first },
      ...(second === null || confirmedProfession === null ? [] : [{ profession: confirmedProfession, staff: second }]),
    ],
  }))
}
