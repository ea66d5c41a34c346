import type { CaseKeyStore, Tx } from '@ihala/kit'

/** A note between a person and their lawyer. */
export interface PrivilegedNote {
  readonly id: string
  readonly caseId: string
  readonly authorId: string
  readonly at: string
  readonly text: string
}

const placeOf = (id: string): string => `privileged-note/${id}`

/** Keeps a note, sealed under the case's key. */
export async function insertPrivilegedNote(tx: Tx, keys: CaseKeyStore, { id, caseId, authorId, at, text }: PrivilegedNote): Promise<void> {
  const content = await keys.encryptFor(tx, caseId, placeOf(id), Buffer.from(text))
  await tx`insert into privileged_notes.note (id, case_id, author_id, at, content) values (${id}, ${caseId}, ${authorId}, ${at}, ${content})`
}

/** Notes of a case, opened, oldest first; row-level security shows them to its lawyers only. */
export async function privilegedNotesOf(tx: Tx, keys: CaseKeyStore, caseId: string): Promise<PrivilegedNote[]> {
  const rows = await tx<(Omit<PrivilegedNote, 'text'> & { readonly content: Buffer })[]>`
    select id, case_id, author_id, at, content from privileged_notes.note where case_id = ${caseId} order by at, id`
  return Promise.all(
    rows.map(async ({ content, ...note }) => ({
      ...note,
      text: (await keys.decryptFor(tx, caseId, placeOf(note.id), content)).toString(),
    })),
  )
}
