import { type DocumentEntry, type FileChunk, Refusal } from '@ihala/contract'
import { build, type CaseKeyStore, type Given, insertion, statement, type Tx } from '@ihala/kit'
import { asc, eq } from 'drizzle-orm'
import { fileChunks, files } from './document.tables.ts'
import type { SealedFile } from './document.ts'

/** A file as it is held by its owner (a person's row id, or the case it came with). */
export interface HeldFile {
  readonly id: string
  readonly owner: string
  readonly entry: DocumentEntry
  /** Whether all its chunks are here. */
  readonly complete: boolean
}

type Row = Omit<typeof files.$inferSelect, 'at'> & { readonly here: number }

const insert = insertion(files, ['id', 'owner', 'file', 'at', 'entry'], (row) =>
  row.onConflictDoNothing({ target: [files.owner, files.file] }),
)
const CHUNK = ['file', 'position', 'of', 'fromPartner', 'bytes'] as const
const insertChunk = insertion(fileChunks, CHUNK)
const insertChunkOnce = insertion(fileChunks, CHUNK, (row) => row.onConflictDoNothing())
const chunks = statement((given: Given<{ file: string }>) =>
  build.select({ bytes: fileChunks.bytes }).from(fileChunks).where(eq(fileChunks.file, given.file)).orderBy(asc(fileChunks.position)),
)

/** Keeps a file's entry, sealed under its owner's key; its chunks may be here already or still to come. */
export async function insertFile(
  tx: Tx,
  keys: CaseKeyStore,
  file: { readonly id: string; readonly owner: string; readonly at: string; readonly entry: DocumentEntry },
): Promise<void> {
  const sealed = await keys.encryptFor(tx, file.owner, `file/${file.id}`, Buffer.from(JSON.stringify(file.entry)))
  await insert.run(tx, { ...file, file: file.entry.file, entry: sealed })
}

/** Keeps chunks made here. */
export async function insertChunks(tx: Tx, sealed: SealedFile): Promise<void> {
  for (const [position, bytes] of sealed.chunks.entries()) {
    await insertChunk.run(tx, { file: sealed.entry.file, position, of: sealed.entry.chunks, fromPartner: '', bytes })
  }
}

/** Keeps a chunk that arrived; the same chunk twice is kept once. */
export async function insertArrivedChunk(tx: Tx, from: string, chunk: FileChunk): Promise<void> {
  const { file, index, of, bytes } = chunk
  await insertChunkOnce.run(tx, { file, position: index, of, fromPartner: from, bytes: Buffer.from(bytes, 'base64url') })
}

/** Files of an owner, oldest first. */
export async function filesOf(tx: Tx, keys: CaseKeyStore, owner: string): Promise<HeldFile[]> {
  const rows = await tx<Row[]>`
    select f.id, f.owner, f.entry, f.file, (select count(*)::int from desk.file_chunk c where c.file = f.file) as here
    from desk.file f where f.owner = ${owner} order by f.at, f.id`
  return Promise.all(rows.map((row) => opened(tx, keys, row)))
}

/** One file by its row id. Throws Refusal `not-found`. */
export async function fileById(tx: Tx, keys: CaseKeyStore, id: string): Promise<HeldFile> {
  const [row] = await tx<Row[]>`
    select f.id, f.owner, f.entry, f.file, (select count(*)::int from desk.file_chunk c where c.file = f.file) as here from desk.file f where f.id = ${id}`
  if (!row) throw new Refusal('not-found')
  return opened(tx, keys, row)
}

/** The chunks of a file in order, still encrypted. */
export async function chunksOf(tx: Tx, file: string): Promise<Buffer[]> {
  const rows = await chunks.run(tx, { file })
  return rows.map((row) => row.bytes)
}

async function opened(tx: Tx, keys: CaseKeyStore, row: Row): Promise<HeldFile> {
  const entry: DocumentEntry = JSON.parse((await keys.decryptFor(tx, row.owner, `file/${row.id}`, row.entry)).toString())
  return { id: row.id, owner: row.owner, entry, complete: row.here === entry.chunks }
}
