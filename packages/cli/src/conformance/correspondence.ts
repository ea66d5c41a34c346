import { randomBytes } from 'node:crypto'
import { ENVELOPE, type Event, type EventClaims, type ReceiptClaims, Refusal, type RegistryStatement, readEvent } from '@ihala/contract'
import type { Bus, Delivery } from '@ihala/exchange'
import { makeLeaf } from '@ihala/ledger'
import {
  encryptionKeyOf,
  hashOf,
  keyLookup,
  type OpenedEvent,
  openEnvelope,
  type PublicJwk,
  sealTo,
  signReceipt,
  thumbprint,
} from '@ihala/seal'
import type { TestMember } from './test-member.ts'

/** A receipt of the applicant's, verified, with the bytes that it signed. */
export interface HeardReceipt {
  readonly claims: ReceiptClaims
  readonly jws: string
}

/** An event of the applicant's, verified. */
export interface HeardEvent {
  readonly claims: EventClaims
  readonly hash: string
  /** What it says; undefined when that fits no schema. */
  readonly said: Event | undefined
}

/** How a receipt is signed for an event: rightly unless told. */
export interface ReceiptTerms {
  readonly claims?: Partial<ReceiptClaims>
  readonly signer?: Parameters<typeof signReceipt>[1]
}

/** What goes between the test member and the applicant. */
export interface Correspondence {
  /** The key to seal to. */
  readonly box: PublicJwk
  /** Seals an inner JWS afresh and hands it to the bus. */
  readonly send: (innerJws: string) => Promise<void>
  /** Hands over an envelope as it is. */
  readonly sendSealed: (sealed: Buffer) => Promise<void>
  /** Every answer to an event, as often as it came. */
  readonly receiptsOf: (jti: string) => readonly HeardReceipt[]
  /** Every event, as often as it came. */
  readonly events: () => readonly HeardEvent[]
  /** Sends a receipt for an event. */
  readonly receipt: (event: HeardEvent, terms?: ReceiptTerms) => Promise<void>
  /** Looks until there is something; undefined when `patience` has passed. */
  readonly until: <T>(look: () => T | undefined, patienceMs?: number) => Promise<T | undefined>
}

/** What the correspondence needs. */
export interface CorrespondencePorts {
  readonly bus: Bus
  readonly self: TestMember
  readonly applicant: RegistryStatement
  readonly now: () => Date
  /** How long an answer may take, milliseconds. */
  readonly patienceMs: number
  /** Answers an event of the applicant's; false when it is to be receipted as usual. */
  readonly answer: (event: HeardEvent) => Promise<boolean>
}

const LOOK_EVERY_MS = 20

/** Opens the correspondence; from then on everything of the applicant's is heard, and receipted. Throws BusAway. */
export async function correspond(ports: CorrespondencePorts): Promise<Correspondence> {
  const { bus, self, applicant, now } = ports
  const seconds = (): number => Math.floor(now().getTime() / 1000)
  const box = encryptionKeyOf(applicant, seconds())
  if (box === undefined) throw new TypeError('the applicant has no key to seal to')
  const busTag = applicant.metadata.ihala_member.bus_tag
  const receipts: HeardReceipt[] = []
  const events: HeardEvent[] = []

  const sendSealed = async (sealed: Buffer): Promise<void> => {
    await bus.publish(busTag, hashOf(sealed.toString('latin1')), sealed)
  }
  const send = (jws: string): Promise<void> => sendSealed(sealTo(box, jws, ENVELOPE.eventSize))
  const receipt = async (
    { claims, hash }: HeardEvent,
    { claims: otherwise = {}, signer = self.keyring }: ReceiptTerms = {},
  ): Promise<void> => {
    const leaf = makeLeaf(claims.jti, { act: 'received', event: hash })
    const said: ReceiptClaims = {
      iss: self.entityId,
      aud: claims.iss,
      jti: randomBytes(16).toString('base64url'),
      iat: seconds(),
      enc_to: thumbprint(box),
      of: claims.jti,
      hash,
      outcome: 'stored',
      leaf: leaf.hash.toString('base64url'),
      ...otherwise,
    }
    await send(signReceipt(said, signer))
  }
  const heard = async ({ claims, hash }: OpenedEvent): Promise<void> => {
    const event = { claims, hash, said: saidIn(claims) }
    events.push(event)
    if (!(await ports.answer(event))) await receipt(event)
  }
  const take = async (delivery: Delivery): Promise<void> => {
    const opening = openEnvelope(delivery.bytes, {
      self: self.entityId,
      keyring: self.keyring,
      keyOf: keyLookup((iss) => (iss === applicant.sub ? applicant : undefined), seconds()),
      senderTag: delivery.senderTag,
      ownsTag: (iss, tag) => iss === applicant.sub && tag === busTag,
      now: seconds(),
    })
    // Whatever cannot be verified is nobody's word: the step that waits for it fails.
    if (opening.outcome === 'opened' && opening.kind === 'receipts')
      receipts.push(...opening.receipts.map(({ claims, innerJws }) => ({ claims, jws: innerJws })))
    if (opening.outcome === 'opened' && opening.kind === 'event') await heard(opening)
    await delivery.ack()
  }

  await bus.connect()
  bus.receive(take, 1)
  return {
    box,
    send,
    sendSealed,
    receipt,
    receiptsOf: (jti) => receipts.filter(({ claims }) => claims.of === jti),
    events: () => events,
    until: async (look, patienceMs = ports.patienceMs) => {
      const end = performance.now() + patienceMs
      for (;;) {
        const found = look()
        if (found !== undefined || performance.now() > end) return found
        await new Promise((resolve) => setTimeout(resolve, LOOK_EVERY_MS))
      }
    },
  }
}

function saidIn({ evt, v, data }: EventClaims): Event | undefined {
  try {
    return readEvent(evt, v, data)
  } catch (error) {
    if (error instanceof Refusal) return undefined
    throw error
  }
}
