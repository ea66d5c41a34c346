import { inflateSync } from 'node:zlib'
import { Wrong } from './wrong.ts'

/** Bytes of a PDF, and of the dossier in it, beyond which neither is read. */
export const MOST_BYTES = 256 * 1024 * 1024

const HEAD = Buffer.from('%PDF-')
const NAME = Buffer.from('/EmbeddedFile')
const STREAM = Buffer.from('>>\nstream\n')
/** Longest dictionary before an enclosed stream; the one that is written has 200 characters. */
const DICTIONARY = 1000
const LENGTH = /\/Length (\d{1,9})\n/
const MARK = /^\/Type \/EmbeddedFile\n/

/** Whether this file says that it is a PDF. */
export function isPdf(bytes: Buffer): boolean {
  return bytes.subarray(0, HEAD.length).equals(HEAD)
}

/**
 * Takes the dossier out of a PDF that `ihala dossier` wrote. The PDF's own tables are not followed: the one enclosed stream is looked
 * for where it is written out, and whoever prints compares the whole file afterwards. Throws Wrong when there is none, when there
 * are two, or when it is larger than a dossier.
 */
export function dossierInPdf(pdf: Buffer): Buffer {
  if (pdf.length > MOST_BYTES) throw new Wrong('too-large', '')
  const places: number[] = []
  for (let at = pdf.indexOf(NAME); at >= 0 && places.length < 3; at = pdf.indexOf(NAME, at + NAME.length)) places.push(at)
  // `/EmbeddedFiles` names the list of them: it is no file.
  const files = places.filter((at) => pdf[at + NAME.length] !== 's'.charCodeAt(0))
  const [place] = files
  if (place === undefined) throw new Wrong('nothing-enclosed', '')
  if (files.length > 1) throw new Wrong('more-than-one-enclosed', '')
  const written = pdf.subarray(place - '/Type '.length, place + DICTIONARY)
  const start = written.indexOf(STREAM)
  const dictionary = written.toString('latin1', 0, Math.max(start, 0))
  const length = Number(LENGTH.exec(dictionary)?.[1] ?? Number.NaN)
  const from = place - '/Type '.length + start + STREAM.length
  if (!MARK.test(dictionary) || !dictionary.includes('/Filter /FlateDecode\n') || !(from + length <= pdf.length))
    throw new Wrong('enclosed-unreadable', '')
  try {
    return inflateSync(pdf.subarray(from, from + length), { maxOutputLength: MOST_BYTES })
  } catch {
    throw new Wrong('enclosed-unreadable', '')
  }
}
