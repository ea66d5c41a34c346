import { type Anchors, checkForkFile, type ForkFile, type Names } from '@ihala/contract'
import { type Head, isBeginning, memberOf, readHead, type Witness } from './log.ts'
import { readJson } from './strict-json.ts'
import { assertPinned, readWho } from './who.ts'
import { Wrong } from './wrong.ts'

/** One of the two heads: how large it says the log was, its root (base64), and who countersigned it. */
export interface ForkedHead {
  readonly size: number
  readonly root: string
  readonly witnesses: readonly Witness[]
  /** Since when every key that signed it is revoked, seconds since 1970; null while one is not. */
  readonly revokedAt: number | null
}

/** What a proof of a fork proves: this member's key signed two heads of one log that cannot both be of it. */
export interface ProvenFork {
  readonly member: string
  /** What the anchor calls it. */
  readonly names: Names | null
  readonly origin: string
  readonly older: ForkedHead
  readonly newer: ForkedHead
  /** Whether the anchors were pinned by whoever checked, or only named by the file. */
  readonly anchorsPinned: boolean
}

/** Who vouches for the keys, where a file does not say it itself, or where whoever checks knows better. */
export interface Vouching {
  readonly anchors?: Anchors
  readonly statements?: readonly string[]
}

/** Whether a file says that it is a proof of a forked log. */
export function isFork(text: string): boolean {
  return /^\s*\{\s*"kind"\s*:\s*"ihala-log-fork"/.test(text)
}

/**
 * Checks the proof of a forked log offline. The heads are of one log, a key of its member signed both, and the consistency proof leads
 * from another root of the older size to the newer root. Throws Wrong with the first thing that is wrong, in this order: the file,
 * who is who, the older head, the newer head, the proof.
 */
export function verifyFork(text: string, { anchors: pinned, statements }: Vouching = {}): ProvenFork {
  const fork = readFork(text)
  if (pinned !== undefined && fork.anchors !== undefined) assertPinned(fork.anchors, pinned)
  const anchors = pinned ?? fork.anchors
  if (anchors === undefined) throw new Wrong('anchor-unknown', '/anchors')
  const who = readWho([...(fork.statements ?? []), ...(statements ?? [])], anchors)
  const member = memberOf(fork.older)
  if (member === undefined) throw new Wrong('checkpoint-invalid', '/older')
  if (who.keys(member).size === 0) throw new Wrong('key-unknown', '/older')
  if (memberOf(fork.newer) !== member) throw new Wrong('not-of-one-log', '/newer')
  const older = readHead(fork.older, member, who, '/older')
  const newer = readHead(fork.newer, member, who, '/newer')
  if (older.origin !== newer.origin) throw new Wrong('not-of-one-log', '/newer')
  const [other, ...proof] = [fork.root, ...fork.proof].map((hash) => Buffer.from(hash, 'base64'))
  const contradicts = other !== undefined && !other.equals(older.root) && isBeginning({ size: older.size, root: other }, newer, proof)
  if (!contradicts) throw new Wrong('fork-not-proven', '/proof')
  return {
    member,
    names: who.names(member) ?? null,
    origin: older.origin,
    older: shown(older),
    newer: shown(newer),
    anchorsPinned: pinned !== undefined,
  }
}

function readFork(text: string): ForkFile {
  const value = readJson(text, '')
  const fault = checkForkFile.firstFault(value)
  if (fault !== undefined || !checkForkFile(value)) throw new Wrong('not-a-fork', fault?.field ?? '')
  return value
}

function shown({ size, root, witnesses, revokedAt }: Head): ForkedHead {
  return { size, root: root.toString('base64'), witnesses, revokedAt: revokedAt ?? null }
}
