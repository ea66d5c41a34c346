import { createCipheriv, createPublicKey, diffieHellman, generateKeyPairSync, randomBytes } from 'node:crypto'
import { type FileHandle, open, rename, rm } from 'node:fs/promises'
import { dirname } from 'node:path'
import { encryptUnder } from '@ihala/seal'
import type { RecoveryPublicKey } from './recovery-key.ts'
import { CHUNK_BYTES, chunkKey, chunkNonce, MAGIC, recipientAad, recipientKey, type SealedHeader } from './sealed-format.ts'

/** What the header says beside the recipients. */
export type SealedAbout = Omit<SealedHeader, 'recipients'>

/** A sealed file that is being written, beside its place. */
export interface SealedWriter {
  /** Takes bytes in any portions; waits while the disk is slow. */
  readonly write: (bytes: Uint8Array) => Promise<void>
  /** Writes the last chunk, makes it durable and moves the file to its place, over what was there. Resolves its size. */
  readonly finish: () => Promise<number>
  /** Removes what was written. */
  readonly abandon: () => Promise<void>
}

/**
 * Begins a file sealed to recovery keys: each of them alone opens it. AES-256-GCM in chunks of 64 KiB under a key of this
 * file; mode 0600; memory stays at one chunk.
 */
export async function sealFile(file: string, about: SealedAbout, recipients: readonly RecoveryPublicKey[]): Promise<SealedWriter> {
  const contentKey = randomBytes(32)
  const header: SealedHeader = { ...about, recipients: recipients.map((key) => entryFor(key, contentKey)) }
  const headerBytes = Buffer.from(JSON.stringify(header))
  const key = chunkKey(contentKey, headerBytes)
  const unfinished = `${file}.${randomBytes(6).toString('hex')}.part`
  const handle = await open(unfinished, 'wx', 0o600)
  await writeAll(handle, Buffer.concat([MAGIC, lengthOf(headerBytes), headerBytes]))

  const waiting = Buffer.alloc(CHUNK_BYTES)
  let filled = 0
  let index = 0
  let size = MAGIC.length + 4 + headerBytes.length
  const flush = async (last: boolean): Promise<void> => {
    const cipher = createCipheriv('aes-256-gcm', key, chunkNonce(index++, last))
    const sealed = Buffer.concat([cipher.update(waiting.subarray(0, filled)), cipher.final(), cipher.getAuthTag()])
    await writeAll(handle, Buffer.concat([lengthOf(sealed), sealed]))
    size += 4 + sealed.length
    filled = 0
  }
  return {
    write: async (bytes) => {
      for (let from = 0; from < bytes.length; ) {
        // Full chunks wait for the next byte: only then are they known not to be the last.
        if (filled === CHUNK_BYTES) await flush(false)
        const part = bytes.subarray(from, from + CHUNK_BYTES - filled)
        waiting.set(part, filled)
        filled += part.length
        from += part.length
      }
    },
    finish: async () => {
      await flush(true)
      await handle.sync()
      await handle.close()
      await rename(unfinished, file)
      await syncFolder(dirname(file))
      return size
    },
    abandon: async () => {
      await handle.close().catch(() => undefined)
      await rm(unfinished, { force: true })
    },
  }
}

function entryFor({ kid, x }: RecoveryPublicKey, contentKey: Uint8Array): SealedHeader['recipients'][number] {
  const own = generateKeyPairSync('x25519')
  const epk = own.publicKey.export({ format: 'jwk' }).x ?? ''
  const publicKey = createPublicKey({ format: 'jwk', key: { kty: 'OKP', crv: 'X25519', x } })
  // A point of small order agrees on nothing: OpenSSL refuses it.
  const secret = diffieHellman({ privateKey: own.privateKey, publicKey })
  return { kid, epk, sealed: encryptUnder(recipientKey(secret, epk, x), contentKey, recipientAad(kid)).toString('base64url') }
}

function lengthOf(bytes: Uint8Array): Buffer {
  const length = Buffer.alloc(4)
  length.writeUInt32BE(bytes.length)
  return length
}

async function writeAll(handle: FileHandle, bytes: Uint8Array): Promise<void> {
  for (let from = 0; from < bytes.length; ) from += (await handle.write(bytes, from)).bytesWritten
}

/** A new name is durable when its folder is. */
async function syncFolder(folder: string): Promise<void> {
  const handle = await open(folder, 'r')
  try {
    await handle.sync()
  } finally {
    await handle.close()
  }
}
