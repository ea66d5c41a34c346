import { ENVELOPE, type EventClaims, type ReceiptClaims, type RefusalCode } from '@ihala/contract'
import type { Leaf } from '@ihala/ledger'
import { seconds } from '@ihala/policy'
import { encryptionKeyOf, hashOf, sealTo, signReceipt, thumbprint } from '@ihala/seal'
import type { Bus } from './bus.ts'
import type { ComposePorts } from './compose-ports.ts'
import { kidOf } from './inner.ts'
import { randomId } from './random-id.ts'
import { NOTHING_SETTLED, type OpenedReceipt, type Settled } from './store/settled.ts'
import type { Store } from './store/store.ts'
import { together } from './together.ts'

/** A receipt's inner JWS and where it goes. */
export interface SignedReceipt {
  readonly to: string
  readonly jws: string
}

/** Signs the receipt of an event: stored with its effect, or quarantined and why. It has no case, seq, grant or exp. */
export function receiptFor<T>(
  ports: ComposePorts<T>,
  of: {
    readonly claims: Pick<EventClaims, 'iss' | 'jti' | 'reissues'>
    readonly hash: string
    readonly outcome: 'stored' | 'quarantined'
    readonly code?: RefusalCode
    readonly leaf: Leaf
    readonly now: string
  },
): SignedReceipt {
  const iat = seconds(of.now)
  const statement = ports.registry.find(of.claims.iss)
  const key = statement && encryptionKeyOf(statement, iat)
  if (!key) throw new Error('the sender of a verified event has no key to answer to')
  const claims: ReceiptClaims = {
    iss: ports.self.entityId,
    aud: of.claims.iss,
    jti: randomId(),
    iat,
    enc_to: thumbprint(key),
    of: of.claims.jti,
    ...(of.claims.reissues === undefined ? {} : { reissues: of.claims.reissues }),
    hash: of.hash,
    outcome: of.outcome,
    ...(of.code === undefined ? {} : { code: of.code }),
    leaf: of.leaf.hash.toString('base64url'),
  }
  return { to: of.claims.iss, jws: signReceipt(claims, ports.keyring) }
}

/**
 * A receipt given before, to be given again: as it is, or signed anew when the key that signed it, or the one of its sender that it
 * names, counts no more. Then it has a new name and time; what it says of the event is the same (T25).
 */
export function receiptAgain<T>(ports: ComposePorts<T>, receipt: SignedReceipt, now: Date): SignedReceipt {
  const at = seconds(now.toISOString())
  const statement = ports.registry.find(receipt.to)
  const key = statement && encryptionKeyOf(statement, at)
  if (!key) return receipt
  const kid = kidOf(receipt.jws)
  const signer = ports.registry.lastKnown(ports.self.entityId)?.jwks.keys.find((one) => one.kid === kid)
  const counts = signer !== undefined && signer.revokedAt === undefined && signer.exp > at
  const claims = JSON.parse(Buffer.from(receipt.jws.split('.')[1] ?? '', 'base64url').toString()) as ReceiptClaims
  const enc_to = thumbprint(key)
  if (counts && claims.enc_to === enc_to) return receipt
  return { to: receipt.to, jws: signReceipt({ ...claims, jti: randomId(), iat: at, enc_to }, ports.keyring) }
}

/** What gives receipts needs. */
export type GivingPorts<T> = ComposePorts<T> & {
  readonly bus: Bus
  readonly now: () => Date
  /** Waits, in real time; without it nothing waits for anything. */
  readonly pause?: (ms: number) => Promise<void>
}

/** After an envelope of receipts to a member, those for it gather so long: a second look at the clock of a person. */
const GATHERED_MS = 100
/** An envelope holds so many bytes beside the length that it begins with. */
const ROOM = ENVELOPE.eventSize - 4

interface Waiting {
  readonly jws: string
  readonly given: () => void
  readonly failed: (error: unknown) => void
}

interface Lane {
  readonly waiting: Waiting[]
  /** Ends the rest: an envelope is full. */
  wake: () => void
}

/**
 * Gives receipts: sealed afresh and handed to the bus. The first to a member goes at once; those that follow within a tenth of a
 * second go in one envelope, for each of them costs both ends, and the bus, as much as an event does. A receipt needs no outbox row: if
 * it is lost the sender asks again. Resolves when the bus has it; rejects with BusAway.
 */
export function receiptGiver<T>(ports: GivingPorts<T>): (receipt: SignedReceipt) => Promise<void> {
  const lanes = new Map<string, Lane>()

  const run = async (to: string, lane: Lane): Promise<void> => {
    while (lane.waiting.length > 0) {
      const batch = lane.waiting.splice(0, fitting(lane.waiting))
      await publishReceipts(
        ports,
        to,
        batch.map(({ jws }) => jws),
      ).then(
        () => {
          for (const { given } of batch) given()
        },
        (error: unknown) => {
          for (const { failed } of batch) failed(error)
        },
      )
      const woken = new Promise<void>((resolve) => {
        lane.wake = resolve
      })
      if (lane.waiting.length < ENVELOPE.receiptsAtMost) await Promise.race([woken, ports.pause?.(GATHERED_MS)])
    }
    lanes.delete(to)
  }
  return ({ to, jws }) =>
    new Promise((given, failed) => {
      const one = { jws, given, failed }
      const lane = lanes.get(to)
      if (lane === undefined) {
        const begun: Lane = { waiting: [one], wake: () => undefined }
        lanes.set(to, begun)
        void run(to, begun)
      } else {
        lane.waiting.push(one)
        if (lane.waiting.length >= ENVELOPE.receiptsAtMost) lane.wake()
      }
    })
}

/** How many of them, from the first on, one envelope holds; at least one. */
function fitting(waiting: readonly Waiting[]): number {
  let bytes = 0
  const beyond = waiting.findIndex(({ jws }, index) => {
    bytes += jws.length + 1
    return index > 0 && (bytes > ROOM || index >= ENVELOPE.receiptsAtMost)
  })
  return beyond < 0 ? waiting.length : beyond
}

async function publishReceipts<T>(ports: GivingPorts<T>, to: string, receipts: readonly string[]): Promise<void> {
  const statement = ports.registry.find(to)
  const key = statement && encryptionKeyOf(statement, Math.floor(ports.now().getTime() / 1000))
  if (!key) return
  const sealed = sealTo(key, receipts.join('\n'), ENVELOPE.eventSize)
  await ports.bus.publish(statement.metadata.ihala_member.bus_tag, hashOf(sealed.toString('latin1')), sealed)
}

/** How many receipts are settled by one statement at most. */
const TOGETHER = 64

/** Settles receipts: those that come while others are being settled go together, in the next statement. */
export function settler(ports: {
  readonly store: Pick<Store<never>, 'settle'>
  readonly now: () => Date
}): (receipt: OpenedReceipt) => Promise<Settled> {
  const settle = (receipts: readonly OpenedReceipt[]): Promise<Settled[]> => ports.store.settle(receipts, ports.now().toISOString())
  const alone = async (receipt: OpenedReceipt): Promise<Settled> => (await settle([receipt]))[0] ?? NOTHING_SETTLED
  return together<OpenedReceipt, Settled>({
    atMost: TOGETHER,
    lanes: 1,
    all: settle,
    // One bad apple, or two replicas that waited for each other: one after the other, as a chain goes.
    each: (receipts) => {
      let before: Promise<unknown> = Promise.resolve()
      return receipts.map((receipt) => {
        const settled = before.then(() => alone(receipt))
        before = settled.catch(() => undefined)
        return settled
      })
    },
  })
}
