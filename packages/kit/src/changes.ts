import type { Tx } from '@ihala/ledger'
import type { Sql } from 'postgres'
import { randomId } from './ids.ts'
import { isAway } from './pool.ts'

/** What changed, for whoever watches: row ids of referrals; `everything` when it is not known which. */
export type Changed = ReadonlySet<string> | 'everything'

/** Who is told what this organisation's transactions changed, once they have committed, whichever replica wrote it. */
export interface Changes {
  /** Told after a commit: what the transaction noted is now true for all. */
  readonly committed: (tx: Tx) => void
  /** Calls the watcher after each commit that changed something. Returns how to end that. */
  readonly watch: (watcher: (changed: Changed) => void) => () => void
  /** Hears the other replicas, until the pool is closed. Rejects when the database is away. */
  readonly join: () => Promise<void>
}

const CHANNEL = 'ihala_changed'
/** How long what is told to other replicas is collected: one statement then tells it all. */
const TOLD_EVERY_MS = 100
/** A notice is at most 8,000 bytes; so many row ids fit. */
const MOST_IDS = 180

const noted = new WeakMap<Tx, Set<string>>()

/** Notes that a transaction changed what a desk shows of a referral. Nobody hears of it unless it commits. */
export function noteChange(tx: Tx, referralId: string): void {
  const ids = noted.get(tx) ?? new Set()
  ids.add(referralId)
  noted.set(tx, ids)
}

/**
 * What changes in one organisation. Watchers in this process hear of it at once, those of other replicas through the
 * database within a tenth of a second. It is a hint: who missed it, because a replica died or the database was away, is told
 * `everything` when it is back, or reads again by itself.
 * @param pool tells and hears as the service itself
 */
export function changesOf(pool: Sql, fault: (fault: unknown) => void): Changes {
  const replica = randomId()
  const watchers = new Set<(changed: Changed) => void>()
  let untold: Set<string> | undefined

  const tellHere = (changed: Changed): void => {
    for (const watcher of watchers) watcher(changed)
  }
  const tellOthers = async (): Promise<void> => {
    const ids = [...(untold ?? [])]
    untold = undefined
    await pool.notify(CHANNEL, JSON.stringify([replica, ...(ids.length > MOST_IDS ? [] : ids)]))
  }
  const heard = (text: string): void => {
    const [from, ...ids]: string[] = JSON.parse(text)
    if (from !== replica) tellHere(ids.length === 0 ? 'everything' : new Set(ids))
  }

  return {
    committed: (tx) => {
      const ids = noted.get(tx)
      if (ids === undefined) return
      tellHere(ids)
      if (untold === undefined) {
        untold = new Set()
        // When the database is away, or this replica stops, the others find out by themselves.
        setTimeout(() => tellOthers().catch((what: unknown) => isAway(what) || fault(what)), TOLD_EVERY_MS).unref()
      }
      for (const id of ids) untold.add(id)
    },
    watch: (watcher) => {
      watchers.add(watcher)
      return () => watchers.delete(watcher)
    },
    join: async () => {
      let before = false
      await pool.listen(CHANNEL, heard, () => {
        // Heard again after it was away: what was told meanwhile is lost.
        if (before) tellHere('everything')
        before = true
      })
    },
  }
}
