import { AgeBand, type AgeView } from '@ihala/contract'
import { build, type Given, insertion, statement, type Tx } from '@ihala/kit'
import { desc, eq } from 'drizzle-orm'
import type { KnownAge } from './age.ts'
import type { HeldSection } from './section.store.ts'
import { agesSettled } from './standing.tables.ts'

/** Writes down how an age was settled. */
export const insertAge = insertion(agesSettled, ['id', 'personId', 'at', 'ageBand', 'settledBy', 'byStaff'])

const newest = statement((given: Given<{ personId: string }>) =>
  build
    .select({ ageBand: agesSettled.ageBand, settledBy: agesSettled.settledBy, at: agesSettled.at })
    .from(agesSettled)
    .where(eq(agesSettled.personId, given.personId))
    .orderBy(desc(agesSettled.at), desc(agesSettled.id))
    .limit(1),
)

/** What was settled last of somebody's age; null where nothing was. */
export async function settledAge(tx: Tx, personId: string): Promise<AgeView['settled']> {
  return (await newest.first(tx, { personId })) ?? null
}

/** The age somebody is known by: what was settled last, else what their need says; undefined where nothing does. */
export function knownAge(settled: AgeView['settled'], held: ReadonlyMap<string, HeldSection>): KnownAge | undefined {
  if (settled !== null) return { ageBand: settled.ageBand, settled: true }
  const said = held.get('need')?.content.ageBand
  const ageBand = AgeBand.enum.find((band) => band === said)
  return ageBand && { ageBand, settled: false }
}
