import { randomBytes } from 'node:crypto'
import { ENVELOPE, type ReceiptClaims } from '@ihala/contract'
import { memoryKeyring, newEncryptionKey, newSigningKey, newWrappingKey, openEnvelope, signReceipt } from '@ihala/seal'
import { beforeEach, expect, test } from 'vitest'
import { BusAway } from './bus.ts'
import { receiptGiver } from './receipts.ts'

const NOW = 1_790_000_000
const randomId = (): string => randomBytes(16).toString('base64url')
const randomHash = (): string => randomBytes(32).toString('base64url')

function member(slug: string) {
  const signing = newSigningKey().jwk
  const encryption = newEncryptionKey().jwk
  const keyring = memoryKeyring({ signing, encryption: [encryption], wrapping: [newWrappingKey()] })
  const { kty, crv, x } = encryption
  return { id: `https://${slug}.ihala.example`, keyring, box: { kty, crv, x }, boxKid: keyring.encryption[0]?.kid ?? '', signing }
}
type Member = ReturnType<typeof member>

const union = member('itf')
const ministry = member('ministry')
const charity = member('charity')

interface Sent {
  readonly to: string
  readonly bytes: Uint8Array
}
let sent: Sent[]
let away: boolean
let rests: (() => void)[]

beforeEach(() => {
  sent = []
  away = false
  rests = []
})

const statementOf = (one: Member) => ({
  metadata: { ihala_member: { bus_tag: one.id } },
  jwks: { keys: [{ ...one.box, use: 'enc', kid: one.boxKid, nbf: 0, exp: 2 ** 40 }] },
})
/** Gives receipts of the union; time passes when `pass` is called. */
function giver() {
  const members = new Map([ministry, charity].map((one) => [one.id, statementOf(one)]))
  const ports = {
    registry: { find: (iss: string) => members.get(iss) },
    bus: {
      publish: (to: string, _hash: string, bytes: Uint8Array) => {
        if (away) return Promise.reject(new BusAway())
        sent.push({ to, bytes })
        return Promise.resolve()
      },
    },
    now: () => new Date(NOW * 1000),
    pause: () => new Promise<void>((resolve) => rests.push(resolve)),
  }
  return receiptGiver(ports as never as Parameters<typeof receiptGiver>[0])
}
const receiptTo = (to: Member): ReceiptClaims => ({
  iss: union.id,
  aud: to.id,
  jti: randomId(),
  iat: NOW,
  enc_to: to.boxKid,
  of: randomId(),
  hash: randomHash(),
  outcome: 'stored',
  leaf: randomHash(),
})
const one = (to: Member) => ({ to: to.id, jws: signReceipt(receiptTo(to), union.keyring) })
/** What the recipient finds in an envelope. */
const inside = ({ to, bytes }: Sent): string[] => {
  const whose = [ministry, charity].find(({ id }) => id === to) ?? ministry
  const opened = openEnvelope(bytes, {
    self: whose.id,
    keyring: whose.keyring,
    keyOf: (iss) => {
      const { kty, crv, x } = union.signing
      return iss === union.id ? { owner: iss, jwk: { kty, crv, x }, use: 'sig', status: 'active' } : 'unknown-issuer'
    },
    senderTag: union.id,
    ownsTag: () => true,
    now: NOW,
  })
  if (opened.outcome !== 'opened') throw new Error(JSON.stringify(opened).slice(0, 200))
  return opened.kind === 'receipts' ? opened.receipts.map(({ innerJws }) => innerJws) : []
}
const turns = async (): Promise<void> => {
  for (let turn = 0; turn < 20; turn++) await Promise.resolve()
}
const pass = async (): Promise<void> => {
  for (const rested of rests.splice(0)) rested()
  await turns()
}

test('the first goes at once, those of the next moment together, each as it was signed', async () => {
  const give = giver()
  const [first, second, third] = [one(ministry), one(ministry), one(ministry)]
  await give(first)
  expect(sent.map(inside)).toEqual([[first.jws]])
  const later = [give(second), give(third)]
  await turns()
  expect(sent).toHaveLength(1)
  await pass()
  await Promise.all(later)
  expect(sent.map(inside)).toEqual([[first.jws], [second.jws, third.jws]])
})

test('members wait for themselves only', async () => {
  const give = giver()
  await give(one(ministry))
  const word = one(charity)
  await give(word)
  expect(sent.map(({ to }) => to)).toEqual([ministry.id, charity.id])
})

test('a full envelope waits for nothing, and none is left behind', async () => {
  const give = giver()
  await give(one(ministry))
  const many = Array.from({ length: 3 * ENVELOPE.receiptsAtMost + 1 }, () => one(ministry))
  const given = many.map(give)
  await turns()
  await pass()
  await pass()
  await pass()
  await pass()
  await Promise.all(given)
  expect(sent.slice(1).flatMap(inside)).toEqual(many.map(({ jws }) => jws))
  for (const envelope of sent) expect(inside(envelope).length).toBeLessThanOrEqual(ENVELOPE.receiptsAtMost)
})

test('when the bus is away each hears of it, and the next are given when it is back', async () => {
  const give = giver()
  away = true
  await expect(give(one(ministry))).rejects.toThrow(BusAway)
  const both = [give(one(ministry)), give(one(ministry))].map((given) => expect(given).rejects.toThrow(BusAway))
  await pass()
  await Promise.all(both)
  away = false
  const word = one(ministry)
  const given = give(word)
  await pass()
  await given
  expect(sent.map(inside)).toEqual([[word.jws]])
})
