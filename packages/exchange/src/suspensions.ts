import type { Tx } from '@ihala/ledger'
import { type AfterSuspension, afterSuspension, type Life } from '@ihala/policy'
import { outgoing } from './compose.ts'
import type { ComposePorts, Dispatch, OutgoingMessage } from './compose-ports.ts'
import type { Observer } from './observer.ts'

/** A referral whose other end was suspended, and what that asks of this end (DESIGN §8, c24). */
export interface Suspended {
  readonly partner: string
  readonly caseId: string
  readonly life: Life
  readonly asks: Exclude<AfterSuspension, 'ended'>
}

/** What answering suspensions needs. */
export interface SuspensionPorts<T = Tx> extends ComposePorts<T> {
  readonly transaction: <R>(work: (tx: T) => Promise<R>) => Promise<R>
  readonly observer: Observer
  /** Told of each referral with a member that was suspended; takes it back, or tells a person. It may be told again. */
  readonly suspended: (tx: T, what: Suspended, send: (message: OutgoingMessage) => void) => Promise<void>
}

/** Conversations looked at with one statement. */
const PAGE = 200

/**
 * Never without a responsible body: each referral with a member that the registry suspended is taken back, kept, or named to a
 * person. `answered` remembers whose suspension was dealt with; returns what may be published.
 */
export async function answerSuspensions<T>(ports: SuspensionPorts<T>, answered: Set<string>): Promise<Dispatch> {
  const dispatch: Dispatch[number][] = []
  // Who is suspended itself writes nothing: it is others who take back from it.
  if (ports.registry.lastKnown(ports.self.entityId)?.metadata.ihala_member.status !== 'live') return dispatch
  for (const { entityId, statement } of ports.registry.members()) {
    if (entityId === ports.self.entityId) continue
    if (statement.metadata.ihala_member.status === 'live') {
      answered.delete(entityId)
      continue
    }
    if (answered.has(entityId)) continue
    let failed = false
    for await (const caseId of casesWith(ports, entityId)) {
      try {
        dispatch.push(...(await ports.transaction((tx) => answerOne(ports, tx, entityId, caseId))))
      } catch (error) {
        // Of many people one must not keep the others where nobody acts for them; it is tried again in the next round.
        failed = true
        ports.observer.fault('suspension', error)
      }
    }
    if (!failed) answered.add(entityId)
  }
  return dispatch
}

async function* casesWith<T>(ports: SuspensionPorts<T>, partner: string): AsyncGenerator<string> {
  for (let after: string | null = null; ; ) {
    const page = await ports.transaction((tx) => ports.store.conversationsWith(tx, partner, after, PAGE))
    for (const { caseId } of page) yield caseId
    const last = page.at(-1)
    if (last === undefined || page.length < PAGE) return
    after = last.caseId
  }
}

async function answerOne<T>(ports: SuspensionPorts<T>, tx: T, partner: string, caseId: string): Promise<Dispatch> {
  const conversation = await ports.store.lockConversation(tx, caseId)
  if (!conversation?.life) return []
  const asks = afterSuspension(conversation.life, conversation.side)
  if (asks === 'ended') return []
  const out = outgoing(ports, tx)
  await ports.suspended(tx, { partner, caseId, life: conversation.life, asks }, out.send)
  return out.flush()
}
