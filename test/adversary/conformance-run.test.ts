import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type ConformanceDesk, makeConformanceDesk, openConformanceDesk } from '@ihala/cli'
import { CONFORMANCE_STEPS, type ConformanceStep } from '@ihala/contract'
import { hashOf, signCompact, verifyConformance } from '@ihala/seal'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { DOMAIN, type Mutate } from './conformance/applicant.ts'
import { type Tried, tried } from './conformance/tried.ts'

const dir = mkdtempSync(join(tmpdir(), 'ihala-conformance-'))
let desk: ConformanceDesk
let honest: Tried

beforeAll(async () => {
  makeConformanceDesk(join(dir, 'desk'))
  desk = openConformanceDesk(join(dir, 'desk'), DOMAIN)
  honest = await tried(desk)
})
afterAll(() => rmSync(dir, { recursive: true, force: true }))

const soon = (): number => Math.floor(Date.now() / 1000) + 3600
const judged = (signed: Tried['signed'], anchors = [desk.anchor]) => verifyConformance(signed, anchors, soon())

test('K1: an honest applicant passes every step, and the test member signs so', () => {
  expect(honest.failed).toEqual([])
  const trusted = judged(honest.signed)
  expect(trusted).toMatchObject({
    outcome: 'trusted',
    content: { sub: `https://hospital.${DOMAIN}`, application: hashOf(honest.application), v: 1 },
  })
  const steps = trusted.outcome === 'trusted' ? trusted.content.steps : []
  expect(steps).toEqual(CONFORMANCE_STEPS.map((step) => ({ passed: true, step })))
})

const BROKEN: Readonly<Record<string, { readonly mutate: Mutate; readonly caughtBy: ConformanceStep }>> = {
  'believes any receipt for its events': {
    caughtBy: 'receipt-checked',
    mutate: (ports) => {
      const sent = new Map<string, string>()
      return {
        ...ports,
        store: {
          ...ports.store,
          writeUnit: (tx, unit) => {
            for (const { jti, hash } of unit.events) sent.set(jti, hash)
            return ports.store.writeUnit(tx, unit)
          },
          settle: (receipts, ...rest) =>
            ports.store.settle(
              receipts.map(({ claims, jws }) => ({ jws, claims: { ...claims, hash: sent.get(claims.of) ?? claims.hash } })),
              ...rest,
            ),
        },
      }
    },
  },
  'knows no duplicates': {
    caughtBy: 'one-effect',
    mutate: (ports) => ({
      ...ports,
      store: {
        ...ports.store,
        receiptsGiven: async () => [],
        writeUnit: (tx, unit) =>
          ports.store.writeUnit(tx, { ...unit, events: unit.events.map((event) => ({ ...event, jti: ports.stamp().id })) }),
      },
    }),
  },
  'countersigns whatever comes': {
    caughtBy: 'fork-not-countersigned',
    mutate: (ports) => ({
      ...ports,
      store: { ...ports.store, log: { ...ports.store.log, held: async () => [], advance: async () => true } },
    }),
  },
  'compares nothing': {
    caughtBy: 'digest-answered',
    mutate: (ports) => ({
      ...ports,
      store: {
        ...ports.store,
        pairs: { ...ports.store.pairs, digestOf: async () => ({ sent: { events: 0, buckets: [] }, received: { events: 0, buckets: [] } }) },
      },
    }),
  },
  'acknowledges and forgets': {
    caughtBy: 'event-receipted',
    mutate: (ports) => ({
      ...ports,
      bus: { ...ports.bus, receive: (_take, concurrency) => ports.bus.receive((delivery) => delivery.ack(), concurrency) },
    }),
  },
  'believes a key for ever': {
    caughtBy: 'revoked-key',
    mutate: (ports) => ({
      ...ports,
      registry: {
        ...ports.registry,
        keyOf: () => {
          const keyOf = ports.registry.keyOf()
          return (iss, kid) => {
            const found = keyOf(iss, kid)
            return typeof found === 'string' ? found : { ...found, status: 'active' }
          }
        },
      },
    }),
  },
}

for (const [what, { mutate, caughtBy }] of Object.entries(BROKEN)) {
  test(`K1: who ${what} does not pass`, async () => {
    const { failed, passed, signed } = await tried(desk, { mutate, patienceMs: caughtBy === 'event-receipted' ? 300 : 1_000 })
    expect(failed).toContain(caughtBy)
    expect(passed).toBe(false)
    const trusted = judged(signed)
    expect(trusted.outcome === 'trusted' && trusted.content.steps.every((step) => step.passed)).toBe(false)
  }, 60_000)
}

test('K1: a protocol that was altered, or signed by anybody else, is none', () => {
  const { protocol, testMember } = honest.signed
  const [header = '', payload = '', signature = ''] = protocol.split('.')
  const said: object = JSON.parse(Buffer.from(payload, 'base64url').toString())
  const other = Buffer.from(JSON.stringify({ ...said, sub: `https://other.${DOMAIN}` })).toString('base64url')
  const [stranger] = desk.signers
  if (stranger === undefined) throw new Error('a desk signs')
  const none = { outcome: 'refused', code: 'statement-invalid' }
  expect(judged({ testMember, protocol: `${header}.${other}.${signature}` })).toEqual(none)
  expect(judged({ testMember, protocol: signCompact('ihala-conformance+jwt', Buffer.from(payload, 'base64url'), stranger) })).toEqual(none)
  expect(judged({ testMember: protocol, protocol })).toEqual(none)
  expect(judged(honest.signed, [{ iss: desk.anchor.iss, keys: [] }])).toEqual(none)
  expect(verifyConformance(honest.signed, [desk.anchor], 0)).toEqual(none)
})
