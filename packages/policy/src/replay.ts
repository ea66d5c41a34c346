import type { EventType } from '@ihala/contract'
import { evolve, type Life, mayWrite, type Side } from './life-cycle.ts'

/** An event of one referral as the log of one end holds it. A log is in the order in which that end wrote or stored them. */
export interface LoggedEvent {
  readonly by: Side
  readonly type: EventType
  readonly data: object
  /** The other end quarantined it and said so, or we quarantined it: it has a place in the chain and no effect. */
  readonly refused?: boolean
}

/**
 * The life of a referral by one end's own log, without what was refused; null when nothing began. An end moves on when it
 * writes; when the receipt then says that the other end quarantined the event, its life is what it had been without it,
 * with all that came before and after. Only what is known to be refused is left out: later events of the same chain that
 * were written on the strength of it are judged by the other end, whose receipts say so one by one.
 */
export function replay(log: readonly LoggedEvent[]): Life | null {
  return log.reduce<Life | null>((life, event) => {
    if (event.refused === true || (life === null && !mayWrite(null, event.type, event.by))) return life
    return evolve(life, event)
  }, null)
}
