import { randomBytes } from 'node:crypto'
import { eventsOf } from '@ihala/policy'
import { signGrant } from '@ihala/seal'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type Body, bodies } from '../test/bodies.ts'
import { grantDraft, NEED, request } from '../test/requests.ts'
import { smuggle } from '../test/smuggle.ts'
import { seconds } from '../test/stamps.ts'
import { randomId } from './index.ts'

const { hub, body, send, settled, end } = bodies()
let union: Body
let shelter: Body
beforeAll(async () => {
  // The registry lets this union do all but add notes: what it may not send is refused by role.
  union = await body('itf', 'union-liaison', { sends: eventsOf('union-liaison').filter((type) => type !== 'note-added') })
  shelter = await body('care-house', 'shelter')
})
afterAll(end)

async function accepted(): Promise<string> {
  const caseId = randomId()
  await send(union, shelter, caseId, request(), grantDraft())
  await settled()
  await send(shelter, union, caseId, { type: 'referral-accepted', data: { transfer: true, conditions: [] } })
  await settled()
  return caseId
}

async function grantOfCase(caseId: string): Promise<string> {
  const [row] = await union.db<{ hash: string }[]>`select request_grant as hash from exchange.conversation where case_id = ${caseId}`
  if (!row) throw new Error('no conversation')
  return row.hash
}

const lifeAt = async (at: Body, caseId: string) => [
  ...(await at.db`select state, cancelling, responsible from exchange.conversation where case_id = ${caseId}`),
]

const identity = { category: 'identity', section: { names: { latin: 'Planted Name' }, sex: 'female' } }
const health = { category: 'health', section: { summary: 'Planted' } }

interface Attempt {
  readonly evt: string
  readonly data: object
  readonly grant: 'own' | 'none' | 'of another case' | 'whole, of another recipient'
  readonly v?: number
  readonly code: string
}

const grantFor = async (kind: Attempt['grant'], caseId: string): Promise<string | undefined> => {
  switch (kind) {
    case 'own':
      return grantOfCase(caseId)
    case 'none':
      return undefined
    case 'of another case':
      return grantOfCase(await accepted())
    case 'whole, of another recipient':
      return signGrant(wholeGrant('https://lawyers.test.example'), union.keyring)
    default:
      return kind satisfies never
  }
}

const wholeGrant = (aud: string, person = randomId()) => {
  const iat = Math.floor(Date.now() / 1000)
  return { ...grantDraft(), iss: union.entityId, aud, jti: randomId(), iat, person }
}

describe('T38, T18: a faulty sender sends anyway; it is quarantined visibly to both, and the chain goes on', () => {
  test.each<[string, Attempt]>([
    ['a section without a grant', { evt: 'sections-disclosed', data: identity, grant: 'none', code: 'grant-missing' }],
    [
      'a section under the grant of another case',
      { evt: 'sections-disclosed', data: identity, grant: 'of another case', code: 'grant-missing' },
    ],
    [
      'a section under a grant for somebody else',
      { evt: 'sections-disclosed', data: identity, grant: 'whole, of another recipient', code: 'grant-missing' },
    ],
    ['a section the grant does not cover', { evt: 'sections-disclosed', data: health, grant: 'own', code: 'grant-not-covering' }],
    ['an event its role may not send', { evt: 'note-added', data: { text: 'Planted' }, grant: 'own', code: 'event-not-for-this-role' }],
    ['an event of the other side', { evt: 'referral-completed', data: {}, grant: 'own', code: 'event-not-in-this-state' }],
    [
      'an event of another state',
      { evt: 'outcome-contradicted', data: { says: 'nothing-received' }, grant: 'own', code: 'event-not-in-this-state' },
    ],
    ['c6: an unknown event', { evt: 'person-tracked', data: {}, grant: 'own', code: 'event-unknown' }],
    [
      'c6: an unknown version',
      { evt: 'outcome-contradicted', data: { says: 'nothing-received' }, grant: 'own', v: 2, code: 'event-version-unknown' },
    ],
    [
      'c6: an unknown code',
      { evt: 'cancellation-requested', data: { reason: 'changed-our-mind' }, grant: 'own', code: 'event-data-invalid' },
    ],
    ['an event of a chain level between two organisations', { evt: 'file-chunk', data: {}, grant: 'own', code: 'envelope-bad-padding' }],
  ])('%s', async (_name, { evt, data, grant, v, code }) => {
    const caseId = await accepted()
    const before = await lifeAt(shelter, caseId)
    const covering = await grantFor(grant, caseId)
    const refusals = union.refused.length

    const jti = await smuggle(hub, union, shelter, {
      caseId,
      evt,
      data,
      ...(v === undefined ? {} : { v }),
      ...(covering === undefined ? {} : { grant: covering }),
    })
    await settled()

    const [held] = await shelter.db<
      { code: string; receipt: string | null; bytes: number }[]
    >`select code, receipt, length(sealed) as bytes from exchange.quarantine where jti = ${jti}`
    expect(held).toMatchObject({ code })
    expect(held?.receipt).not.toBeNull()
    expect(held?.bytes).toBeGreaterThan(16_384)
    expect([...(await shelter.db`select 1 from test.effect where jti = ${jti}`)]).toEqual([])
    expect([...(await shelter.db`select 1 from exchange.event where jti = ${jti}`)]).toEqual([])
    expect(await lifeAt(shelter, caseId)).toEqual(before)

    const [row] = await union.db<
      { status: string; refusal: string; receipt: string | null }[]
    >`select status, refusal, receipt from exchange.outbox where jti = ${jti}`
    expect(row).toMatchObject({ status: 'refused', refusal: code })
    expect(row?.receipt).toMatch(/^[\w-]+\.[\w-]+\.[\w-]+$/)
    expect(union.refused.slice(refusals)).toEqual([code])

    await send(union, shelter, caseId, {
      type: 'sections-disclosed',
      data: { category: 'identity', section: { names: { latin: 'Planted Name' }, sex: 'female' } },
    })
    await settled()
    expect([...(await shelter.db`select evt from test.effect where case_id = ${caseId} order by ctid desc limit 1`)]).toEqual([
      { evt: 'sections-disclosed' },
    ])
  })

  test.each<[string, () => string | undefined, string]>([
    ['no grant', () => undefined, 'grant-missing'],
    ['a hash instead of the grant', () => randomBytes(32).toString('base64url'), 'grant-missing'],
    ['a grant for another recipient', () => signGrant(wholeGrant('https://lawyers.test.example'), union.keyring), 'grant-wrong-recipient'],
    ['a grant about another person', () => signGrant(wholeGrant(shelter.entityId), union.keyring), 'grant-wrong-person'],
    [
      'a grant signed by the recipient itself',
      () => signGrant({ ...wholeGrant(shelter.entityId), iss: shelter.entityId }, shelter.keyring),
      'grant-wrong-issuer',
    ],
    [
      'a grant that has ended',
      () => signGrant({ ...wholeGrant(shelter.entityId), exp: seconds() - 100, iat: seconds() - 200 }, union.keyring),
      'grant-expired',
    ],
  ])('a referral that begins with %s never begins, and what follows it is refused too', async (_name, grant, code) => {
    const caseId = randomId()
    const jws = grant()
    const data = { person: randomId(), need: NEED, respondBy: '2030-01-01T00:00:00Z', relatesTo: [] }
    const jti = await smuggle(hub, union, shelter, {
      caseId,
      evt: 'referral-requested',
      data,
      ...(jws === undefined ? {} : { grant: jws }),
      at: { seq: 1 },
    })
    await settled()
    expect([...(await union.db`select status, refusal from exchange.outbox where jti = ${jti}`)]).toEqual([
      { status: 'refused', refusal: code },
    ])
    expect([...(await shelter.db`select 1 from exchange.conversation where case_id = ${caseId}`)]).toEqual([])

    const next = await smuggle(hub, union, shelter, {
      caseId,
      evt: 'cancellation-requested',
      data: { reason: 'person-asked' },
      at: { seq: 2, prev: randomBytes(32).toString('base64url') },
    })
    await settled()
    expect([...(await union.db`select status, refusal from exchange.outbox where jti = ${next}`)]).toEqual([
      { status: 'refused', refusal: 'referral-unknown' },
    ])
  })

  test('a third body cannot write into a referral of two others', async () => {
    const caseId = await accepted()
    const lawyers = await body('lawyers', 'legal-aid')
    const jti = await smuggle(hub, lawyers, shelter, {
      caseId,
      evt: 'cancellation-requested',
      data: { reason: 'person-asked' },
      at: { seq: 2 },
    })
    await settled()
    expect([...(await lawyers.db`select refusal from exchange.outbox where jti = ${jti}`)]).toEqual([{ refusal: 'referral-unknown' }])
    expect(await lifeAt(shelter, caseId)).toMatchObject([{ cancelling: false }])
  })

  test('equivocation: another event at a place already taken is refused, and both are kept as evidence', async () => {
    const caseId = await accepted()
    const jti = await smuggle(hub, union, shelter, {
      caseId,
      evt: 'referral-entered-in-error',
      data: {},
      grant: await grantOfCase(caseId),
      at: { seq: 1 },
    })
    await settled()
    expect([...(await shelter.db`select code, seq, receipt is not null as answered from exchange.quarantine where jti = ${jti}`)]).toEqual([
      { code: 'chain-equivocation', seq: 1, answered: true },
    ])
    expect([
      ...(await shelter.db`select evt from exchange.event where case_id = ${caseId} and iss = ${union.entityId} and seq = 1`),
    ]).toEqual([{ evt: 'referral-requested' }])
    expect(await lifeAt(shelter, caseId)).toMatchObject([{ state: 'accepted' }])
    expect(union.refused.at(-1)).toBe('chain-equivocation')
    await send(union, shelter, caseId, { type: 'cancellation-requested', data: { reason: 'person-asked' } })
    await settled()
    expect(await lifeAt(shelter, caseId)).toMatchObject([{ cancelling: true }])
  })

  test('an event that does not follow the one before it is refused', async () => {
    const caseId = await accepted()
    await smuggle(hub, union, shelter, {
      caseId,
      evt: 'cancellation-requested',
      data: { reason: 'person-asked' },
      grant: await grantOfCase(caseId),
      at: { seq: 2, prev: randomBytes(32).toString('base64url') },
    })
    await settled()
    expect(union.refused.at(-1)).toBe('chain-broken')
    expect(await lifeAt(shelter, caseId)).toMatchObject([{ cancelling: false }])
  })

  test('T3: copies of a refused event that come at once, to two replicas, are refused by one receipt and one leaf', async () => {
    const caseId = await accepted()
    hub.setUp(false)
    const [chain] = await union.db<{ head: string }[]>`select my_head as head from exchange.conversation where case_id = ${caseId}`
    const planted = { caseId, evt: 'person-tracked', data: {}, at: { seq: 2, prev: chain?.head ?? '' } }
    await smuggle(hub, union, shelter, planted).catch(() => undefined)
    const [row] = await union.db<
      { sealed: string; hash: string }[]
    >`select sealed, hash from exchange.outbox where case_id = ${caseId} and seq = 2`
    const sealed = Buffer.from(row?.sealed ?? '', 'latin1')
    const leaves = async () => (await shelter.db`select 1 from ledger.leaf`).length
    const before = await leaves()
    const [one, other] = [shelter.exchange, shelter.replica()]
    const copies = [one, other, one, other, one, other]
    // Each of them has a connection that stands: they come at once indeed.
    const { promise: allBegun, resolve } = Promise.withResolvers<void>()
    let begun = 0
    await Promise.all(
      copies.map(() =>
        shelter.transaction(async () => {
          begun += 1
          if (begun === copies.length) resolve()
          await allBegun
        }),
      ),
    )
    const became = await Promise.all(copies.map((replica) => replica.take(union.tag, sealed)))
    expect(became.sort()).toEqual(['known', 'known', 'known', 'known', 'known', 'quarantined'])
    expect((await leaves()) - before).toBe(1)
    hub.setUp(true)
    await settled()
  })

  test('what was first passed on by somebody else is still answered to its true sender, once and the same', async () => {
    const caseId = await accepted()
    hub.setUp(false)
    const [chain] = await union.db<{ head: string }[]>`select my_head as head from exchange.conversation where case_id = ${caseId}`
    await smuggle(hub, union, shelter, {
      caseId,
      evt: 'sections-disclosed',
      data: identity,
      at: { seq: 2, prev: chain?.head ?? '' },
    }).catch(() => undefined)
    const [row] = await union.db<
      { jti: string; sealed: string }[]
    >`select jti, sealed from exchange.outbox where case_id = ${caseId} and seq = 2`
    if (!row) throw new Error('no outbox row')
    const sealed = Buffer.from(row.sealed, 'latin1')
    expect(await shelter.exchange.take('A'.repeat(56), sealed)).toBe('quarantined')
    expect(await shelter.exchange.take(union.tag, sealed)).toBe('quarantined')
    const answer = () =>
      shelter.db<{ code: string; receipt: string | null }[]>`select code, receipt from exchange.quarantine where jti = ${row.jti}`
    const [first] = await answer()
    expect(first).toMatchObject({ code: 'grant-missing' })
    expect(first?.receipt).not.toBeNull()
    await shelter.exchange.take(union.tag, sealed)
    expect((await answer())[0]).toEqual(first)
    hub.setUp(true)
    await union.db`update exchange.outbox set next_at = now() - interval '1 second' where jti = ${row.jti}`
    await union.exchange.tick()
    await settled()
    expect(union.refused.at(-1)).toBe('grant-missing')
  })
})
