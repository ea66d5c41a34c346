import { argon2idOf } from './argon.ts'
import type { Bytes } from './sealing.ts'

/** One question to the worker. */
export interface PinAsked {
  readonly pin: string
  readonly salt: Bytes
}

// Beside the page, not in it: the page stays quick, and its content security policy need not allow WebAssembly.
self.addEventListener('message', ({ data }: MessageEvent<PinAsked>) => {
  void argon2idOf(data.pin, data.salt).then(
    (key) => self.postMessage(key),
    () => self.postMessage(null),
  )
})
