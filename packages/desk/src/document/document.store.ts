import { type DocumentEntry, type FileChunk, Refusal } from '@ihala/contract'
import { build, type CaseKeyStore, type Given, insertion, statement, type Tx, unlessErased } from '@ihala/kit'
import type { KeyPart } from '@ihala/policy'
import { and, asc, eq, gte, isNotNull, lt, ne, or } from 'drizzle-orm'
import { fileChunks, files } from './document.tables.ts'
import { type SealedFile, UNANNOUNCED } from './document.ts'

/** A file as it is held by its owner (a person's row id, or the case it came with). */
export interface HeldFile {
  readonly id: string
  readonly owner: string
  /** Entity id of the partner it came from; empty when it was made here. */
  readonly from: string
  readonly entry: DocumentEntry
  /** Whether all its chunks are here. */
  readonly complete: boolean
}

/** A new entry of a file. */
export interface NewFile {
  readonly id: string
  readonly owner: string
  readonly from: string
  readonly at: string
  /** The part of its owner under whose key its entry lies. */
  readonly part: KeyPart
  readonly entry: DocumentEntry
}

/** A stretch of a file's chunks. */
export interface Stretch {
  readonly file: string
  readonly fromPartner: string
  /** First position, and the one after the last. */
  readonly begin: number
  readonly end: number
}

type Row = Omit<typeof files.$inferSelect, 'at'> & { readonly here: number }
type Announced = { readonly file: string; readonly fromPartner: string; readonly chunks: number }

const insert = insertion(files, ['id', 'owner', 'file', 'fromPartner', 'chunks', 'at', 'part', 'entry'], (row) =>
  row.onConflictDoNothing({ target: [files.owner, files.file] }),
)
const insertChunk = insertion(fileChunks, ['fromPartner', 'file', 'position', 'of', 'bytes'])
const waiting = ({ file, fromPartner }: Pick<Given<Announced>, 'file' | 'fromPartner'>) =>
  and(eq(fileChunks.file, file), eq(fileChunks.fromPartner, fromPartner), isNotNull(fileChunks.unannouncedSince))
const dropContradicting = statement((given: Given<Announced>) =>
  build.delete(fileChunks).where(and(waiting(given), or(ne(fileChunks.of, given.chunks), gte(fileChunks.position, given.chunks)))),
)
const announce = statement((given: Given<Pick<Announced, 'file' | 'fromPartner'>>) =>
  build.update(fileChunks).set({ unannouncedSince: null }).where(waiting(given)),
)
const chunks = statement((given: Given<Stretch>) =>
  build
    .select({ bytes: fileChunks.bytes })
    .from(fileChunks)
    .where(
      and(
        eq(fileChunks.fromPartner, given.fromPartner),
        eq(fileChunks.file, given.file),
        gte(fileChunks.position, given.begin),
        lt(fileChunks.position, given.end),
      ),
    )
    .orderBy(asc(fileChunks.position)),
)

/** Keeps a file's entry, sealed under its owner's key; its chunks may be here already or still to come. */
export async function insertFile(tx: Tx, keys: CaseKeyStore, { id, owner, from, at, part, entry }: NewFile): Promise<void> {
  const { file, chunks: count } = entry
  const sealed = await keys.encryptFor(tx, owner, part, `file/${id}`, Buffer.from(JSON.stringify(entry)))
  await insert.run(tx, { id, owner, file, fromPartner: from, chunks: count, at, part, entry: sealed })
  if (from === '') return
  await dropContradicting.run(tx, { file, fromPartner: from, chunks: count })
  await announce.run(tx, { file, fromPartner: from })
}

/** Keeps chunks made here. */
export async function insertChunks(tx: Tx, sealed: SealedFile): Promise<void> {
  for (const [position, bytes] of sealed.chunks.entries()) {
    await insertChunk.run(tx, { file: sealed.entry.file, position, of: sealed.entry.chunks, fromPartner: '', bytes })
  }
}

/**
 * Keeps a chunk that arrived, once, with the file its sender announced. What contradicts the entry is not kept. A chunk whose
 * entry is not here yet waits, as long as its sender has not filled the room for such chunks. Says what became of it.
 */
export async function insertArrivedChunk(tx: Tx, from: string, chunk: FileChunk, now: string): Promise<'kept' | 'waits' | 'ignored'> {
  const { file, index, of } = chunk
  const bytes = Buffer.from(chunk.bytes, 'base64url')
  const [row] = await tx<{ waits: boolean }[]>`
    with entry as (select chunks from desk.file where file = ${file} and from_partner = ${from}),
    room as (
      select count(*) < ${UNANNOUNCED.chunks} and coalesce(sum(octet_length(bytes)), 0) + ${bytes.length} <= ${UNANNOUNCED.bytes} as left_over
      from desk.file_chunk where from_partner = ${from} and unannounced_since is not null)
    insert into desk.file_chunk (from_partner, file, position, of, bytes, unannounced_since)
    select ${from}, ${file}, ${index}, ${of}, ${bytes}, case when exists (select from entry) then null else ${now}::timestamptz end
    from room
    where ${index}::int < ${of}::int
      and case when exists (select from entry) then exists (select from entry where chunks = ${of}) else left_over end
    on conflict do nothing
    returning unannounced_since is not null as waits`
  if (!row) return 'ignored'
  return row.waits ? 'waits' : 'kept'
}

/** Forgets chunks of a file whose entry has not come in its time. Returns how many. */
export async function forgetUnannounced(tx: Tx, file: string, now: string): Promise<number> {
  const gone = await tx`
    delete from desk.file_chunk c
    where c.file = ${file} and c.unannounced_since <= ${now}::timestamptz - make_interval(days => ${UNANNOUNCED.days})
      and not exists (select from desk.file f where f.file = c.file and f.from_partner = c.from_partner)`
  return gone.count
}

/** Files of an owner, oldest first, but those that were erased. */
export async function filesOf(tx: Tx, keys: CaseKeyStore, owner: string): Promise<HeldFile[]> {
  const rows = await tx<Row[]>`
    select f.id, f.owner, f.entry, f.file, f.from_partner, f.chunks, f.part, ${chunksHere(tx)} as here
    from desk.file f where f.owner = ${owner} order by f.at, f.id`
  return (await Promise.all(rows.map((row) => unlessErased(opened(tx, keys, row))))).filter((file) => file !== null)
}

/** One file by its row id. Throws Refusal `not-found`, `erased`. */
export async function fileById(tx: Tx, keys: CaseKeyStore, id: string): Promise<HeldFile> {
  const [row] = await tx<Row[]>`
    select f.id, f.owner, f.entry, f.file, f.from_partner, f.chunks, f.part, ${chunksHere(tx)} as here from desk.file f where f.id = ${id}`
  if (!row) throw new Refusal('not-found')
  return opened(tx, keys, row)
}

/** Row ids of the files of some owners. */
export async function fileIdsOf(tx: Tx, owners: readonly string[]): Promise<string[]> {
  const rows = await tx<{ id: string }[]>`select id from desk.file where owner = any(${[...owners]}::text[])`
  return rows.map(({ id }) => id)
}

/** Chunks of a file in order, still encrypted. */
export async function chunksOf(tx: Tx, stretch: Stretch): Promise<Buffer[]> {
  const rows = await chunks.run(tx, stretch)
  return rows.map((row) => row.bytes)
}

/** All of a file's chunks. */
export function wholeFile({ from, entry }: Pick<HeldFile, 'from' | 'entry'>): Stretch {
  return { file: entry.file, fromPartner: from, begin: 0, end: entry.chunks }
}

const chunksHere = (tx: Tx) => tx`(
  select count(*)::int from desk.file_chunk c
  where c.file = f.file and c.from_partner = f.from_partner and c.of = f.chunks and c.position < f.chunks)`

async function opened(tx: Tx, keys: CaseKeyStore, row: Row): Promise<HeldFile> {
  const entry: DocumentEntry = JSON.parse((await keys.decryptFor(tx, row.owner, row.part, `file/${row.id}`, row.entry)).toString())
  return { id: row.id, owner: row.owner, from: row.fromPartner, entry, complete: row.here === entry.chunks }
}
