import {
  fromBase64,
  isSignatureOf,
  keyId,
  type NoteKey,
  type NoteSigner,
  noteLine,
  openNote,
  readLine,
  readNote,
  signAgain,
  signNote,
} from './note.ts'
import { HASH_BYTES } from './tree.ts'

/** A head of a log (C2SP tlog-checkpoint). */
export interface Checkpoint {
  /** Which log: the member's name without its scheme, and the epoch. */
  readonly origin: string
  readonly size: number
  readonly root: Buffer
  /** Further lines that the log signs. */
  readonly extensions: readonly string[]
}

const SCHEME = 'https://'
const ORIGIN = /^([a-z0-9.-]{1,200})\/log\/([1-9][0-9]{0,8})$/
const SIZE = /^(0|[1-9][0-9]{0,15})$/
const CITES = 'after '
/** Before a witness's signature over a checkpoint (C2SP tlog-cosignature): nothing else that this key signs begins so. */
const HEADER = 'cosignature/v1\n'

/** Origin of a member's log. An epoch ends when the log is restored from a backup; the next one is another log. */
export function originOf(member: string, epoch: number): string {
  return `${nameOf(member)}/log/${epoch}`
}

/** Member and epoch of an origin; undefined when it is of no member. */
export function readOrigin(origin: string): { readonly member: string; readonly epoch: number } | undefined {
  const [, host, epoch] = ORIGIN.exec(origin) ?? []
  return host === undefined || epoch === undefined ? undefined : { member: `${SCHEME}${host}`, epoch: Number(epoch) }
}

/** The name under which a member countersigns. */
export function nameOf(member: string): string {
  return member.slice(SCHEME.length)
}

/** The text of a checkpoint, which is what is signed. */
export function checkpointText({ origin, size, root, extensions }: Checkpoint): string {
  return `${[origin, String(size), root.toString('base64'), ...extensions].join('\n')}\n`
}

/** Reads the text of a checkpoint; undefined when it is none. */
export function readCheckpoint(text: string): Checkpoint | undefined {
  if (!text.endsWith('\n')) return undefined
  const [origin = '', size = '', encoded = '', ...extensions] = text.slice(0, -1).split('\n')
  const root = fromBase64(encoded)
  if (origin === '' || !SIZE.test(size) || !Number.isSafeInteger(Number(size)) || root?.length !== HASH_BYTES) return undefined
  return extensions.includes('') ? undefined : { origin, size: Number(size), root, extensions }
}

/** Signs a head of the own log, under the log's origin. */
export function signCheckpoint(checkpoint: Checkpoint, signer: Omit<NoteSigner, 'name'>): string {
  return signNote(checkpointText(checkpoint), { ...signer, name: checkpoint.origin })
}

/** Puts the signature of a further key of the log under a head that was signed before. Throws when it is no checkpoint. */
export function signCheckpointAgain(note: string, signer: Omit<NoteSigner, 'name'>): string {
  return signAgain(note, { ...signer, name: claimedCheckpoint(note)?.origin ?? '' })
}

/** The checkpoint in a note, if one of these keys of its log signed it; undefined for anything else. */
export function openCheckpoint(note: string, keys: readonly Uint8Array[]): Checkpoint | undefined {
  const claimed = claimedCheckpoint(note)
  if (claimed === undefined) return undefined
  const text = openNote(
    note,
    keys.map((publicKey) => ({ name: claimed.origin, publicKey })),
  )
  return text === undefined ? undefined : claimed
}

/** The checkpoint that a note says it is, whoever signed it; undefined when it is none. */
export function claimedCheckpoint(note: string): Checkpoint | undefined {
  const parts = readNote(note)
  return parts && readCheckpoint(parts.text)
}

/** The line by which an epoch after the first cites the last witnessed head of the one before. */
export function citing({ origin, size, root }: Checkpoint): string {
  return `${CITES}${origin} ${size} ${root.toString('base64')}`
}

/** The head that a checkpoint cites; undefined when it cites none. */
export function citedBy({ extensions }: Checkpoint): Checkpoint | undefined {
  const line = extensions.find((one) => one.startsWith(CITES))
  return line === undefined ? undefined : readCheckpoint(`${line.slice(CITES.length).split(' ').join('\n')}\n`)
}

const cosigned = (text: string, time: number): Buffer => Buffer.from(`${HEADER}time ${time}\n${text}`)

/** Countersigns the checkpoint in a note as seen at a time (seconds since 1970). Returns the signature line. Throws when it is no note. */
export function cosign(note: string, time: number, signer: NoteSigner): string {
  const parts = readNote(note)
  if (parts === undefined) throw new TypeError('only a note is countersigned')
  const timestamp = Buffer.alloc(8)
  timestamp.writeBigUInt64BE(BigInt(time))
  return noteLine(signer.name, keyId(signer, 0x04), Buffer.concat([timestamp, signer.sign(cosigned(parts.text, time))]))
}

/** When a witness saw the checkpoint in a note (seconds since 1970), by its signature line; undefined when it did not sign it. */
export function cosignedAt(note: string, line: string, keys: readonly NoteKey[]): number | undefined {
  const parts = readNote(note)
  const read = readLine(line)
  if (parts === undefined || read === undefined || read.signature.length !== 8 + 64) return undefined
  const time = read.signature.readBigUInt64BE(0)
  if (time > BigInt(Number.MAX_SAFE_INTEGER)) return undefined
  const bytes = cosigned(parts.text, Number(time))
  const isBy = (key: NoteKey): boolean =>
    key.name === read.name && keyId(key, 0x04).equals(read.id) && isSignatureOf(key.publicKey, bytes, read.signature.subarray(8))
  return keys.some(isBy) ? Number(time) : undefined
}
