import { build, type Given, insertion, statement, type Tx } from '@ihala/kit'
import { and, eq, gt, sql } from 'drizzle-orm'
import type { ChecksMade } from './conflict.ts'
import { conflictChecks } from './conflict-check.tables.ts'

type ConflictCheck = Readonly<typeof conflictChecks.$inferSelect>

const insert = insertion(conflictChecks, ['id', 'caseId', 'partner', 'at'])
const count = sql<number>`count(*)::int`.as('made')
const ofCase = statement((given: Given<{ caseId: string }>) =>
  build.select({ made: count }).from(conflictChecks).where(eq(conflictChecks.caseId, given.caseId)),
)
const ofPartner = statement((given: Given<{ partner: string; since: string }>) =>
  build
    .select({ made: count })
    .from(conflictChecks)
    .where(and(eq(conflictChecks.partner, given.partner), gt(conflictChecks.at, given.since))),
)

const DAY_MS = 86_400_000

/** Writes down a check; how many there are with it, of this case and of this partner within a day. */
export async function recordCheck(tx: Tx, check: ConflictCheck): Promise<ChecksMade> {
  await insert.run(tx, check)
  const since = new Date(Date.parse(check.at) - DAY_MS).toISOString()
  const [inCase, today] = await Promise.all([
    ofCase.first(tx, { caseId: check.caseId }),
    ofPartner.first(tx, { partner: check.partner, since }),
  ])
  return { ofCase: inCase?.made ?? 0, ofPartnerToday: today?.made ?? 0 }
}
