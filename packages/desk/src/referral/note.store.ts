import type { CaseKeyStore, Tx } from '@ihala/kit'

/** A note of either side. */
export interface Note {
  readonly at: string
  readonly by: 'us' | 'them'
  readonly text: string
}

/** Keeps a note, sealed under the case's key. */
export async function insertNote(tx: Tx, keys: CaseKeyStore, note: Note & { readonly id: string; readonly caseId: string }): Promise<void> {
  const content = await keys.encryptFor(tx, note.caseId, `note/${note.id}`, Buffer.from(note.text))
  await tx`insert into desk.note (id, case_id, at, by_us, content) values (${note.id}, ${note.caseId}, ${note.at}, ${note.by === 'us'}, ${content})`
}

/** Notes of a case, oldest first. */
export async function notesOf(tx: Tx, keys: CaseKeyStore, caseId: string): Promise<Note[]> {
  const rows = await tx<
    { id: string; at: string; byUs: boolean; content: Buffer }[]
  >`select id, at, by_us, content from desk.note where case_id = ${caseId} order by at, id`
  return Promise.all(
    rows.map(async ({ id, at, byUs, content }) => ({
      at,
      by: byUs ? ('us' as const) : ('them' as const),
      text: (await keys.decryptFor(tx, caseId, `note/${id}`, content)).toString(),
    })),
  )
}
