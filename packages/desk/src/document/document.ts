import { createHash, randomBytes } from 'node:crypto'
import { type DocumentEntry, ENVELOPE, Refusal } from '@ihala/contract'
import { decryptUnder, encryptUnder } from '@ihala/kit'

/** A file cut into chunks and encrypted under a key of its own: as it is kept and as it travels. */
export interface SealedFile {
  readonly entry: DocumentEntry
  readonly chunks: readonly Buffer[]
}

/** Bytes of plaintext in one chunk: nonce, tag and version take the rest. */
const CHUNK = ENVELOPE.chunkBytes - 64

/** Largest file, bytes. */
export const FILE_LIMIT = 20 * 1024 * 1024

/** Room for chunks of one partner whose file it has not announced yet, and how long they wait for that (an event lives 14 days). */
export const UNANNOUNCED = { bytes: 64 * 1024 * 1024, chunks: 512, days: 14 } as const

const SIGNATURES: readonly { readonly mediaType: DocumentEntry['mediaType']; readonly bytes: readonly number[] }[] = [
  { mediaType: 'application/pdf', bytes: [0x25, 0x50, 0x44, 0x46, 0x2d] },
  { mediaType: 'image/png', bytes: [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a] },
  { mediaType: 'image/jpeg', bytes: [0xff, 0xd8, 0xff] },
]

/** The type of a file by its first bytes; its name and what the browser says count for nothing. Throws `document-unsupported`. */
export function mediaTypeOf(content: Uint8Array): DocumentEntry['mediaType'] {
  const found = SIGNATURES.find(({ bytes }) => bytes.every((byte, at) => content[at] === byte))
  if (!found) throw new Refusal('document-unsupported', { field: '/file' })
  return found.mediaType
}

/** Encrypts a file chunk by chunk. Throws Refusal `document-unsupported`, `document-too-large`. */
export function sealFile(content: Buffer, about: DocumentEntry['about'], name: string): SealedFile {
  if (content.length > FILE_LIMIT) throw new Refusal('document-too-large', { field: '/file', limit: FILE_LIMIT })
  const mediaType = mediaTypeOf(content)
  const file = randomBytes(16).toString('base64url')
  const key = randomBytes(32)
  const count = Math.max(1, Math.ceil(content.length / CHUNK))
  const chunks = Array.from({ length: count }, (_, at) =>
    encryptUnder(key, content.subarray(at * CHUNK, (at + 1) * CHUNK), `file ${file} ${at}/${count}`),
  )
  const sha256 = createHash('sha256').update(content).digest('base64url')
  return { entry: { file, name, mediaType, bytes: content.length, sha256, key: key.toString('base64url'), chunks: count, about }, chunks }
}

/** Puts a file together again. Throws (a fault) when a chunk is missing, changed, or the whole is not what was announced. */
export function openFile(entry: DocumentEntry, chunks: readonly Buffer[]): Buffer {
  if (chunks.length !== entry.chunks) throw new Error('a file is not complete')
  const key = Buffer.from(entry.key, 'base64url')
  const content = Buffer.concat(chunks.map((chunk, at) => decryptUnder(key, chunk, `file ${entry.file} ${at}/${entry.chunks}`)))
  if (createHash('sha256').update(content).digest('base64url') !== entry.sha256) throw new Error('a file is not the one that was announced')
  return content
}
