import { hash } from 'node:crypto'
import { type Checkpoint, openCheckpoint } from './checkpoint.ts'
import { fromBase64 } from './note.ts'
import { verifyConsistency } from './tree.ts'

/**
 * Proof that a member keeps two logs under one name, to be checked by anybody offline: two heads that it signed, and a
 * consistency proof by which the newer one had another root at the size of the older one. Of one size the proof is empty.
 */
export interface Fork {
  readonly kind: 'ihala-log-fork'
  readonly v: 1
  /** Signed head of the smaller tree. */
  readonly older: string
  /** Signed head of the larger tree, or of one as large. */
  readonly newer: string
  /** Root that the newer tree had at the size of the older one, base64. */
  readonly root: string
  /** RFC 9162 consistency proof from that root to the newer one, base64. */
  readonly proof: readonly string[]
}

/** What a proof of a fork comes to. */
export type ForkVerdict =
  | { readonly outcome: 'fork'; readonly older: Checkpoint; readonly newer: Checkpoint }
  | { readonly outcome: 'no-proof'; readonly why: 'malformed' | 'not-signed' | 'other-logs' | 'same-history' | 'proof-does-not-hold' }

/** Writes the proof: `root` is the newer tree's root at the older one's size, `proof` leads from it to the newer root. */
export function forkOf(older: string, newer: string, root: Buffer, proof: readonly Buffer[]): Fork {
  return {
    kind: 'ihala-log-fork',
    v: 1,
    older,
    newer,
    root: root.toString('base64'),
    proof: proof.map((hash) => hash.toString('base64')),
  }
}

/** Reads a proof from a file; undefined when it is none. */
export function readFork(file: string): Fork | undefined {
  const value = parsed(file)
  const strings = (list: unknown): list is string[] => Array.isArray(list) && list.every((one) => typeof one === 'string')
  if (typeof value !== 'object' || value === null || Object.keys(value).length !== 6) return undefined
  const { kind, v, older, newer, root, proof } = value as Record<string, unknown>
  if (kind !== 'ihala-log-fork' || v !== 1 || typeof older !== 'string' || typeof newer !== 'string' || typeof root !== 'string')
    return undefined
  return strings(proof) ? { kind, v, older, newer, root, proof } : undefined
}

function parsed(file: string): unknown {
  try {
    return JSON.parse(file)
  } catch {
    return undefined
  }
}

/** Checks a proof of a fork with the keys of the log, from nothing but the file. */
export function verifyFork(file: string, keys: readonly Uint8Array[]): ForkVerdict {
  const fork = readFork(file)
  const root = fork && fromBase64(fork.root)
  const proof = fork?.proof.map(fromBase64).filter((hash) => hash !== undefined) ?? []
  if (fork === undefined || root === undefined || proof.length !== fork.proof.length) return { outcome: 'no-proof', why: 'malformed' }
  const [older, newer] = [openCheckpoint(fork.older, keys), openCheckpoint(fork.newer, keys)]
  if (older === undefined || newer === undefined) return { outcome: 'no-proof', why: 'not-signed' }
  if (older.origin !== newer.origin) return { outcome: 'no-proof', why: 'other-logs' }
  if (root.equals(older.root)) return { outcome: 'no-proof', why: 'same-history' }
  return verifyConsistency({ size: older.size, root }, newer, proof)
    ? { outcome: 'fork', older, newer }
    : { outcome: 'no-proof', why: 'proof-does-not-hold' }
}

/** A name for a piece of evidence that is the same whenever the same two heads are found to contradict each other. */
export function evidenceName(kind: string, ...heads: readonly string[]): string {
  return `${kind} ${hash('sha256', [...heads].sort().join('\n'), 'base64url')}`
}
