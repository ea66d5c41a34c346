import { sqlLog, type Tx } from '@ihala/ledger'
import { candidates, mayState } from './pair/log-keys.ts'
import { type LogStanding, standingOf } from './pair/log-standing.ts'
import type { RegistryCache } from './registry-cache.ts'

/** What one witness last said of our log. */
export interface WitnessLine {
  readonly member: string
  /** The last head it countersigned, and when; null before the first. ISO instants. */
  readonly epoch: number | null
  readonly size: number | null
  readonly signedAt: string | null
  /** Since when it is asked and has not answered; null when it has. */
  readonly waitingSince: string | null
  /** Whether that is the newest head. */
  readonly newest: boolean
}

/** How our own log stands. */
export interface LogOutlook {
  /** The newest signed head; null before the first. */
  readonly head: { readonly epoch: number; readonly size: number; readonly madeAt: string; readonly statedAt: string } | null
  /** `alone`: there is nobody who could witness it, or the registry does not let us state heads. */
  readonly state: LogStanding['state'] | 'alone'
  /** When enough others had countersigned; null for never. */
  readonly witnessedAt: string | null
  readonly witnesses: readonly WitnessLine[]
}

/** The newest head of our log, who countersigned it, and whether that is enough now (DESIGN §10). */
export async function logOutlook(
  tx: Tx,
  who: { readonly registry: RegistryCache; readonly self: { readonly entityId: string }; readonly now: string },
): Promise<LogOutlook> {
  const log = sqlLog()
  const [epoch, witnesses, since, doubts] = await Promise.all([
    log.epoch(tx),
    log.witnesses(tx),
    log.since(tx),
    log.evidence(tx, who.self.entityId),
  ])
  const head = await log.newest(tx, epoch.epoch)
  const others = candidates(who)
  const { state, witnessed } = standingOf({ others, witnesses, epoch, since, doubts, now: who.now })
  return {
    head: head ? { epoch: head.epoch, size: head.size, madeAt: head.madeAt, statedAt: head.statedAt } : null,
    state: others.length === 0 || !mayState(who) ? 'alone' : state,
    witnessedAt: witnessed === undefined ? null : new Date(witnessed * 1000).toISOString(),
    witnesses: witnesses.map(({ member, askedAt, answeredAt, epoch: ofEpoch, size, signedAt }) => ({
      member,
      epoch: ofEpoch,
      size,
      signedAt,
      waitingSince: askedAt !== null && (answeredAt === null || answeredAt < askedAt) ? askedAt : null,
      newest: head !== undefined && signedAt !== null && ofEpoch === head.epoch && size === head.size,
    })),
  }
}
