import { build, type CaseKeyStore, type Given, insertion, statement, type Tx, unlessErased, wordsNow } from '@ihala/kit'
import { asc, eq } from 'drizzle-orm'
import { notes } from './referral.tables.ts'

const insert = insertion(notes, ['id', 'caseId', 'at', 'byUs', 'part', 'content'])
const ofCase = statement((given: Given<{ caseId: string }>) =>
  build.select().from(notes).where(eq(notes.caseId, given.caseId)).orderBy(asc(notes.at), asc(notes.id)),
)

/** A note of either side. */
export interface Note {
  readonly at: string
  readonly by: 'us' | 'them'
  readonly text: string
}

/** Keeps a note of a case that is locked, under the key that its words have now. Throws Refusal `grant-missing`, `erased`. */
export async function insertNote(tx: Tx, keys: CaseKeyStore, note: Note & { readonly id: string; readonly caseId: string }): Promise<void> {
  const part = await wordsNow(tx, note.caseId)
  const content = await keys.encryptFor(tx, note.caseId, part, `note/${note.id}`, Buffer.from(note.text))
  await insert.run(tx, { id: note.id, caseId: note.caseId, at: note.at, byUs: note.by === 'us', part, content })
}

/** Notes of a case, oldest first, but those that were erased. */
export async function notesOf(tx: Tx, keys: CaseKeyStore, caseId: string): Promise<Note[]> {
  const rows = await ofCase.run(tx, { caseId })
  const opened = rows.map(async ({ id, at, byUs, part, content }): Promise<Note[]> => {
    const bytes = await unlessErased(keys.decryptFor(tx, caseId, part, `note/${id}`, content))
    return bytes === null ? [] : [{ at, by: byUs ? 'us' : 'them', text: bytes.toString() }]
  })
  return (await Promise.all(opened)).flat()
}
