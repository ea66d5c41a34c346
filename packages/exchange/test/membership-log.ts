import type { MembershipChange, MembershipEntry } from '@ihala/contract'
import { EMPTY_EDGE, membershipLeaf, membershipOrigin, memoryTree, rootAt, signCheckpoint } from '@ihala/ledger'
import { REGISTRY_LOG_KEY, registryEntryKey } from '../src/index.ts'
import type { MemoryMember } from './memory-network.ts'

/** Who keeps a log: what of it the test needs. */
type Committee = Pick<MemoryMember, 'entityId' | 'keyring'>

/** A committee's membership log, as a test writes it: honest, or with another history. */
export interface WrittenLog {
  readonly add: (change: MembershipChange, entityId: string, jws: string, at: string) => void
  /** What is put on the registry's stream: all entries, and the head. */
  readonly words: () => Promise<Map<string, string>>
  /** Another log that begins as this one; `size` entries of it. */
  readonly branch: (size?: number) => WrittenLog
}

/** Begins a log that the committee signs. */
export function writtenLog(committee: Committee, begun: readonly MembershipEntry[] = []): WrittenLog {
  const entries = [...begun]
  const { signing, sign } = committee.keyring
  return {
    add: (change, entityId, jws, at) => void entries.push({ position: entries.length, at, entityId, change, jws }),
    words: async () => {
      const size = entries.length
      const root = await rootAt(memoryTree(EMPTY_EDGE, entries.map(membershipLeaf)), size)
      const head = { origin: membershipOrigin(committee.entityId), size, root, extensions: [] }
      const note = signCheckpoint(head, { publicKey: Buffer.from(signing.jwk.x, 'base64url'), sign })
      return new Map([
        ...entries.map((entry): [string, string] => [registryEntryKey(entry.position), JSON.stringify(entry)]),
        [REGISTRY_LOG_KEY, note],
      ])
    },
    branch: (size = entries.length) => writtenLog(committee, entries.slice(0, size)),
  }
}
