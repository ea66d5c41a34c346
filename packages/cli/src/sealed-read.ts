import { createDecipheriv, createPrivateKey, createPublicKey, diffieHellman } from 'node:crypto'
import { type FileHandle, open } from 'node:fs/promises'
import { decryptUnder, fromBase64url } from '@ihala/seal'
import type { RecoveryPrivateKey } from './recovery-key.ts'
import {
  CHUNK_BYTES,
  checkHeader,
  chunkKey,
  chunkNonce,
  HEADER_LIMIT,
  MAGIC,
  recipientAad,
  recipientKey,
  type SealedHeader,
  SealedProblem,
  TAG_BYTES,
} from './sealed-format.ts'

/** A sealed file that was opened. */
export interface SealedReader {
  readonly file: string
  readonly header: SealedHeader
  /** What was sealed, chunk by chunk, each verified before it is given; once. Throws SealedProblem. */
  readonly chunks: () => AsyncGenerator<Buffer>
  readonly close: () => Promise<void>
}

/** What anybody may read of a sealed file, without a key. Not authenticated. Throws SealedProblem. */
export async function sealedHeader(file: string): Promise<SealedHeader> {
  const handle = await opened(file)
  try {
    return (await readHeader(handle, file)).header
  } finally {
    await handle.close()
  }
}

/** Opens a file that was sealed to this key. Throws SealedProblem when it was not, or when it is no such file. */
export async function openSealed(file: string, key: RecoveryPrivateKey): Promise<SealedReader> {
  const handle = await opened(file)
  try {
    const { header, bytes } = await readHeader(handle, file)
    const secret = chunkKey(contentKeyOf(header, key, file), bytes)
    const { size } = await handle.stat()
    const from = MAGIC.length + 4 + bytes.length
    return { file, header, chunks: () => chunksOf({ handle, file, key: secret, from, size }), close: () => handle.close() }
  } catch (fault) {
    await handle.close()
    throw fault
  }
}

async function opened(file: string): Promise<FileHandle> {
  try {
    return await open(file, 'r')
  } catch {
    throw new SealedProblem(file, 'there is no such file, or it cannot be read')
  }
}

async function readHeader(handle: FileHandle, file: string): Promise<{ readonly header: SealedHeader; readonly bytes: Buffer }> {
  const start = await readAt(handle, 0, MAGIC.length + 4)
  const length = start.length === MAGIC.length + 4 && start.subarray(0, MAGIC.length).equals(MAGIC) ? start.readUInt32BE(MAGIC.length) : 0
  if (length === 0 || length > HEADER_LIMIT) throw new SealedProblem(file, 'is not a sealed file of this format')
  const bytes = await readAt(handle, start.length, length)
  const header: unknown = json(bytes)
  if (bytes.length !== length || !checkHeader(header)) throw new SealedProblem(file, 'its header was changed or cut short')
  return { header, bytes }
}

function contentKeyOf({ recipients }: SealedHeader, key: RecoveryPrivateKey, file: string): Buffer {
  const entry = recipients.find(({ kid }) => kid === key.kid)
  if (entry === undefined) throw new SealedProblem(file, 'is not sealed to this recovery key')
  try {
    const secret = diffieHellman({
      privateKey: createPrivateKey({ format: 'jwk', key: { ...key.jwk } }),
      publicKey: createPublicKey({ format: 'jwk', key: { kty: 'OKP', crv: 'X25519', x: entry.epk } }),
    })
    return decryptUnder(recipientKey(secret, entry.epk, key.jwk.x), fromBase64url(entry.sealed) ?? Buffer.alloc(0), recipientAad(key.kid))
  } catch {
    throw new SealedProblem(file, 'its header was changed or cut short')
  }
}

interface Chunks {
  readonly handle: FileHandle
  readonly file: string
  readonly key: Buffer
  readonly from: number
  readonly size: number
}

async function* chunksOf({ handle, file, key, from, size }: Chunks): AsyncGenerator<Buffer> {
  for (let at = from, index = 0, last = false; !last; index++) {
    const head = await readAt(handle, at, 4)
    const length = head.length === 4 ? head.readUInt32BE() : 0
    if (length < TAG_BYTES || length > CHUNK_BYTES + TAG_BYTES) throw broken(file)
    const sealed = await readAt(handle, at + 4, length)
    if (sealed.length !== length) throw broken(file)
    at += 4 + length
    last = at === size
    yield unsealed(key, sealed, chunkNonce(index, last), file)
  }
}

function unsealed(key: Buffer, sealed: Buffer, nonce: Buffer, file: string): Buffer {
  const end = sealed.length - TAG_BYTES
  const decipher = createDecipheriv('aes-256-gcm', key, nonce, { authTagLength: TAG_BYTES })
  decipher.setAuthTag(sealed.subarray(end))
  const plain = decipher.update(sealed.subarray(0, end))
  try {
    decipher.final()
  } catch {
    throw broken(file)
  }
  return plain
}

function broken(file: string): SealedProblem {
  return new SealedProblem(file, 'was changed, cut short or put together in another order; nothing of it is used')
}

async function readAt(handle: FileHandle, position: number, length: number): Promise<Buffer> {
  const bytes = Buffer.alloc(length)
  let filled = 0
  while (filled < length) {
    const { bytesRead } = await handle.read(bytes, filled, length - filled, position + filled)
    if (bytesRead === 0) break
    filled += bytesRead
  }
  return bytes.subarray(0, filled)
}

function json(bytes: Buffer): unknown {
  try {
    return JSON.parse(bytes.toString('utf8'))
  } catch {
    return undefined
  }
}
