import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Body } from '../../test/bodies.ts'
import { comparingPair } from '../../test/comparing-pair.ts'
import { randomId } from '../index.ts'

const { send, settled, referral, ...pair } = comparingPair()
let union: Body
let shelter: Body
beforeAll(async () => {
  const ends = await pair.open()
  union = ends.union
  shelter = ends.shelter
})
afterAll(pair.close)

type Asked = Extract<Parameters<typeof send>[3], { type: 'chain-asked' }>['data']
/** The union asks; returns the code with which it was refused, if it was. */
const asks = async (data: Asked): Promise<string | undefined> => {
  const before = union.refused.length
  const dispatch = await union.transaction(async (tx) => {
    const out = union.exchange.outgoing(tx)
    out.send({ to: shelter.entityId, caseId: null, event: { type: 'chain-asked', data } })
    return out.flush()
  })
  union.exchange.dispatch(dispatch)
  await settled()
  return union.refused[before]
}
const answers = async () =>
  (await shelter.db<{ n: number }[]>`select count(*)::int as n from exchange.outbox where evt = 'chain-returned'`)[0]?.n ?? 0
const tomorrow = () => shelter.db`update exchange.pair_answer set since = since - interval '25 hours'`
const faults = () => [...union.faults, ...shelter.faults]

describe('c7: who lost something is answered; who asks without end is refused, and both see it', () => {
  test('a chain goes again four times a day, as signed anew as as given back, whichever process answers', async () => {
    const caseId = await referral()
    await send(shelter, union, caseId, { type: 'referral-opened', data: {} })
    await settled()
    const signed = async () =>
      (
        await shelter.db<
          { n: number }[]
        >`select count(*)::int as n from exchange.issue where case_id = ${caseId} and iss = ${shelter.entityId}`
      )[0]?.n
    const mine: Asked = { of: 'again', writer: 'answerer', id: caseId, first: 1, last: 1 }
    const own: Asked = { of: 'again', writer: 'asker', id: caseId, first: 1, last: 2 }
    // Three events in both chains: twelve may go again.
    for (let round = 0; round < 8; round += 1) expect(await asks(mine)).toBeUndefined()
    expect(await signed()).toBe(8)
    const before = await answers()
    expect(await asks(own)).toBeUndefined()
    expect(await asks(own)).toBeUndefined()
    const given = (await answers()) - before
    expect(given).toBeGreaterThanOrEqual(4)

    expect(await asks(own)).toBe('too-many-requests')
    expect(await asks(mine)).toBe('too-many-requests')
    expect([await signed(), (await answers()) - before]).toEqual([8, given])
    const held = await shelter.db<
      { code: string }[]
    >`select code from exchange.quarantine where evt = 'chain-asked' and receipt is not null`
    expect(held.map(({ code }) => code)).toEqual(['too-many-requests', 'too-many-requests'])

    // Another case has its own measure, and this one a new one on the next day.
    expect(await asks({ ...mine, id: await referral() })).toBeUndefined()
    await tomorrow()
    expect(await asks(mine)).toBeUndefined()
    expect(await signed()).toBe(9)
    expect(faults()).toEqual([])
  })

  test('of what is nobody’s, nothing is said and nothing is written down', async () => {
    const rows = async () => (await shelter.db`select from exchange.pair_answer`).length
    const before = [await rows(), await answers()]
    expect(await asks({ of: 'again', writer: 'asker', id: randomId(), first: 1, last: 9 })).toBeUndefined()
    expect(await asks({ of: 'again', writer: 'answerer', id: randomId(), first: 0, last: 0 })).toBeUndefined()
    expect([await rows(), await answers()]).toEqual(before)
  })

  test('the list of all conversations is told from its beginning eight times a day; its pages follow freely', async () => {
    await shelter.db`
      insert into exchange.conversation (case_id, partner, side, state, cancelling, responsible, my_seq, their_seq)
      select 'list' || lpad(n::text, 17, '0') || 'A', ${union.entityId}, 'recipient', 'requested', false, 'sender', 0, 0 from generate_series(1, 120) n`
    const next = async () =>
      (await shelter.db<{ next: string | null }[]>`select goes_on as next from exchange.pair_answer where place = ''`)[0]?.next ?? undefined
    for (let round = 0; round < 4; round += 1) {
      expect(await asks({ of: 'pair' })).toBeUndefined()
      for (let after = await next(); after !== undefined; after = await next()) expect(await asks({ of: 'pair', after })).toBeUndefined()
    }
    // From the middle of it, as often as from its beginning.
    for (let round = 0; round < 4; round += 1) expect(await asks({ of: 'pair', after: randomId() })).toBeUndefined()
    const before = await answers()
    expect(await asks({ of: 'pair' })).toBe('too-many-requests')
    expect(await asks({ of: 'pair', after: randomId() })).toBe('too-many-requests')
    expect(await answers()).toBe(before)
    await tomorrow()
    expect(await asks({ of: 'pair' })).toBeUndefined()
    await shelter.db`delete from exchange.conversation where case_id like 'list%'`
    expect(faults()).toEqual([])
  })
})
