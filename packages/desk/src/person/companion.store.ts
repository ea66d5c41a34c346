import type { Companions } from '@ihala/contract'
import { insertion, type Tx } from '@ihala/kit'
import { cameWith } from './standing.tables.ts'

const insertCameWith = insertion(cameWith, ['childId', 'personId', 'since'])

/** With whom somebody came, and which children came with them. */
export async function companionsOf(tx: Tx, personId: string): Promise<Companions> {
  const rows = await tx<{ childId: string; personId: string }[]>`
    select child_id as "childId", person_id as "personId" from desk.came_with
    where child_id = ${personId} or person_id = ${personId} order by child_id`
  return {
    personId: rows.find((row) => row.childId === personId)?.personId ?? null,
    children: rows.filter((row) => row.personId === personId).map((row) => row.childId),
  }
}

/** Keeps with whom a child came; null: with nobody that is known here. */
export async function keepCameWith(tx: Tx, childId: string, personId: string | null, now: string): Promise<void> {
  await tx`delete from desk.came_with where child_id = ${childId}`
  if (personId !== null) await insertCameWith.run(tx, { childId, personId, since: now })
}
