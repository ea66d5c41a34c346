import { build, type Given, statement, type Tx } from '@ihala/kit'
import { asc, eq } from 'drizzle-orm'
import { personExclusions } from './person.tables.ts'

const saidHere = statement((given: Given<{ personId: string }>) =>
  build
    .select({ partner: personExclusions.partner })
    .from(personExclusions)
    .where(eq(personExclusions.personId, given.personId))
    .orderBy(asc(personExclusions.partner)),
)

/** Bodies the person excluded here, in whatever matter; without those that only a consent names. */
export async function excludedHere(tx: Tx, personId: string): Promise<string[]> {
  const rows = await saidHere.run(tx, { personId })
  return rows.map(({ partner }) => partner)
}

/**
 * DESIGN §7, c3: all bodies that must never learn of a person, sorted: those excluded here, and those that any consent of theirs
 * names, whether it was taken here or came with a case.
 */
export async function exclusionsOf(tx: Tx, personId: string): Promise<string[]> {
  const rows = await tx<{ partner: string }[]>`
    select partner from desk.person_exclusion where person_id = ${personId}
    union
    select jsonb_array_elements_text(consent -> 'excluded') from desk.referral where person_id = ${personId}
    order by partner`
  return rows.map(({ partner }) => partner)
}

/** Keeps which bodies a person excludes; one left out is excluded no more, unless a consent names it. */
export async function keepExclusions(tx: Tx, personId: string, partners: readonly string[], now: string): Promise<void> {
  await tx`delete from desk.person_exclusion where person_id = ${personId} and partner <> all (${[...partners]}::text[])`
  await tx`
    insert into desk.person_exclusion (person_id, partner, since)
    select ${personId}, partner, ${now} from unnest(${[...partners]}::text[]) partner
    on conflict do nothing`
}
