import { type Category, Refusal } from '@ihala/contract'
import { build, type Given, statement, type Tx } from '@ihala/kit'
import { and, eq, sql } from 'drizzle-orm'
import { people } from '../person/person.tables.ts'
import { secondPerson } from './second-person.tables.ts'

/** What says who somebody is, or where (M6, T35); with these go all files, which may be a passport. */
const WITHHELD: ReadonlySet<Category> = new Set(['identity', 'contact', 'safe-contact', 'family', 'documents'])

const withheld = statement((given: Given<{ ids: string[]; now: string }>) =>
  build
    .select({ id: people.id })
    .from(people)
    .where(
      and(
        sql`${people.id} = any(${given.ids}::uuid[])`,
        people.sealed,
        sql`not exists (
          select from ${secondPerson}
          where ${secondPerson.personId} = ${people.id} and ${secondPerson.kind} = 'release' and ${secondPerson.confirmedAt} is not null
            and ${secondPerson.askedBy} = kit.member() and ${secondPerson.until} > ${given.now}::timestamptz)`,
      ),
    ),
)
const seal = statement((given: Given<{ id: string; sealed: boolean }>) =>
  build.update(people).set({ sealed: given.sealed }).where(eq(people.id, given.id)).returning({ id: people.id }),
)

/** M6: of these people, those whose identity is not to be shown to this member: sealed, and no open release of theirs. */
export async function withheldOf(tx: Tx, personIds: readonly string[], now: string): Promise<ReadonlySet<string>> {
  if (personIds.length === 0) return new Set()
  return new Set((await withheld.run(tx, { ids: [...personIds], now })).map(({ id }) => id))
}

/** Throws Refusal `second-person-required` where the identity is withheld from this member: what they cannot see they do not replace. */
export async function assertNotWithheld(tx: Tx, personId: string, now: string): Promise<void> {
  if ((await withheldOf(tx, [personId], now)).has(personId)) throw new Refusal('second-person-required', { rule: 'sealed' })
}

/** Whether a section of this category is shown of somebody whose identity is withheld. */
export function isShownOfSealed({ category }: { readonly category: Category }): boolean {
  return !WITHHELD.has(category)
}

/** Seals who somebody is, or lifts it. Throws Refusal `not-found`. */
export async function sealPerson(tx: Tx, id: string, sealed: boolean): Promise<void> {
  if ((await seal.run(tx, { id, sealed })).length === 0) throw new Refusal('not-found')
}
