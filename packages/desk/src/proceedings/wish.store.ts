import { Refusal } from '@ihala/contract'
import { build, type CaseKeyStore, type Given, insertion, statement, type Tx, unlessErased } from '@ihala/kit'
import { and, eq, sql } from 'drizzle-orm'
import { wishes } from './wish.tables.ts'
import type { NewProceedingsWish } from './wish.ts'

/** A wish as it is kept, opened. */
export type KeptWish = Readonly<Omit<typeof wishes.$inferSelect, 'content' | 'part'>> & { readonly content: NewProceedingsWish }

const PLACE = 'proceedings'
/** What the house itself wrote down of a case. */
const OWN = 'own'

const ofCase = statement((given: Given<{ caseId: string }>) => build.select().from(wishes).where(eq(wishes.caseId, given.caseId)))
const insert = insertion(wishes, ['caseId', 'at', 'byStaff', 'part', 'content'], (one) =>
  one.onConflictDoNothing().returning({ version: wishes.version }),
)
const change = statement((given: Given<{ caseId: string; at: string; byStaff: string; content: Buffer; seen: number }>) =>
  build
    .update(wishes)
    .set({
      at: sql`${given.at}`,
      byStaff: sql`${given.byStaff}`,
      part: OWN,
      content: sql`${given.content}`,
      version: sql`${wishes.version} + 1`,
    })
    .where(and(eq(wishes.caseId, given.caseId), eq(wishes.version, given.seen)))
    .returning({ version: wishes.version }),
)

/** The wish of a case; undefined when there is none, it was erased, or this member may not see it. */
export async function wishOf(tx: Tx, keys: CaseKeyStore, caseId: string): Promise<KeptWish | undefined> {
  const row = await ofCase.first(tx, { caseId })
  if (!row) return undefined
  const { part, ...wish } = row
  const opened = await unlessErased(keys.decryptFor(tx, caseId, part, PLACE, row.content))
  if (opened === null) return undefined
  const content: NewProceedingsWish = JSON.parse(opened.toString())
  return { ...wish, content }
}

/**
 * Keeps the wish of a case in place of the one that was seen; returns its version. `seen` is 0 where there was none.
 * Throws Refusal `version-conflict`; `not-allowed` when somebody else's stands there.
 */
export async function keepWish(tx: Tx, keys: CaseKeyStore, wish: Omit<KeptWish, 'version'> & { readonly seen: number }): Promise<number> {
  const { caseId, seen } = wish
  const row = { caseId, at: wish.at, byStaff: wish.byStaff }
  const content = await keys.encryptFor(tx, caseId, OWN, PLACE, Buffer.from(JSON.stringify(wish.content)))
  const kept = seen === 0 ? await insert.first(tx, { ...row, part: OWN, content }) : await change.first(tx, { ...row, content, seen })
  if (kept) return kept.version
  // A first word that met another, or a later one that met none: who sees it came second, who does not sees nothing of it.
  const stands = await ofCase.first(tx, { caseId })
  throw new Refusal(stands || seen > 0 ? 'version-conflict' : 'not-allowed')
}
