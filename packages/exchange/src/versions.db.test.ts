import { ACCEPTS, type Event, type Grant } from '@ihala/contract'
import { telephoneCode } from '@ihala/policy'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type Body, bodies } from '../test/bodies.ts'
import { grantDraft, request } from '../test/requests.ts'
import { randomId } from './index.ts'
import { claimsOf, innerOf } from './inner.ts'

const OLD = { ...ACCEPTS, 'referral-requested': [1], grant: [1] }

const PROFESSIONALS = [
  { profession: 'physician' as const, staff: randomId() },
  { profession: 'nurse' as const, staff: randomId() },
]
const { body, send, settled, end } = bodies()
let union: Body
let shelter: Body
beforeAll(async () => {
  union = await body('itf', 'union-liaison')
  shelter = await body('care-house', 'shelter', { accepts: OLD })
})
afterAll(end)

/** Versions in which the requests of these cases were signed. */
const versionsSent = async (cases: readonly string[]) => {
  const seen = new Set<number>()
  for (const caseId of cases) {
    const keys = union.ports.caseKeys
    await union.transaction(async (tx) => {
      const [row] = await union.ports.store.eventsFrom(tx, caseId, union.entityId, 1)
      if (!row) throw new Error('nothing was sent')
      seen.add(claimsOf((await innerOf({ caseKeys: keys }, tx, caseId, row)) ?? '').v)
    })
  }
  return [...seen].sort()
}
/** Whether the grants of these cases name the hash of the notice, as the second version does. */
const hashesSent = async (cases: readonly string[]) => {
  const seen = new Set<boolean>()
  for (const caseId of cases) {
    await union.transaction(async (tx) => {
      const [row] = await union.ports.store.eventsFrom(tx, caseId, union.entityId, 1)
      if (!row) throw new Error('nothing was sent')
      const { grant } = claimsOf((await innerOf({ caseKeys: union.ports.caseKeys }, tx, caseId, row)) ?? '')
      const { basis }: Grant = JSON.parse(Buffer.from(grant?.split('.')[1] ?? '', 'base64url').toString())
      seen.add(basis.kind === 'consent' && 'sha256' in basis.evidence.notice)
    })
  }
  return [...seen]
}
const byTelephone = (): Event => {
  const event = request()
  if (event.type !== 'referral-requested') throw new Error('no request')
  const code = telephoneCode(Uint8Array.from({ length: 7 }, (_, n) => n * 31))
  return { ...event, data: { ...event.data, byTelephone: { code, at: Math.floor(Date.now() / 1000) } } }
}

describe('T58, R4: version N and N+1 of an event live side by side', () => {
  test('while members are upgraded one by one under load, each gets what it reads; nothing is lost, nothing refused by version', async () => {
    const before: string[] = []
    const after: string[] = []
    const load = async (cases: string[], count: number) => {
      for (let n = 0; n < count; n += 1) {
        const caseId = randomId()
        cases.push(caseId)
        await send(union, shelter, caseId, request(), grantDraft())
      }
    }
    await load(before, 20)
    await shelter.upgrade(ACCEPTS)
    await load(after, 20)
    await settled()
    expect(await versionsSent(before)).toEqual([1])
    expect(await versionsSent(after)).toEqual([2])
    expect(await hashesSent(before)).toEqual([false])
    expect(await hashesSent(after)).toEqual([true])
    const stored = await shelter.db`select count(*)::int as n from test.effect where evt = 'referral-requested'`
    expect(stored[0]?.n).toBe(40)
    expect([...(await shelter.db`select code from exchange.quarantine`)]).toEqual([])
    expect(union.refused).toEqual([])
  })

  test('what the earlier version cannot say is refused at the sender’s desk, before anything is signed', async () => {
    await shelter.upgrade(OLD)
    const caseId = randomId()
    await expect(send(union, shelter, caseId, byTelephone(), grantDraft())).rejects.toMatchObject({ code: 'event-not-in-that-version' })
    expect([...(await union.db`select from exchange.event where case_id = ${caseId}`)]).toHaveLength(0)
    const undecided = grantDraft({
      basis: {
        kind: 'incapacity',
        decidedBy: { kind: 'two-professionals', professionals: PROFESSIONALS },
        askAgainAt: new Date(Date.now() + 86_400_000).toISOString(),
      },
      exp: Math.floor(Date.now() / 1000) + 10 * 86_400,
    })
    await expect(send(union, shelter, randomId(), request(), undecided)).rejects.toMatchObject({ code: 'event-not-in-that-version' })
    await shelter.upgrade(ACCEPTS)
    await send(union, shelter, randomId(), request(), undecided)
    await send(union, shelter, caseId, byTelephone(), grantDraft())
    await settled()
    expect([...(await shelter.db`select from exchange.event where case_id = ${caseId}`)]).toHaveLength(1)
  })
})
