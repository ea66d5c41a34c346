import { ENVELOPE, type EventClaims, type Part } from '@ihala/contract'
import { encryptionKeyOf, hashOf, sealTo, signEvent, thumbprint } from '@ihala/seal'
import { beforeEach, describe, expect, test } from 'vitest'
import { type Bodies, type Body, bodies } from '../test/bodies.ts'
import { grantDraft, request } from '../test/requests.ts'
import { seconds } from '../test/stamps.ts'
import { randomId } from './index.ts'
import { claimsOf } from './inner.ts'

let network: Bodies
let union: Body
let shelter: Body
beforeEach(async () => {
  network = bodies()
  union = await network.body('itf', 'union-liaison')
  shelter = await network.body('care-house', 'shelter')
  return () => network.end()
})

const effects = async (caseId: string) =>
  (await shelter.db<{ evt: string }[]>`select evt from test.effect where case_id = ${caseId} order by ctid`).map(({ evt }) => evt)
const outbox = async (body: Body, caseId: string | null) => [
  ...(await body.db<{ jti: string; evt: string; status: string; receipt: string | null; sealed: string | null }[]>`
    select jti, evt, status, receipt, sealed from exchange.outbox where case_id is not distinct from ${caseId} order by seq`),
]
const signedBy = async (body: Body, caseId: string) =>
  (
    await body.db<
      { by: string }[]
    >`select signed_by as by from exchange.event where case_id = ${caseId} and iss = ${union.entityId} order by seq`
  ).map(({ by }) => by)
const codes = async () => (await shelter.db<{ code: string }[]>`select code from exchange.quarantine order by at`).map(({ code }) => code)
const asked = (caseId: string) => network.send(union, shelter, caseId, request(), grantDraft())
const cancelled = (caseId: string) =>
  network.send(union, shelter, caseId, { type: 'cancellation-requested', data: { reason: 'no-longer-needed' } })

describe('T25: a signing key is revoked while events are under way', () => {
  test('what the other end never had is signed anew by itself, with its grant, and arrives once and in order; nothing else does', async () => {
    const caseId = randomId()
    network.hub.setUp(false)
    await asked(caseId)
    await cancelled(caseId)
    const first = await outbox(union, caseId)
    network.hub.setUp(true)
    const stolen = await union.revoke()
    await network.hub.idle()
    // Whoever kept the old copies has nothing: they are refused, unanswered.
    for (const { sealed } of first) expect(await shelter.exchange.take(union.tag, Buffer.from(sealed ?? '', 'latin1'))).toBe('quarantined')
    expect(await effects(caseId)).toEqual([])
    expect(await codes()).toEqual(['key-not-valid-now', 'key-not-valid-now'])

    await union.exchange.tick()
    await network.settled()
    expect(await effects(caseId)).toEqual(['referral-requested', 'cancellation-requested'])
    expect((await outbox(union, caseId)).map(({ status, receipt }) => [status, claimsOf(receipt ?? '').reissues])).toEqual(
      first.map(({ jti }) => ['closed', jti]),
    )
    expect(await signedBy(shelter, caseId)).toEqual([union.keyring.signing.kid, union.keyring.signing.kid])
    expect(union.keyring.signing.kid).not.toBe(stolen.signing.kid)
    expect(union.faults).toEqual([])
    // The conversation goes on.
    await network.send(shelter, union, caseId, { type: 'referral-opened', data: {} })
    await network.settled()
    expect(shelter.refused).toEqual([])
  })

  test('what the other end had, and whose receipt was lost, has no second effect, and what follows it is taken under the old grant', async () => {
    const caseId = randomId()
    await asked(caseId)
    await network.settled()
    await union.db`update exchange.outbox set status = 'waiting', sealed = 'lost', next_at = now() + interval '1 hour' where case_id = ${caseId}`
    await union.db`update exchange.conversation set my_receipted = 0 where case_id = ${caseId}`
    network.hub.setUp(false)
    await cancelled(caseId)
    network.hub.setUp(true)
    await union.revoke()
    await network.hub.idle()
    await union.exchange.tick()
    await network.settled()
    expect(await effects(caseId)).toEqual(['referral-requested', 'cancellation-requested'])
    expect(union.refused).toEqual([])
  })

  test('a receipt by a key that was revoked is given again under the successor: the event it is of closes', async () => {
    const caseId = randomId()
    await asked(caseId)
    await network.settled()
    await union.db`update exchange.outbox set status = 'waiting', next_at = now() - interval '1 second', sealed = ${
      (await outbox(union, caseId))[0]?.sealed ?? 'x'
    } where case_id = ${caseId}`
    const [given] = await shelter.db<
      { receipt: string; inner: Buffer; jti: string }[]
    >`select receipt, jti from exchange.event where case_id = ${caseId}`
    await shelter.revoke()
    await network.hub.idle()
    // The receipt never came; the same event comes again.
    const claims = claimsOf(given?.receipt ?? '')
    expect(claims).toMatchObject({ outcome: 'stored' })
    const keep = union.ports.caseKeys
    const [row] = await union.db<{ innerJws: Buffer; iss: string; jti: string; part: Part }[]>`
      select inner_jws as "innerJws", iss, jti, part from exchange.event where case_id = ${caseId} and iss = ${union.entityId}`
    const { innerOf } = await import('./inner.ts')
    if (!row) throw new Error('the event is gone')
    const statement = union.registry.find(shelter.entityId)
    const key = statement && encryptionKeyOf(statement, seconds())
    if (!key) throw new Error('no key')
    const whole = { ...row, caseId, seq: 1, evt: '', at: '', iat: 0, hash: '', leafId: '', receipt: null, signedBy: null, encTo: null }
    const inner = await union.transaction((tx) => innerOf({ caseKeys: keep }, tx, caseId, whole))
    expect(await shelter.exchange.take(union.tag, sealTo(key, inner ?? '', ENVELOPE.eventSize))).toBe('known')
    await network.settled()
    const [closed] = await outbox(union, caseId)
    expect(closed?.status).toBe('closed')
    expect(JSON.parse(Buffer.from((closed?.receipt ?? '').split('.')[0] ?? '', 'base64url').toString())).toMatchObject({
      kid: shelter.keyring.signing.kid,
    })
  })

  test('while no own key counts, what waits stays; it goes when one does', async () => {
    const caseId = randomId()
    network.hub.setUp(false)
    await asked(caseId)
    // The bus stays away until the end: what it brings back would be signed by the successor at once.
    await union.revoke()
    const successor = union.keyring.signing
    const away: Body['keyring'] = {
      ...union.keyring,
      get signing(): never {
        throw new Error('no signing key is in use at this time')
      },
    }
    const { signAnew } = await import('./sign-anew.ts')
    await union.db`update exchange.outbox set next_at = now() - interval '1 second'`
    const leased = await union.ports.store.leaseOverdue(new Date().toISOString())
    expect(await signAnew({ ...union.ports, keyring: away }, leased)).toEqual({ good: [], dispatch: [] })
    expect((await outbox(union, caseId)).map(({ status }) => status)).toEqual(['waiting'])
    network.hub.setUp(true)
    await union.db`update exchange.outbox set next_at = now() - interval '1 second'`
    await union.exchange.tick()
    await network.settled()
    expect(await effects(caseId)).toEqual(['referral-requested'])
    expect(await signedBy(shelter, caseId)).toEqual([successor.kid])
  })

  test('what is of no case ends and is said anew; a piece of a file is made again from the file', async () => {
    union.pieces.find = async () => 'AAAA'
    network.hub.setUp(false)
    const piece = { file: randomId(), index: 0, of: 1, bytes: 'AAAA' }
    const send = async (event: Parameters<Bodies['send']>[3]) => {
      const dispatch = await union.transaction(async (tx) => {
        const out = union.exchange.outgoing(tx)
        out.send({ to: shelter.entityId, caseId: null, event })
        return out.flush()
      })
      union.exchange.dispatch(dispatch)
    }
    await send({ type: 'file-chunk', data: piece })
    await send({ type: 'checkpoint', data: { of: 'asked' } })
    network.hub.setUp(true)
    await union.revoke()
    await network.hub.idle()
    await union.exchange.tick()
    await network.settled()
    const rows = await outbox(union, null)
    expect(rows.filter(({ evt }) => evt === 'checkpoint').map(({ status }) => status)).toContain('expired')
    expect(
      rows
        .filter(({ evt }) => evt === 'file-chunk')
        .map(({ status }) => status)
        .sort(),
    ).toEqual(['closed', 'expired'])
    expect([...(await shelter.db`select from test.effect where evt = 'file-chunk'`)]).toHaveLength(1)
  })

  test('the thief forges in a referral that is under way: refused, and the sender’s own event at that place is taken', async () => {
    const caseId = randomId()
    await asked(caseId)
    await network.settled()
    const stolen = await union.revoke()
    await network.hub.idle()
    const statement = union.registry.find(shelter.entityId)
    const key = statement && encryptionKeyOf(statement, seconds())
    const [theirs] = await shelter.db<{ head: string }[]>`select their_head as head from exchange.conversation where case_id = ${caseId}`
    if (!key) throw new Error('no key')
    const iat = seconds() - 3_600
    const claims: EventClaims = {
      iss: union.entityId,
      aud: shelter.entityId,
      jti: randomId(),
      iat,
      exp: iat + ENVELOPE.lifetime,
      evt: 'cancellation-requested',
      v: 1,
      enc_to: thumbprint(key),
      case: caseId,
      seq: 2,
      seen: 0,
      prev: theirs?.head ?? hashOf(''),
      data: { reason: 'no-longer-needed' },
    }
    const forged = sealTo(key, signEvent(Buffer.from(JSON.stringify(claims)), stolen), ENVELOPE.eventSize)
    expect(await shelter.exchange.take(union.tag, forged)).toBe('quarantined')
    await cancelled(caseId)
    await network.settled()
    expect(await effects(caseId)).toEqual(['referral-requested', 'cancellation-requested'])
    expect(union.refused).toEqual([])
  })
})
