import { Refusal } from '@ihala/contract'
import { LENGTH_BYTES, type PaddedSize } from '../format/typ.ts'

/**
 * Length (4 bytes, big endian) ‖ JWS ‖ zeros, `size` bytes in all (DESIGN §4).
 * Throws Refusal `event-too-large` when the JWS does not fit.
 */
export function pad(innerJws: string, size: PaddedSize): Buffer {
  const limit = size - LENGTH_BYTES
  if (innerJws.length > limit) throw new Refusal('event-too-large', { limit })
  const padded = Buffer.alloc(size)
  padded.writeUInt32BE(innerJws.length)
  padded.write(innerJws, LENGTH_BYTES, 'latin1')
  return padded
}
