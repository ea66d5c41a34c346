import { type CONFORMANCE_TYP, ENVELOPE, type FEDERATION_TYP, type FILING_TYP } from '@ihala/contract'

/** The kinds of signed object that exist: the `typ` of a compact JWS. An object of one kind is never read as another. */
export type SignedTyp =
  | (typeof ENVELOPE.typ)[Exclude<keyof typeof ENVELOPE.typ, 'envelope'>]
  | (typeof FEDERATION_TYP)[keyof typeof FEDERATION_TYP]
  | (typeof FILING_TYP)[keyof typeof FILING_TYP]
  | typeof CONFORMANCE_TYP

/** Plaintext size of an envelope, bytes. Two exist. */
export type PaddedSize = typeof ENVELOPE.eventSize | typeof ENVELOPE.chunkSize

/** The one size that a kind of event is sealed at; receipts have the size of events. DESIGN §4: one size says nothing. */
export function paddedSizeOf(evt: string): PaddedSize {
  return evt === 'file-chunk' ? ENVELOPE.chunkSize : ENVELOPE.eventSize
}

/** Bytes of the length that stands before the padded JWS. */
export const LENGTH_BYTES = 4
