import { randomUUID } from 'node:crypto'
import { memoryKeyring, newEncryptionKey, newSigningKey, newWrappingKey, signReceipt } from '@ihala/seal'
import fc from 'fast-check'
import postgres from 'postgres'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { FreshDatabase } from '../../../test/kit/fresh-database.ts'
import { exchangeDatabase } from '../test/tables.ts'
import { affectedCases, receiptsBy } from './affected-cases.ts'
import { randomId } from './index.ts'

const SELF = 'https://care-house.test.example'
const PARTNERS = ['https://itf.test.example', 'https://lawyers.test.example']
const KEYS = ['own-signing', 'own-encryption', 'their-signing', 'their-encryption'].map((name) => name.padEnd(43, 'x'))
const T0 = Date.UTC(2026, 10, 1)
const HOUR = 3_600_000
const at = (hour: number): string => new Date(T0 + hour * HOUR).toISOString()

let database: FreshDatabase
let db: postgres.Sql
beforeAll(async () => {
  database = await exchangeDatabase()
  db = postgres(database.appUrl, { max: 2, onnotice: () => undefined, connection: { 'ihala.staff': 'system' } })
})
afterAll(async () => {
  await db?.end({ timeout: 5 })
  await database?.drop()
})

/** A receipt whose header names the key; its signature is looked at by nobody here. */
const receiptBy = (kid: string): string =>
  `${Buffer.from(`{"alg":"Ed25519","typ":"ihala-receipt+jwt","kid":"${kid}"}`).toString('base64url')}.e30.x`

const anEvent = fc.record({
  of: fc.nat(5),
  ours: fc.boolean(),
  hour: fc.nat(100),
  table: fc.constantFrom('event', 'issue'),
  signedBy: fc.constantFrom(...KEYS, null),
  encTo: fc.constantFrom(...KEYS, null),
  receipt: fc.constantFrom(...KEYS, null),
})

test('c23: the list of what a stolen key touched is exact, whatever went to and fro, and for every window', async () => {
  const seed = Number(process.env.SEED ?? Math.floor(Math.random() * 2 ** 31))
  console.log(`SEED=${seed}`)
  await fc.assert(
    fc.asyncProperty(
      fc.array(anEvent, { maxLength: 40 }),
      fc.constantFrom(...KEYS),
      fc.nat(100),
      fc.nat(100),
      async (history, kid, one, other) => {
        const [from, until] = [Math.min(one, other), Math.max(one, other)]
        const cases = Array.from({ length: 6 }, (_, index) => ({ caseId: randomId(), partner: PARTNERS[index % 2] ?? '' }))
        await db.begin(async (tx) => {
          await tx`delete from exchange.event`
          await tx`delete from exchange.issue`
          await tx`delete from exchange.outbox`
          await tx`delete from exchange.conversation`
          for (const { caseId, partner } of cases)
            await tx`insert into exchange.conversation (case_id, partner, side, state, cancelling, responsible, my_seq, their_seq)
              values (${caseId}, ${partner}, 'sender', 'requested', false, 'sender', 0, 0)`
          for (const [seq, { of, ours, hour, table, signedBy, encTo, receipt }] of history.entries()) {
            const { caseId = '', partner = '' } = cases[of] ?? {}
            const jti = randomId()
            const given = !ours && receipt !== null ? receiptBy(receipt) : null
            const common = { iss: ours ? SELF : partner, jti, case_id: caseId, seq, at: at(hour), hash: 'h', leaf_id: randomUUID() }
            const row = { ...common, inner_jws: Buffer.from('x'), receipt: given, iat: 0, signed_by: signedBy, enc_to: encTo }
            if (table === 'event') await tx`insert into exchange.event ${tx({ ...row, evt: 'note-added' })}`
            else await tx`insert into exchange.issue ${tx(row)}`
            if (ours && receipt !== null)
              await tx`insert into exchange.outbox (jti, recipient, case_id, seq, evt, hash, digest, status, receipt, next_at, expires_at, created_at, closed_at)
                values (${jti}, ${partner}, ${caseId}, ${seq}, 'note-added', 'h', 'd', 'closed', ${receiptBy(receipt)}, ${at(hour)}, ${at(hour)}, ${at(hour)}, ${at(hour)})`
          }
        })
        const inWindow = (hour: number): boolean => hour >= from && hour < until
        const expected = cases.flatMap(({ caseId, partner }, index) => {
          const own = history.filter(({ of }) => of === index)
          const events = own.filter(({ hour, signedBy, encTo }) => (signedBy === kid && inWindow(hour)) || (encTo === kid && hour < until))
          const receipts = own.filter(({ hour, receipt }) => receipt === kid && inWindow(hour))
          if (events.length + receipts.length === 0) return []
          const hours = [...events, ...receipts].map(({ hour }) => hour)
          const [first, last] = [at(Math.min(...hours)), at(Math.max(...hours))]
          const sent = events.filter(({ ours }) => ours).length
          return [{ caseId, partner, side: 'sender', sent, received: events.length - sent, receipts: receipts.length, first, last }]
        })
        const found = await db.begin((tx) => affectedCases(tx, SELF, { kid, from: at(from), until: at(until) }))
        const byName = (rows: readonly { readonly caseId: string }[]) => [...rows].sort((a, b) => (a.caseId < b.caseId ? -1 : 1))
        expect(byName(found)).toEqual(byName(expected))
        expect(found.map(({ last }) => last)).toEqual(
          found
            .map(({ last }) => last)
            .sort()
            .reverse(),
        )
      },
    ),
    { numRuns: 60, seed },
  )
}, 60_000)

test('c23: receipts are found by the header that a keyring writes', async () => {
  const keyring = memoryKeyring({ signing: newSigningKey().jwk, encryption: [newEncryptionKey().jwk], wrapping: [newWrappingKey()] })
  const claims = {
    iss: SELF,
    aud: SELF,
    jti: randomId(),
    iat: 0,
    enc_to: 'x',
    of: randomId(),
    hash: 'h',
    outcome: 'stored',
    leaf: 'l',
  } as const
  expect(signReceipt(claims, keyring).startsWith(receiptsBy(keyring.signing.kid))).toBe(true)
})
