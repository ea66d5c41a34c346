import { type Candidate, claimedCheckpoint, committeeOf, cosignedAt, isQuorum, linesOf, membershipOf, sqlLog, type Tx } from '@ihala/ledger'
import { candidates, witnessKeysOf } from './pair/log-keys.ts'
import type { RegistryCache } from './registry-cache.ts'
import { type KeptEntry, sqlMembership } from './store/membership.ts'

/** A member's countersignature under a head of the membership log, as we hold it. */
export interface MembershipWitness extends Candidate {
  readonly size: number
  /** ISO instant, as it signed it. */
  readonly signedAt: string
  /** Whether that is the newest head. */
  readonly newest: boolean
}

/** How the membership log stands here. */
export interface MembershipOutlook {
  /** `in-doubt`: there is evidence against it, or against a word of the registry that it does not have. */
  readonly stands: 'unheard' | 'not-yet' | 'witnessed' | 'in-doubt'
  /** The newest head that was checked and countersigned here, and of which committee. */
  readonly head: { readonly member: string; readonly size: number; readonly at: string } | null
  readonly witnesses: readonly MembershipWitness[]
  /** How many changes there are, and the last of them, the latest first. */
  readonly changes: { readonly total: number; readonly lines: readonly Omit<KeptEntry, 'jws'>[] }
}

/** The membership log as this organisation read it, who else countersigned it, and its last changes (K8, T26). */
export async function membershipOutlook(
  tx: Tx,
  who: { readonly registry: RegistryCache; readonly self: { readonly entityId: string } },
  limit: number,
): Promise<MembershipOutlook> {
  const [store, log] = [sqlMembership(), sqlLog()]
  const held = await store.head(tx)
  const committee = committeeOf(held?.origin ?? '')
  if (held === undefined || committee === undefined)
    return { stands: 'unheard', head: null, witnesses: [], changes: { total: 0, lines: [] } }
  const [heard, lines, doubts] = await Promise.all([
    log.heard(tx, held.origin),
    store.last(tx, limit),
    log.evidence(tx, membershipOf(committee)),
  ])
  const others = candidates(who)
  const witnesses = others.flatMap((one) => witnessed(one, [held.note, ...heard.map(({ note }) => note)], who.registry, held.size))
  const enough = isQuorum(
    witnesses.filter(({ newest }) => newest),
    others,
  )
  return {
    stands: doubts.length > 0 ? 'in-doubt' : enough ? 'witnessed' : 'not-yet',
    head: { member: committee, size: held.size, at: held.at },
    witnesses,
    changes: { total: held.size, lines },
  }
}

/** The largest head that a member countersigned, among these. */
function witnessed(one: Candidate, notes: readonly string[], registry: RegistryCache, newest: number): MembershipWitness[] {
  const keys = witnessKeysOf(registry, one.member)
  const signed = notes.flatMap((note) => {
    const size = claimedCheckpoint(note)?.size ?? 0
    return linesOf(note).flatMap((line) => {
      const at = cosignedAt(note, line, keys)
      return at === undefined ? [] : [{ ...one, size, signedAt: new Date(at * 1000).toISOString(), newest: size === newest }]
    })
  })
  return signed.sort((a, b) => b.size - a.size || (a.signedAt < b.signedAt ? 1 : -1)).slice(0, 1)
}
