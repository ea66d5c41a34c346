import { type Database, numberLeaves, type Tx } from '@ihala/ledger'
import { type ComposePorts, type Dispatch, type Outgoing, outgoing } from './compose.ts'
import { type Received, type ReceivePorts, receive, takeEnvelope } from './receive.ts'
import { settler } from './receipts.ts'
import { expireOverdue, makeDue, publishAll, republishOverdue } from './relay.ts'
import { dueFromWaitingRoom, leaveWaitingRoom } from './rooms.ts'

/** What the exchange is given: no pool, no timers, no clock of its own. */
export interface ExchangePorts extends Omit<ReceivePorts, 'settleStored'> {
  /** Runs statements that are a transaction of their own. */
  readonly db: Database
  /** Told that nobody receipted an event in time. */
  readonly expired: (tx: Tx, what: { readonly caseId: string | null; readonly evt: string }) => Promise<void>
  /** Envelopes dealt with at once. */
  readonly concurrency: number
}

/** The exchange of one organisation: what goes out, what comes in, and what keeps at it. */
export interface Exchange {
  /** Opens the sending half of a transaction; `flush` it at its end. */
  readonly outgoing: (tx: Tx) => Outgoing
  /** After commit: hands new events to the bus at once. What fails stays in the outbox. */
  readonly dispatch: (dispatch: Dispatch) => void
  /** Connects, learns who is who, begins to receive. Throws BusAway; may be called again. */
  readonly start: () => Promise<void>
  /** One round of what must be done from time to time; call it every second. */
  readonly tick: () => Promise<void>
  readonly stop: () => Promise<void>
  readonly ready: () => { readonly ready: boolean; readonly reason?: string }
  /** Takes an envelope as if the bus had brought it: for tests and the simulation. */
  readonly take: (senderTag: string, sealed: Uint8Array) => Promise<Received>
}

/** Seconds between two renewals of the registry's word. */
const RENEW_EVERY = 600

/** Makes the exchange of one organisation. */
export function createExchange(given: ExchangePorts): Exchange {
  const ports: ReceivePorts & ExchangePorts = { ...given, settleStored: settler(given.db) }
  const composing: ComposePorts = ports
  let started = false
  let renewedAt = 0

  const retryWaiting = async () => {
    for (const { digest, senderTag, sealed } of await dueFromWaitingRoom(ports.db)) {
      try {
        if ((await takeEnvelope(ports, senderTag, sealed)) !== 'waiting') await leaveWaitingRoom(ports.db, digest)
      } catch (error) {
        ports.observer.fault('waiting room', error)
      }
    }
  }
  const renew = async () => {
    const seconds = ports.now().getTime() / 1000
    if (seconds - renewedAt < RENEW_EVERY || !ports.bus.isUp()) return
    renewedAt = seconds
    await ports.registry.renew()
  }
  const catchUp = async () => {
    await makeDue(ports.db)
    while ((await republishOverdue(ports)) > 0);
  }
  const expire = async () => {
    await ports.transaction(async (tx) => {
      for (const what of await expireOverdue(tx)) await ports.expired(tx, what)
    })
  }

  return {
    outgoing: (tx) => outgoing(composing, tx),
    dispatch: (dispatch) => void publishAll(ports, dispatch),
    start: async () => {
      await ports.bus.connect()
      await ports.registry.start()
      // Without an own statement nobody could be told who we are: do not pull, what comes waits on the bus.
      if (!ports.registry.find(ports.self.entityId)) return
      if (started) return
      started = true
      ports.bus.onReturn(() => void catchUp().catch((error: unknown) => ports.observer.fault('return', error)))
      ports.bus.receive((delivery) => receive(ports, delivery), ports.concurrency)
    },
    tick: async () => {
      for (const part of [expire, () => republishOverdue(ports), retryWaiting, () => ports.transaction((tx) => numberLeaves(tx)), renew]) {
        try {
          await part()
        } catch (error) {
          ports.observer.fault('tick', error)
        }
      }
    },
    stop: () => ports.bus.close(),
    ready: () => {
      if (!started)
        return { ready: false, reason: ports.bus.isUp() ? 'waiting for the registry to admit this organisation' : 'waiting for the bus' }
      if (!ports.registry.find(ports.self.entityId))
        return { ready: false, reason: 'the registry statement of this organisation has expired' }
      return { ready: true }
    },
    take: (senderTag, sealed) => takeEnvelope(ports, senderTag, sealed),
  }
}
