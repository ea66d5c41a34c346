import { Refusal } from '@ihala/contract'
import { build, type Given, statement, type Tx } from '@ihala/kit'
import { and, eq, sql } from 'drizzle-orm'
import { people } from '../person/person.tables.ts'
import { secondPerson } from './second-person.tables.ts'

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

/** Seals who somebody is, or lifts it. Throws Refusal `not-found`. */
export async function sealPerson(tx: Tx, id: string, sealed: boolean): Promise<void> {
  if ((await seal.run(tx, { id, sealed })).length === 0) throw new Refusal('not-found')
}
