import { createPublicKey, hash, verify } from 'node:crypto'

/** What a key of a note signs (C2SP signed-note): 0x01 notes, 0x04 cosignatures with a time (tlog-cosignature). */
export type NoteKeyType = 0x01 | 0x04

/** A public key under the name by which notes name it. */
export interface NoteKey {
  readonly name: string
  /** Ed25519, 32 bytes. */
  readonly publicKey: Uint8Array
}

/** A key that signs; the private half stays behind `sign`. */
export interface NoteSigner extends NoteKey {
  /** Ed25519 signature, 64 bytes. */
  readonly sign: (bytes: Uint8Array) => Uint8Array
}

/** A signature line of a note, taken apart; nothing about it is verified. */
export interface NoteLine {
  readonly name: string
  /** First 4 bytes: which key of that name. */
  readonly id: Buffer
  readonly signature: Buffer
}

const KEY_ID_BYTES = 4
// RFC 8410 §4: what stands before the 32 bytes in a SubjectPublicKeyInfo.
const SPKI = Buffer.from('302a300506032b6570032100', 'hex')
// Neither white space nor plus: a name is one word of a line.
const NAME = /^[^\s+]{1,200}$/u
const LINE = /^— (\S+) ([A-Za-z0-9+/]+={0,2})$/u

/** First 4 bytes of SHA-256(name ‖ newline ‖ type ‖ key): how a signature line says by which key it is. */
export function keyId({ name, publicKey }: NoteKey, type: NoteKeyType): Buffer {
  return hash('sha256', Buffer.concat([Buffer.from(`${name}\n`), Buffer.of(type), publicKey]), 'buffer').subarray(0, KEY_ID_BYTES)
}

/** Base64 with its padding, of exactly these bytes; undefined for any other spelling. */
export function fromBase64(text: string): Buffer | undefined {
  const bytes = Buffer.from(text, 'base64')
  return bytes.toString('base64') === text ? bytes : undefined
}

/** A signature line: em dash, name, base64 of key id and signature. */
export function noteLine(name: string, id: Uint8Array, signature: Uint8Array): string {
  return `— ${name} ${Buffer.concat([id, signature]).toString('base64')}`
}

/** Takes a signature line apart; undefined when it is none. */
export function readLine(line: string): NoteLine | undefined {
  const [, name = '', encoded = ''] = LINE.exec(line) ?? []
  const bytes = fromBase64(encoded)
  if (!NAME.test(name) || bytes === undefined || bytes.length <= KEY_ID_BYTES) return undefined
  return { name, id: bytes.subarray(0, KEY_ID_BYTES), signature: bytes.subarray(KEY_ID_BYTES) }
}

/** Signs a text, which ends in a newline, as C2SP signed note. */
export function signNote(text: string, signer: NoteSigner): string {
  return `${text}\n${noteLine(signer.name, keyId(signer, 0x01), signer.sign(Buffer.from(text)))}\n`
}

/** Puts a further signature of the same name under a note: who read it under the ones before reads it still. Throws when it is no note. */
export function signAgain(note: string, signer: NoteSigner): string {
  const parts = readNote(note)
  if (parts === undefined) throw new TypeError('only a note is signed again')
  return `${note}${noteLine(signer.name, keyId(signer, 0x01), signer.sign(Buffer.from(parts.text)))}\n`
}

/** Takes a note apart: its text, and its signature lines; undefined when it is none. */
export function readNote(note: string): { readonly text: string; readonly lines: readonly NoteLine[] } | undefined {
  const end = note.lastIndexOf('\n\n')
  if (end < 0 || !note.endsWith('\n')) return undefined
  const lines = note
    .slice(end + 2, -1)
    .split('\n')
    .map(readLine)
  const all = lines.filter((line) => line !== undefined)
  return all.length === lines.length ? { text: note.slice(0, end + 1), lines: all } : undefined
}

/** Says whether an Ed25519 signature over these bytes is by this key. */
export function isSignatureOf(publicKey: Uint8Array, bytes: Uint8Array, signature: Uint8Array): boolean {
  if (publicKey.length !== 32 || signature.length !== 64) return false
  return verify(null, bytes, createPublicKey({ format: 'der', type: 'spki', key: Buffer.concat([SPKI, publicKey]) }), signature)
}

/** The text of a note that one of these keys signed; undefined for any other. Lines of unknown keys are ignored. */
export function openNote(note: string, keys: readonly NoteKey[]): string | undefined {
  const parts = readNote(note)
  if (parts === undefined) return undefined
  const bytes = Buffer.from(parts.text)
  const isBy = (key: NoteKey, line: NoteLine): boolean =>
    line.name === key.name && line.id.equals(keyId(key, 0x01)) && isSignatureOf(key.publicKey, bytes, line.signature)
  return parts.lines.some((line) => keys.some((key) => isBy(key, line))) ? parts.text : undefined
}
