import { build, type CaseKeyStore, type Given, insertion, statement, type Tx, unlessErased } from '@ihala/kit'
import { asc, eq } from 'drizzle-orm'
import { privilegedNotes } from './privileged-note.tables.ts'

/** A note between a person and their lawyer. */
export type PrivilegedNote = Readonly<Omit<typeof privilegedNotes.$inferSelect, 'content' | 'part'>> & { readonly text: string }

const insert = insertion(privilegedNotes, ['id', 'caseId', 'authorId', 'at', 'part', 'content'])
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
  const content = await keys.encryptFor(tx, caseId, 'own', placeOf(id), Buffer.from(text))
  await insert.run(tx, { id, caseId, authorId, at, part: 'own', content })
}

/** Notes of a case, opened, oldest first, but those that were erased; row-level security shows them to its lawyers only. */
export async function privilegedNotesOf(tx: Tx, keys: CaseKeyStore, caseId: string): Promise<PrivilegedNote[]> {
  const rows = await ofCase.run(tx, { caseId })
  const opened = rows.map(async ({ content, part, ...note }): Promise<PrivilegedNote[]> => {
    const bytes = await unlessErased(keys.decryptFor(tx, caseId, part, placeOf(note.id), content))
    return bytes === null ? [] : [{ ...note, text: bytes.toString() }]
  })
  return (await Promise.all(opened)).flat()
}
