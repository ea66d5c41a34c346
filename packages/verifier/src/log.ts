import { createHash } from 'node:crypto'
import type { Dossier, DossierLeaf } from '@ihala/contract'
import { fromBase64url, isSigned } from './jws.ts'
import type { SigningKey, Who } from './who.ts'
import { Wrong } from './wrong.ts'

/** Another member's word that it saw a head, and when (seconds since 1970). */
export interface Witness {
  readonly member: string
  readonly at: number
  readonly government: boolean
}

/** A head of the organisation's log that somebody else saw. */
export interface Head {
  readonly origin: string
  readonly size: number
  readonly root: Buffer
  readonly witnesses: readonly Witness[]
  /** Since when every key that signed it is revoked, seconds since 1970; undefined while one is not. */
  readonly revokedAt: number | undefined
}

/** Other members that must countersign a head before it counts (DESIGN §10); not all of government. */
export const QUORUM = 3

const SCHEME = 'https://'
const ORIGIN = /^([a-z0-9.-]{1,200})\/log\/[1-9]\d{0,8}$/
const LINE = /^— (\S+) ([A-Za-z0-9+/]+={0,2})$/u
const sha256 = (...parts: readonly Uint8Array[]): Buffer => {
  const hash = createHash('sha256')
  for (const part of parts) hash.update(part)
  return hash.digest()
}

/** C2SP signed-note: the first 4 bytes of SHA-256(name ‖ newline ‖ type ‖ key) say which key a line is by. */
function isLineBy(name: string, type: number, x: string, id: Buffer): boolean {
  const key = fromBase64url(x)
  return (
    key !== undefined &&
    sha256(Buffer.from(`${name}\n`), Buffer.of(type), key)
      .subarray(0, 4)
      .equals(id)
  )
}

/** The members whose own signature over a head is on it. Throws Wrong `cosignature-invalid` for a line of a member that is not good. */
function witness(text: string, name: string, id: Buffer, signature: Buffer, who: Who, where: string): Witness {
  const member = `${SCHEME}${name}`
  if (signature.length !== 72) throw new Wrong('cosignature-invalid', where)
  const at = Number(signature.readBigUInt64BE(0))
  const signed = Buffer.from(`cosignature/v1\ntime ${at}\n${text}`)
  const key = [...who.keys(member).values()].find(({ x }) => isLineBy(name, 0x04, x, id))
  const good = key !== undefined && at >= key.from && at <= key.until && (key.revokedAt === undefined || at < key.revokedAt)
  if (!good || !isSigned(key, signed, signature.subarray(8))) throw new Wrong('cosignature-invalid', where)
  return { member, at, government: who.isGovernment(member) }
}

/** Reads one head (C2SP tlog-checkpoint) of the organisation's log and who countersigned it (tlog-cosignature). Throws Wrong. */
export function readHead(note: string, organisation: string, who: Who, where: string): Head {
  const end = note.lastIndexOf('\n\n')
  const text = note.slice(0, end + 1)
  const [origin = '', size = '', encoded = ''] = text.split('\n')
  const root = Buffer.from(encoded, 'base64')
  const ours = origin.startsWith(`${organisation.slice(SCHEME.length)}/log/`)
  if (
    end < 0 ||
    !note.endsWith('\n') ||
    !ours ||
    !/^(0|[1-9]\d{0,15})$/.test(size) ||
    root.length !== 32 ||
    root.toString('base64') !== encoded
  )
    throw new Wrong('checkpoint-invalid', where)
  const signers: SigningKey[] = []
  const witnesses: Witness[] = []
  for (const line of note.slice(end + 2, -1).split('\n')) {
    const [, name = '', value = ''] = LINE.exec(line) ?? []
    const bytes = Buffer.from(value, 'base64')
    if (name === '' || bytes.length < 68 || bytes.toString('base64') !== value) throw new Wrong('checkpoint-invalid', where)
    const id = bytes.subarray(0, 4)
    if (name !== origin) witnesses.push(witness(text, name, id, bytes.subarray(4), who, where))
    else
      signers.push(
        ...[...who.keys(organisation).values()].filter(
          ({ x }) => isLineBy(name, 0x01, x, id) && isSigned({ x }, Buffer.from(text), bytes.subarray(4)),
        ),
      )
  }
  if (signers.length === 0 || witnesses.some(({ member }) => member === organisation)) throw new Wrong('checkpoint-invalid', where)
  const revocations = signers.flatMap(({ revokedAt }) => revokedAt ?? [])
  const revokedAt = revocations.length === signers.length ? Math.max(...revocations) : undefined
  return { origin, size: Number(size), root, witnesses, revokedAt }
}

/** Whose log a head says it is of; undefined when it names no log. Nothing is verified. */
export function memberOf(note: string): string | undefined {
  const [, host] = ORIGIN.exec(note.slice(0, note.indexOf('\n'))) ?? []
  return host === undefined ? undefined : `${SCHEME}${host}`
}

/** Reads the heads of a dossier. Throws Wrong. */
export function readHeads({ checkpoints, organisation }: Dossier, who: Who): Head[] {
  return checkpoints.map((note, index) => readHead(note, organisation, who, `/checkpoints/${index}`))
}

/** The hash of a leaf: SHA-256(0x00 ‖ SHA-256(salt ‖ canonical event)). */
export function leafHash({ salt, event }: Pick<DossierLeaf, 'salt' | 'event'>): Buffer {
  return sha256(Buffer.of(0), sha256(fromBase64url(salt) ?? Buffer.of(), Buffer.from(event)))
}

/** Whether a leaf is number `index` of a log with this head (RFC 9162 §2.1.3.2). */
export function isIncluded(leaf: Buffer, index: number, proof: readonly string[], { size, root }: Head): boolean {
  if (index >= size) return false
  let node = index
  let last = size - 1
  let hash = leaf
  for (const step of proof) {
    const sibling = fromBase64url(step)
    if (sibling === undefined || last === 0) return false
    if (node % 2 === 1 || node === last) {
      hash = parent(sibling, hash)
      while (node % 2 === 0 && node !== 0) {
        node /= 2
        last = Math.floor(last / 2)
      }
    } else hash = parent(hash, sibling)
    node = Math.floor(node / 2)
    last = Math.floor(last / 2)
  }
  return last === 0 && hash.equals(root)
}

/** Whether the tree with the newer root began with the one of the older root (RFC 9162 §2.1.4.2). Neither is believed to be of a log. */
export function isBeginning(older: Pick<Head, 'size' | 'root'>, newer: Pick<Head, 'size' | 'root'>, proof: readonly Buffer[]): boolean {
  if (older.size > newer.size) return false
  if (older.size === newer.size) return proof.length === 0 && older.root.equals(newer.root)
  if (older.size === 0) return proof.length === 0 && older.root.equals(sha256())
  let node = older.size - 1
  let last = newer.size - 1
  for (; node % 2 === 1; node = Math.floor(node / 2)) last = Math.floor(last / 2)
  // A tree of a power of two stands whole in the newer one: its root is not repeated.
  const [start, ...steps] = node === 0 ? [older.root, ...proof] : proof
  if (start === undefined) return false
  let [before, after] = [start, start]
  for (const step of steps) {
    if (last === 0) return false
    if (node % 2 === 1 || node === last) {
      before = parent(step, before)
      after = parent(step, after)
      for (; node % 2 === 0 && node !== 0; node /= 2) last = Math.floor(last / 2)
    } else after = parent(after, step)
    node = Math.floor(node / 2)
    last = Math.floor(last / 2)
  }
  return last === 0 && before.equals(older.root) && after.equals(newer.root)
}

/** The hash over two neighbours (RFC 6962 §2.1). */
export function parent(left: Uint8Array, right: Uint8Array): Buffer {
  return sha256(Buffer.of(1), left, right)
}

/** The root over complete subtrees, from left to right, the largest first. */
export function rootOver(subtrees: readonly Buffer[]): Buffer {
  return subtrees.length === 0 ? sha256() : subtrees.reduceRight((right, left) => parent(left, right))
}

/**
 * When enough others had seen a head, seconds since 1970: the time of the signature that completes the quorum. Undefined when too
 * few did, or all of them are of government: then the organisation's word stands alone.
 */
export function seenBy({ witnesses }: Head): number | undefined {
  const inOrder = [...new Map([...witnesses].sort((a, b) => b.at - a.at).map((one) => [one.member, one])).values()].sort(
    (a, b) => a.at - b.at,
  )
  for (let count = QUORUM; count <= inOrder.length; count += 1) {
    const first = inOrder.slice(0, count)
    if (first.some(({ government }) => !government)) return first.at(-1)?.at
  }
  return undefined
}
