import { argon2id } from 'hash-wasm'
import type { Bytes } from './sealing.ts'

/** RFC 9106, second recommended option, on one lane: a page has one thread. About half a second on a cheap phone. */
const COST = { memorySize: 64 * 1024, iterations: 3, parallelism: 1 } as const

/** 32 bytes of a PIN by argon2id. `salt` is 16 random bytes. */
export async function argon2idOf(pin: string, salt: Bytes): Promise<Bytes> {
  return new Uint8Array(await argon2id({ ...COST, password: pin, salt, hashLength: 32, outputType: 'binary' }))
}
