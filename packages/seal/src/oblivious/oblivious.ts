import { createHash, randomBytes } from 'node:crypto'
import { fromBase64url, toBase64url } from '../format/base64url.ts'

// RFC 9497, base mode, OPRF(ristretto255, SHA-512): the asker learns the output for its input and nothing else, the answerer, whose key it
// is, nothing at all. Not verifiable: an answerer may answer with anything, as it may keep any list.

// Loaded when somebody asks: it takes longer than much else of a start.
const curve = () => import('@noble/curves/ed25519.js')

/** An input, blinded. */
export interface BlindedInput {
  /** What the answerer is sent, an element, base64url: for the same input another one each time, and by itself nothing but chance. */
  readonly element: string
  /** What opens the answer to it, base64url; kept by the asker alone. */
  readonly scalar: string
}

/** Random bytes, 64 when not told. */
type Random = (count?: number) => Uint8Array<ArrayBuffer>
const system: Random = (count = 64) => new Uint8Array(randomBytes(count))

/**
 * Blinds an input.
 * @param random by which it is blinded
 */
export async function blindInput(input: Uint8Array, random: Random = system): Promise<BlindedInput> {
  const { ristretto255_oprf } = await curve()
  const { blind, blinded } = ristretto255_oprf.oprf.blind(input, random)
  return { element: toBase64url(blinded), scalar: toBase64url(blind) }
}

/** A key for one answer. */
export async function newObliviousKey(): Promise<Uint8Array> {
  const { ristretto255_oprf } = await curve()
  return ristretto255_oprf.oprf.generateKeyPair().secretKey
}

/** The answer to an element, by whoever has the key. Throws (a fault) where it is none: `isGroupElement` was asked before. */
export async function evaluateElement(key: Uint8Array, element: string): Promise<string> {
  const { ristretto255_oprf } = await curve()
  return toBase64url(ristretto255_oprf.oprf.blindEvaluate(key, Buffer.from(element, 'base64url')))
}

/** The output for an input, 64 bytes, from the answer to its element. Throws (a fault) as `evaluateElement`. */
export async function outputFrom(input: Uint8Array, scalar: string, evaluated: string): Promise<Uint8Array> {
  const { ristretto255_oprf } = await curve()
  return ristretto255_oprf.oprf.finalize(input, Buffer.from(scalar, 'base64url'), Buffer.from(evaluated, 'base64url'))
}

/** RFC 9497 3.1 and 4.1: the context of mode 0 of the suite. */
const CONTEXT = 'OPRFV1-\0-ristretto255-SHA512'

/** RFC 9497 3.3.1 `Evaluate`: the output for an input, 64 bytes, by whoever has the key. */
export async function outputOf(key: Uint8Array, input: Uint8Array): Promise<Uint8Array> {
  const { ristretto255, ristretto255_hasher } = await curve()
  const element = ristretto255_hasher.hashToCurve(input, { DST: `HashToGroup-${CONTEXT}` })
  const issued = element.multiply(ristretto255.Point.Fn.fromBytes(key)).toBytes()
  return createHash('sha512').update(prefixed(input)).update(prefixed(issued)).update('Finalize').digest()
}

function prefixed(bytes: Uint8Array): Buffer {
  const length = Buffer.alloc(2)
  length.writeUInt16BE(bytes.length)
  return Buffer.concat([length, bytes])
}

/** RFC 9497 2.1: whether a text is an element in its one spelling, and not the identity, which is the same under every key. */
export async function isGroupElement(text: string): Promise<boolean> {
  const bytes = fromBase64url(text)
  if (bytes === undefined) return false
  const { ristretto255 } = await curve()
  try {
    return !ristretto255.Point.fromBytes(bytes).is0()
  } catch {
    return false
  }
}
