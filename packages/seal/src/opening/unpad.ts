import { ENVELOPE } from '@ihala/contract'
import { LENGTH_BYTES, type PaddedSize } from '../format/typ.ts'
import { Tamper } from './tamper.ts'

const ZEROS = Buffer.alloc(ENVELOPE.chunkSize)

/** An inner JWS and the size it was padded to. */
export interface Unpadded {
  readonly innerJws: string
  readonly size: PaddedSize
}

const sizeOf = (bytes: number): PaddedSize | undefined => {
  if (bytes === ENVELOPE.eventSize) return ENVELOPE.eventSize
  if (bytes === ENVELOPE.chunkSize) return ENVELOPE.chunkSize
  return undefined
}

/**
 * Takes the padding off: one of the two sizes, a length that fits, nothing but zeros behind the JWS.
 * Throws Tamper `envelope-bad-padding`.
 */
export function unpad(padded: Buffer): Unpadded {
  const size = sizeOf(padded.length)
  if (size === undefined) throw new Tamper('envelope-bad-padding')
  const end = LENGTH_BYTES + padded.readUInt32BE(0)
  if (end > size || !padded.subarray(end).equals(ZEROS.subarray(0, size - end))) throw new Tamper('envelope-bad-padding')
  return { innerJws: padded.toString('latin1', LENGTH_BYTES, end), size }
}
