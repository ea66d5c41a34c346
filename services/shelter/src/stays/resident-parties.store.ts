import { contentOf, type PartyName, partiesIn, sectionsOf } from '@ihala/desk'
import { build, type ServiceContext, statement, type Tx } from '@ihala/kit'
import { isNull } from 'drizzle-orm'
import { stays } from './stay.tables.ts'

const residents = statement(() => build.select({ caseId: stays.caseId }).from(stays).where(isNull(stays.departedAt)))

/**
 * J-2: the employers and recruiters of everybody who stays here, as far as they let us know: nobody is brought under one roof with
 * somebody of the other side. Opened for one comparison only.
 */
export async function partiesOfResidents(tx: Tx, { caseKeys }: Pick<ServiceContext, 'caseKeys'>): Promise<PartyName[]> {
  const rows = await residents.run(tx)
  const held = await Promise.all(rows.map(({ caseId }) => sectionsOf(tx, caseKeys, caseId)))
  return held.flatMap((sections) => partiesIn(contentOf(new Map(sections.map((section) => [section.category, section])), 'employment')))
}
