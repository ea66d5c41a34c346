import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { inflateSync } from 'node:zlib'
import type { Half } from './lines.ts'

/** Thickness of letters. */
export type Weight = 400 | 700

/**
 * IBM Plex Sans Arabic (SIL Open Font Licence 1.1). It has both scripts, and a shape of its own for every letter: fonts that put dots
 * and letters together (Noto) print well, but what is copied out of such a PDF is other letters.
 */
const FILES: readonly (readonly [Half, Weight, string])[] = [
  ['arabic', 400, import.meta.resolve('@fontsource/ibm-plex-sans-arabic/files/ibm-plex-sans-arabic-arabic-400-normal.woff')],
  ['arabic', 700, import.meta.resolve('@fontsource/ibm-plex-sans-arabic/files/ibm-plex-sans-arabic-arabic-700-normal.woff')],
  ['latin', 400, import.meta.resolve('@fontsource/ibm-plex-sans-arabic/files/ibm-plex-sans-arabic-latin-400-normal.woff')],
  ['latin', 700, import.meta.resolve('@fontsource/ibm-plex-sans-arabic/files/ibm-plex-sans-arabic-latin-700-normal.woff')],
]

/** The fonts a sheet is printed with, as OpenType files. */
export function readFonts(): { readonly half: Half; readonly weight: Weight; readonly font: Buffer }[] {
  return FILES.map(([half, weight, url]) => ({ half, weight, font: unwrapped(readFileSync(fileURLToPath(url))) }))
}

const WOFF_HEAD = 44
const WOFF_ENTRY = 20
const HEAD = 12
const ENTRY = 16

/** A WOFF file (W3C WOFF 1.0 §3–5) as the OpenType file it wraps. fontkit would unwrap it too, and take most of the printing's time. */
function unwrapped(woff: Buffer): Buffer {
  const count = woff.readUInt16BE(12)
  const head = Buffer.alloc(HEAD + count * ENTRY)
  const power = Math.floor(Math.log2(count))
  head.writeUInt32BE(woff.readUInt32BE(4), 0)
  head.writeUInt16BE(count, 4)
  head.writeUInt16BE(2 ** power * 16, 6)
  head.writeUInt16BE(power, 8)
  head.writeUInt16BE(count * 16 - 2 ** power * 16, 10)
  const tables: Buffer[] = []
  let offset = head.length
  for (let number = 0; number < count; number += 1) {
    const entry = WOFF_HEAD + number * WOFF_ENTRY
    const [from, packed, whole] = [4, 8, 12].map((field) => woff.readUInt32BE(entry + field))
    if (from === undefined || packed === undefined || whole === undefined) throw new Error('a font has no such table')
    const bytes = woff.subarray(from, from + packed)
    const table = packed < whole ? inflateSync(bytes) : bytes
    const place = HEAD + number * ENTRY
    woff.copy(head, place, entry, entry + 4)
    woff.copy(head, place + 4, entry + 16, entry + 20)
    head.writeUInt32BE(offset, place + 8)
    head.writeUInt32BE(whole, place + 12)
    const padded = Buffer.alloc(Math.ceil(whole / 4) * 4)
    table.copy(padded)
    tables.push(padded)
    offset += padded.length
  }
  return Buffer.concat([head, ...tables])
}
