import { build, type CaseKeyStore, type Given, insertion, statement, type Tx } from '@ihala/kit'
import { asc, eq } from 'drizzle-orm'
import { privilegedNotes } from './privileged-note.tables.ts'

/** A note between a person and their lawyer. */
export type PrivilegedNote = Readonly<Omit<typeof privilegedNotes.$inferSelect, 'content'>> & { readonly text: string }

const insert = insertion(privilegedNotes, ['id', 'caseId', 'authorId', 'at', 'content'])
const ofCase = statement((given: Given<{ caseId: string }>) =>
  build
    .select()
    .from(privilegedNotes)
    .where(eq(privilegedNotes.caseId, given.caseId))
    .orderBy(asc(privilegedNotes.at), asc(privilegedNotes.id)),
)

const placeOf = (id: string): string => `privileged-note/${id}`

/** Keeps a note, sealed under the case's key. */
export async function insertPrivilegedNote(tx: Tx, keys: CaseKeyStore, { id, caseId, authorId, at, text }: PrivilegedNote): Promise<void> {
  const content = await keys.encryptFor(tx, caseId, '', placeOf(id), Buffer.from(text))
  await insert.run(tx, { id, caseId, authorId, at, content })
}

/** Notes of a case, opened, oldest first; row-level security shows them to its lawyers only. */
export async function privilegedNotesOf(tx: Tx, keys: CaseKeyStore, caseId: string): Promise<PrivilegedNote[]> {
  const rows = await ofCase.run(tx, { caseId })
  return Promise.all(
    rows.map(async ({ content, ...note }) => ({
      ...note,
      text: (await keys.decryptFor(tx, caseId, '', placeOf(note.id), content)).toString(),
    })),
  )
}
