import type { Tx } from '@ihala/ledger'
import { busWord } from './bus-word.ts'
import { outgoing } from './compose.ts'
import type { Dispatch, Outgoing, Recovery } from './compose-ports.ts'
import { heldUpFlow } from './held-up.ts'
import type { MembershipWatch } from './membership-watch.ts'
import { owedReceipts } from './owed-receipts.ts'
import { compareDue, compareWith } from './pair/digest.ts'
import { askEverybody, recoveryFrom, UNHEARD } from './pair/recovery.ts'
import { witnessDue } from './pair/witnessing.ts'
import { type GivingPorts, receiptGiver, settler } from './receipts.ts'
import { type Received, type ReceivePorts, receive, takeEnvelope } from './receive.ts'
import { revokedOwnKeys } from './registry-keys.ts'
import { reissue } from './reissue.ts'
import { publishAll, republishHeldUp, republishOverdue } from './relay.ts'
import { signingKid } from './sign-anew.ts'
import type { Expired } from './store/store.ts'
import { storer } from './store-together.ts'
import { answerSuspensions, type SuspensionPorts } from './suspensions.ts'
import { unsignedKeeper } from './unsigned.ts'

/** What the exchange is given: no pool, no timers, no clock of its own. */
export interface ExchangePorts<T = Tx>
  extends Omit<
      ReceivePorts<T>,
      | 'storeOpened'
      | 'keepUnsigned'
      | 'settleStored'
      | 'give'
      | 'owe'
      | 'isBack'
      | 'hasRoom'
      | 'isFull'
      | 'busWord'
      | 'recovery'
      | 'unwitnessed'
    >,
    Pick<GivingPorts<T>, 'pause'>,
    Pick<SuspensionPorts<T>, 'suspended'> {
  /** Told once of each case of which nobody receipted something in time, and of what has none. */
  readonly expired: (tx: T, what: Expired) => Promise<void>
  /** Watches the membership log (K8). */
  readonly membership?: MembershipWatch
  /** Envelopes dealt with at once. */
  readonly concurrency: number
}

/** The exchange of one organisation: what goes out, what comes in, and what keeps at it. */
export interface Exchange<T = Tx> {
  /** Opens the sending half of a transaction; `flush` it at its end. */
  readonly outgoing: (tx: T) => Outgoing
  /** After commit: hands new events to the bus at once. What fails stays in the outbox. */
  readonly dispatch: (dispatch: Dispatch) => void
  /**
   * Signs again what nobody receipted of a case, because a person decided so after its time ran out (DESIGN §4). `dispatch` what it
   * returns after the commit. Throws Refusal when a grant does not cover it any more, or nothing can go there.
   */
  readonly reissue: (tx: T, caseId: string) => Promise<Dispatch>
  /**
   * Compares with a partner all that ever went between the two (c7), beside the daily comparison. `dispatch` what it returns after
   * the commit. Throws Refusal when nothing can go there.
   */
  readonly compareWith: (tx: T, partner: string) => Promise<Dispatch>
  /** Connects, learns who is who, begins to receive. Throws BusAway; may be called again. */
  readonly start: () => Promise<void>
  /** One round of what must be done from time to time: every second while something happens, every few seconds when nothing does. */
  readonly tick: () => Promise<void>
  readonly stop: () => Promise<void>
  readonly ready: () => { readonly ready: boolean; readonly reason?: string }
  /** Takes an envelope as if the bus had brought it: for tests and the simulation. */
  readonly take: (senderTag: string, sealed: Uint8Array) => Promise<Received>
}

/** Seconds between two renewals of the registry's word. */
const RENEW_EVERY = 600
/** Seconds between two looks for pairs that have not been compared today. */
const COMPARE_EVERY = 60
/** Seconds between two looks for what those who are back should have had. */
const HURRY_EVERY = 1

/** Seconds between two looks whether our log needs a new head or witnesses. */
const WITNESS_EVERY = 30

/** Makes the exchange of one organisation. */
export function createExchange<T>(given: ExchangePorts<T>): Exchange<T> {
  let recovery: Recovery | undefined
  const word = busWord({ now: () => given.now().getTime(), broken: () => void noteDrop() })
  const ports: ReceivePorts<T> & ExchangePorts<T> = {
    ...given,
    storeOpened: (opened) => storing(opened),
    keepUnsigned: unsignedKeeper(given),
    settleStored: settler(given),
    give: (receipt) => giving(receipt),
    owe: (receipt) => owed.owe(receipt),
    hasRoom: (recipient) => heldUp.hasRoom(recipient),
    isFull: (recipient) => heldUp.isFull(recipient),
    isBack: (recipient, writtenAt) => {
      if ((back.get(recipient) ?? '') < writtenAt) back.set(recipient, writtenAt)
      void hurry()
    },
    busWord: word,
    recovery: () => recovery,
    unwitnessed: () => unwitnessed,
  }
  const { store } = ports
  const storing = storer(ports)
  const giving = receiptGiver(ports)
  const owed = owedReceipts(giving)
  const heldUp = heldUpFlow(
    (recipient, atMost) => republishHeldUp(ports, recipient, atMost),
    (error) => ports.observer.fault('held up', error),
  )
  const instant = (): string => ports.now().toISOString()
  const noteDrop = async () => {
    ports.observer.busDropped()
    await store.noteBusDrop(ports.stamp().id, instant()).catch((error: unknown) => ports.observer.fault('bus drop', error))
  }
  const answered = new Set<string>()
  let started = false
  let renewedAt = 0
  let comparedAt = 0
  let witnessedAt = 0
  let unwitnessed = false

  const retryWaiting = async () => {
    for (const { digest, senderTag, sealed } of await store.leaseWaiting(instant())) {
      try {
        if ((await takeEnvelope(ports, senderTag, sealed)) !== 'waiting') await store.leaveWaitingRoom(digest)
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
  const compare = async () => {
    const seconds = ports.now().getTime() / 1000
    if (seconds - comparedAt < COMPARE_EVERY || recovery?.open === true || !ports.bus.isUp()) return
    comparedAt = seconds
    await compareDue(ports, (dispatch) => void publishAll(ports, dispatch))
  }
  // c13: the first look is a moment after the start, when a log that goes on has grown.
  const witness = async () => {
    const seconds = ports.now().getTime() / 1000
    if (witnessedAt === 0) witnessedAt = seconds
    if (Math.abs(seconds - witnessedAt) < WITNESS_EVERY) return
    witnessedAt = seconds
    const became = await ports.transaction((tx) => witnessDue(ports, tx))
    const again = unwitnessed && !became.unwitnessed
    unwitnessed = became.unwitnessed
    void publishAll(ports, became.dispatch)
    if (again) await store.makeDue(instant())
  }
  const catchUp = async () => {
    await owed.giveAll()
    // Away for days, our own statement and those of others have ended: without them nothing is taken and nothing sent.
    await ports.registry.renew('everybody')
    await store.makeDue(instant())
    while ((await republishOverdue(ports)) > 0);
  }
  // T25: an own key was revoked, or its successor's day has come: what waits is looked at now, not when it is due.
  let signsFor = ''
  const noteRevoked = async () => {
    const revoked = revokedOwnKeys(ports)
    const signing = revoked.length === 0 ? undefined : signingKid(ports)
    if (signing === undefined || revoked.includes(signing)) return
    const now = [signing, ...revoked].join()
    if (now === signsFor) return
    await store.makeDue(instant())
    while ((await republishOverdue(ports)) > 0);
    signsFor = now
  }
  // Those who are back, and the latest that each receipted. One round a second, however many receipts come: who catches up with
  // a hundred thousand sends as many.
  const back = new Map<string, string>()
  let hurriedAt = 0
  const hurry = async () => {
    const seconds = ports.now().getTime() / 1000
    if (Math.abs(seconds - hurriedAt) < HURRY_EVERY) return
    hurriedAt = seconds
    try {
      let hurried = 0
      for (const [recipient, writtenAt] of [...back]) {
        hurried += await store.hurry(instant(), recipient, writtenAt)
        // Not before it is done; who receipted meanwhile has another round.
        if (back.get(recipient) === writtenAt) back.delete(recipient)
      }
      if (hurried > 0) await republishOverdue(ports)
    } catch (error) {
      ports.observer.fault('hurry', error)
    }
  }
  const expire = async () => {
    for (const caseId of await store.expiredCases(instant())) {
      try {
        await ports.transaction(async (tx) => {
          const first = await store.expireOverdue(tx, caseId, instant())
          if (first) await ports.expired(tx, first)
        })
      } catch (error) {
        ports.observer.fault('expiry', error)
      }
    }
  }

  const suspensions = async () => void publishAll(ports, await answerSuspensions(ports, answered))
  // DESIGN §10: rebuilt from a backup, nothing goes to a partner before it has said what it holds.
  const recover = async () => {
    if (!(await store.isRecovering())) {
      recovery = undefined
      return
    }
    recovery ??= UNHEARD
    await ask()
    let standing = await store.recoveryStanding(instant())
    if (standing.open && standing.partners.length === 0) {
      // Nobody to ask: let the whole list say so, not the part of it that was heard so far.
      await ports.registry.renew('everybody')
      await ask()
    }
    await store.endRecovery(instant())
    standing = await store.recoveryStanding(instant())
    recovery = standing.open || standing.partners.length > 0 ? recoveryFrom(ports, standing) : undefined
  }
  const ask = async () => {
    const dispatch = await ports.transaction(async (tx) => {
      const out = outgoing(ports, tx)
      await askEverybody(ports, tx, out.send)
      return out.flush()
    })
    void publishAll(ports, dispatch)
  }
  // When it has ended, it is looked at again once somebody who was left out is there.
  const recovers = () => recovery !== undefined && (recovery.open || recovery.returned())

  return {
    outgoing: (tx) => outgoing(ports, tx),
    dispatch: (dispatch) => void publishAll(ports, dispatch),
    reissue: (tx, caseId) => reissue(ports, tx, caseId),
    compareWith: (tx, partner) => compareWith(ports, tx, partner),
    start: async () => {
      if (await store.isRecovering()) recovery ??= UNHEARD
      await ports.bus.connect()
      await ports.registry.start()
      // Without an own statement nobody could be told who we are: do not pull, what comes waits on the bus.
      if (!ports.registry.find(ports.self.entityId)) return
      if (started) return
      started = true
      await recover()
      ports.bus.onReturn(() => void catchUp().catch((error: unknown) => ports.observer.fault('return', error)))
      ports.bus.receive((delivery) => receive(ports, delivery), ports.concurrency)
    },
    tick: async () => {
      try {
        const due = await store.due(instant())
        for (const [waits, part] of [
          [true, noteRevoked],
          [due.expired, expire],
          [back.size > 0, hurry],
          [owed.any() && ports.bus.isUp(), owed.giveAll],
          [due.overdue, () => republishOverdue(ports)],
          [due.waiting, retryWaiting],
          [due.unnumbered, () => ports.transaction((tx) => store.numberLeaves(tx))],
          [recovers(), recover],
          [true, renew],
          [true, suspensions],
          [true, compare],
          [true, witness],
          [true, async () => ports.membership?.look()],
          [true, async () => word.look()],
        ] as const)
          if (waits) await part().catch((error: unknown) => ports.observer.fault('tick', error))
      } catch (error) {
        ports.observer.fault('tick', error)
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
