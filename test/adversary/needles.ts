import { formsOf } from '../people/planted.ts'

/** Bytes that every needle begins with are looked up at each place; a shorter needle would be found by chance. */
const KEY_BYTES = 6

/** Finds which of many secrets stand in some bytes, in one pass. */
export interface Needles {
  readonly secrets: number
  readonly forms: number
  /** Names of the forms found, each once: `<form> of <secret>`. */
  readonly foundIn: (bytes: Buffer) => string[]
}

/** The ways a secret may hide: as it is, escaped, percent-encoded, base64 at each alignment, hexadecimal, UTF-16 of both orders. */
function bytesOf(secret: string): Buffer[] {
  const utf16 = Buffer.from(secret, 'utf16le')
  const hex = Buffer.from(secret).toString('hex')
  const texts = [...formsOf(secret), hex, hex.toUpperCase()]
  return [...texts.map((text) => Buffer.from(text)), utf16, Buffer.from(utf16).swap16()]
}

/** Makes the search. Throws when a secret is too short to be looked for. */
export function needlesFor(secrets: readonly string[]): Needles {
  const byKey = new Map<number, { readonly name: string; readonly bytes: Buffer }[]>()
  // One bit for each beginning of three bytes: nearly every place is passed over by it.
  const beginnings = new Uint8Array(2 ** 21)
  let forms = 0
  for (const secret of new Set(secrets))
    for (const [at, bytes] of bytesOf(secret).entries()) {
      if (bytes.length < KEY_BYTES) throw new Error(`too short to look for: ${secret}`)
      const key = bytes.readUIntBE(0, KEY_BYTES)
      const beginning = bytes.readUIntBE(0, 3)
      beginnings[beginning >> 3] = (beginnings[beginning >> 3] ?? 0) | (1 << (beginning & 7))
      byKey.set(key, [...(byKey.get(key) ?? []), { name: `form ${at} of ${secret}`, bytes }])
      forms += 1
    }
  return {
    secrets: new Set(secrets).size,
    forms,
    foundIn: (bytes) => {
      const found = new Set<string>()
      let beginning = ((bytes[0] ?? 0) << 8) | (bytes[1] ?? 0)
      for (let at = 0; at + KEY_BYTES <= bytes.length; at += 1) {
        beginning = ((beginning << 8) | (bytes[at + 2] ?? 0)) & 0xffffff
        if (((beginnings[beginning >> 3] ?? 0) & (1 << (beginning & 7))) === 0) continue
        for (const needle of byKey.get(bytes.readUIntBE(at, KEY_BYTES)) ?? [])
          if (bytes.subarray(at, at + needle.bytes.length).equals(needle.bytes)) found.add(needle.name)
      }
      return [...found]
    },
  }
}
