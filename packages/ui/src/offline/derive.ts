import type { PinAsked } from './pin-key.worker.ts'
import type { Bytes } from './sealing.ts'

/** 32 bytes of a PIN by argon2id, in a worker that ends with its answer and takes the PIN with it. @throws where it cannot run */
export function deriveBeside(pin: string, salt: Bytes): Promise<Bytes> {
  const worker = new Worker(new URL('./pin-key.worker.ts', import.meta.url), { type: 'module' })
  return new Promise<Bytes>((resolve, reject) => {
    const failed = () => reject(new Error('the PIN could not be worked on'))
    worker.addEventListener('message', ({ data }: MessageEvent<Bytes | null>) => (data === null ? failed() : resolve(data)))
    worker.addEventListener('error', failed)
    worker.postMessage({ pin, salt } satisfies PinAsked)
  }).finally(() => worker.terminate())
}
