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

/** An event with its place in its writer's chain, and how far its writer had then seen the other chain (DESIGN §4). */
export interface ChainedEvent extends LoggedEvent {
  readonly seq: number
  readonly seen: number
}

/**
 * Both whole chains of a referral in one order in which they may have been stored: each event after all that its writer had
 * seen. Ends converge, so replaying it gives the life that both hold, whatever the true order was: after a restore, or for
 * an auditor. Throws when the chains contradict each other: each waits for an event of the other that is not there.
 */
export function interleave(sender: readonly ChainedEvent[], recipient: readonly ChainedEvent[]): readonly ChainedEvent[] {
  const order: ChainedEvent[] = []
  const next = { sender: 0, recipient: 0 }
  while (next.sender < sender.length || next.recipient < recipient.length) {
    const ofSender = sender[next.sender]
    const ofRecipient = recipient[next.recipient]
    if (ofSender !== undefined && ofSender.seen <= next.recipient) {
      order.push(ofSender)
      next.sender += 1
    } else if (ofRecipient !== undefined && ofRecipient.seen <= next.sender) {
      order.push(ofRecipient)
      next.recipient += 1
    } else throw new Error('two chains that cannot have been written side by side')
  }
  return order
}
