import type { ConflictChecked } from '@ihala/contract'
import { build, type CaseKeyStore, type Given, insertion, statement, type Tx, unlessErased } from '@ihala/kit'
import { and, asc, eq } from 'drizzle-orm'
import type { Blinding } from './oblivious.ts'
import { openChecks } from './open-check.tables.ts'

/** The part of a case that a check is of: what is asked before anybody is told a name. */
const PART = 'need'

type Row = Readonly<typeof openChecks.$inferSelect>
/** Where and when a check is open. `name` is its name between the two bodies; null for one of version 1. */
type Opened = Pick<Row, 'id' | 'caseId' | 'name' | 'at'>

// Whoever names two checks alike is answered once.
const insert = insertion(openChecks, ['id', 'caseId', 'name', 'at', 'part', 'content'], (row) => row.onConflictDoNothing())
const named = statement((given: Given<{ caseId: string; name: string }>) =>
  build
    .delete(openChecks)
    .where(and(eq(openChecks.caseId, given.caseId), eq(openChecks.name, given.name)))
    .returning(),
)
const ofCase = statement((given: Given<{ caseId: string }>) =>
  build.select().from(openChecks).where(eq(openChecks.caseId, given.caseId)).orderBy(asc(openChecks.id)),
)
const closeAll = statement((given: Given<{ caseId: string }>) => build.delete(openChecks).where(eq(openChecks.caseId, given.caseId)))

const whatOf = (id: string): string => `open-check/${id}`

/** Keeps what the asker needs to open the answer, or what the answerer was asked, until it is answered. Throws Refusal `erased`. */
export async function keepOpen(
  tx: Tx,
  keys: CaseKeyStore,
  { id, caseId, name, at }: Opened,
  content: readonly Blinding[] | ConflictChecked,
): Promise<void> {
  const sealed = await keys.encryptFor(tx, caseId, PART, whatOf(id), Buffer.from(JSON.stringify(content)))
  await insert.run(tx, { id, caseId, name, at, part: PART, content: sealed })
}

/** Takes a check of ours out, by its name: the names and their scalars; null when there is none, or it was erased. */
export async function takeBlindings(
  tx: Tx,
  keys: CaseKeyStore,
  { caseId, name }: { readonly caseId: string; readonly name: string },
): Promise<readonly Blinding[] | null> {
  const row = await named.first(tx, { caseId, name })
  return row === undefined ? null : opened<readonly Blinding[]>(tx, keys, row)
}

/** What of a case waits for a person here, the oldest first; without what was erased. */
export async function openChecksOf(tx: Tx, keys: CaseKeyStore, caseId: string): Promise<readonly ConflictChecked[]> {
  const rows = await ofCase.run(tx, { caseId })
  const asked = await Promise.all(rows.map((row) => opened<ConflictChecked>(tx, keys, row)))
  return asked.filter((one) => one !== null)
}

/** Takes away all that waits of a case. */
export async function closeChecks(tx: Tx, caseId: string): Promise<void> {
  await closeAll.run(tx, { caseId })
}

async function opened<T>(tx: Tx, keys: CaseKeyStore, { id, caseId, part, content }: Row): Promise<T | null> {
  const bytes = await unlessErased(keys.decryptFor(tx, caseId, part, whatOf(id), content))
  // It was checked against its schema when it was written or received.
  return bytes === null ? null : (JSON.parse(bytes.toString()) as T)
}
