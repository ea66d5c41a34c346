import type { Event, Withdrawn } from '@ihala/contract'
import { partsOf } from '@ihala/policy'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import type { Body } from '../test/bodies.ts'
import { comparingPair } from '../test/comparing-pair.ts'
import { grantDraft, request } from '../test/requests.ts'
import { wasCrossed } from './crossed.ts'
import { eventsOfCase, randomId, writeDossier } from './index.ts'
import { eraseOfCase } from './withdrawal.ts'
import { keysToErase } from './words.ts'

const { hub, send, settled, compared, agreed, ...pair } = comparingPair()
let union: Body
let shelter: Body
beforeAll(async () => {
  const ends = await pair.open()
  union = ends.union
  shelter = ends.shelter
  // As a desk does: what the person takes back is erased in the transaction that stores their word.
  shelter.also.handle = async (event, { tx }) => {
    if (event.type === 'consent-withdrawn' && event.caseId !== null) await erase(shelter, event.caseId, event.data.categories, tx)
  }
})
beforeEach(() => {
  hub.setUp(true)
})
afterAll(pair.close)

type Tx = Parameters<Parameters<Body['transaction']>[0]>[0]

/** What of a case goes at one end. `now`: the word by which it goes is written at the end of the same transaction. */
async function erase(at: Body, caseId: string, withdrawn: Withdrawn, tx: Tx, now = false): Promise<void> {
  await eraseOfCase(at.ports, tx, caseId, await keysToErase(tx, caseId, partsOf(withdrawn), now || withdrawn === 'all'))
}
/** The sender's own copies, once the holder has stated that it erased. */
const ownCopiesGo = (caseId: string, withdrawn: Withdrawn) => union.transaction((tx) => erase(union, caseId, withdrawn, tx))

const note = (text: string): Event => ({ type: 'note-added', data: { text } })
const withdrawn = (categories: Withdrawn): Event => ({ type: 'consent-withdrawn', data: { categories, by: 'person' } })

/** A referral that was taken on, with a note of either side; all receipted. */
async function takenOn(): Promise<string> {
  const caseId = randomId()
  await send(union, shelter, caseId, request(), grantDraft())
  await settled()
  await send(shelter, union, caseId, { type: 'referral-accepted', data: { transfer: true, conditions: [] } })
  await settled()
  await send(union, shelter, caseId, note('she sleeps'))
  await send(shelter, union, caseId, note('she eats'))
  await settled()
  return caseId
}
/** The holder passes a wish up that was said to it, and erases at once. */
async function wishes(caseId: string, categories: Withdrawn): Promise<void> {
  const dispatch = await shelter.transaction(async (tx) => {
    const out = shelter.exchange.outgoing(tx)
    out.send({ to: union.entityId, caseId, event: { type: 'withdrawal-requested', data: { categories } } })
    await erase(shelter, caseId, categories, tx, true)
    return out.flush()
  })
  shelter.exchange.dispatch(dispatch)
}
/** Whoever referred the person says what the holder passed up, in the transaction that stores it. */
const answeringWishes = (answers: boolean): void => {
  union.also.handle = async (event, { send: say }) => {
    if (answers && event.type === 'withdrawal-requested' && event.caseId !== null)
      say({ to: shelter.entityId, caseId: event.caseId, event: withdrawn(event.data.categories) })
  }
}
/** The notes that a body can read, in order. */
const read = async (at: Body, caseId: string) =>
  (await at.transaction((tx) => eventsOfCase(tx, at.ports.caseKeys, caseId)))
    .filter(({ evt, data }) => evt === 'note-added' && data !== null)
    .map(({ data }) => (data && 'text' in data ? data.text : ''))
/** Under which names notes are kept, in order, and whether anything is left of each. */
const kept = async ({ db }: Body, caseId: string) =>
  (
    await db<{ part: string; left: boolean }[]>`
      select part, octet_length(inner_jws) > 0 as left from exchange.event where case_id = ${caseId} and evt = 'note-added' order by at, iss, seq`
  ).map(({ part, left }) => `${part}${left ? '' : ' -'}`)
const quiet = () => {
  expect([...union.refused, ...shelter.refused, ...union.faults, ...shelter.faults]).toEqual([])
}

describe('T42: notes go with whatever is taken back, and the case goes on', () => {
  test('what is written after it was seen lies under another key, either side’s; what was erased stays so, also from an older copy', async () => {
    const caseId = await takenOn()
    const [copy] = [
      ...(await shelter.db<{ jti: string; innerJws: Buffer }[]>`
        select jti, inner_jws as "innerJws" from exchange.event where case_id = ${caseId} and evt = 'note-added' and iss = ${union.entityId}`),
    ]
    await send(union, shelter, caseId, withdrawn(['identity']))
    await settled()
    await send(union, shelter, caseId, note('she woke'))
    await settled()
    await send(shelter, union, caseId, note('she drank'))
    await settled()
    expect(await read(shelter, caseId)).toEqual(['she woke', 'she drank'])
    expect(await kept(shelter, caseId)).toEqual(['words -', 'words -', 'words-2', 'words-2'])
    // The sender has its own of before until the holder has spoken; then only these go.
    expect(await read(union, caseId)).toEqual(['she sleeps', 'she eats', 'she woke', 'she drank'])
    await ownCopiesGo(caseId, ['identity'])
    expect(await read(union, caseId)).toEqual(['she woke', 'she drank'])
    // Bytes that come back with an older copy of the table open under no key, and not under the later one.
    await shelter.db`update exchange.event set inner_jws = ${copy?.innerJws ?? ''} where jti = ${copy?.jti ?? ''}`
    expect(await read(shelter, caseId)).toEqual(['she woke', 'she drank'])
    quiet()
  })

  test('taken back once more, be it the same: the later notes go too; after all of it none can be written, and nothing makes a key for them', async () => {
    const caseId = await takenOn()
    for (const [index, text] of ['she woke', 'she drank'].entries()) {
      await send(union, shelter, caseId, withdrawn(['identity']))
      await settled()
      await send(union, shelter, caseId, note(text))
      await settled()
      expect(await read(shelter, caseId)).toEqual([text])
      expect((await kept(shelter, caseId)).at(-1)).toBe(`words-${index + 2}`)
    }
    await send(union, shelter, caseId, withdrawn('all'))
    await settled()
    await ownCopiesGo(caseId, 'all')
    for (const at of [union, shelter]) expect(await read(at, caseId)).toEqual([])
    for (const [from, to] of [
      [union, shelter],
      [shelter, union],
    ] as const)
      await expect(send(from, to, caseId, note('one more'))).rejects.toMatchObject({ code: 'grant-missing' })
    for (const { ports, transaction } of [union, shelter])
      for (const name of ['words', 'words-2', 'words-3'] as const)
        await expect(transaction((tx) => ports.caseKeys.keyFor(tx, caseId, name))).rejects.toMatchObject({ code: 'erased' })
    quiet()
  })

  test('c7: both ends still agree on what was exchanged, and a dossier names the erased notes as notes', async () => {
    const caseId = await takenOn()
    await send(union, shelter, caseId, withdrawn(['identity']))
    await settled()
    await send(union, shelter, caseId, note('she woke'))
    await settled()
    await send(union, shelter, caseId, withdrawn(['contact']))
    await settled()
    await send(union, shelter, caseId, note('she drank'))
    await settled()
    await compared()
    await agreed()
    const ports = { self: shelter, caseKeys: shelter.ports.caseKeys, anchors: [shelter.anchor] }
    const { erased, events } = await shelter.transaction((tx) => writeDossier(ports, tx, caseId, new Date().toISOString()))
    expect(erased?.map(({ evt, part }) => [evt, part])).toEqual([
      ['note-added', 'words'],
      ['note-added', 'words'],
      ['note-added', 'words'],
    ])
    expect(events).toHaveLength(5)
    quiet()
  })

  test('a second process writes the first note after it at the same time: both agree on the key', async () => {
    const caseId = await takenOn()
    await send(union, shelter, caseId, withdrawn(['identity']))
    await settled()
    const second = union.replica()
    const write = (exchange: Body['exchange'], text: string) =>
      union.transaction((tx) => {
        const out = exchange.outgoing(tx)
        out.send({ to: shelter.entityId, caseId, event: note(text) })
        return out.flush()
      })
    const written = await Promise.all([write(union.exchange, 'one'), write(second, 'two')])
    for (const dispatch of written) union.exchange.dispatch(dispatch)
    await settled()
    expect((await kept(union, caseId)).slice(2)).toEqual(['words-2', 'words-2'])
    expect([...(await read(shelter, caseId))].sort()).toEqual(['one', 'two'])
    quiet()
  })
})

describe('T42: notes that cross what is taken back', () => {
  test('one of the holder is no fault and is stored without what it says, though the sender’s own copies are still there', async () => {
    const caseId = await takenOn()
    hub.setUp(false)
    await send(union, shelter, caseId, withdrawn(['identity']))
    await send(shelter, union, caseId, note('she crossed it'))
    hub.setUp(true)
    await settled()
    expect(await read(union, caseId)).toEqual(['she sleeps', 'she eats'])
    expect(await read(shelter, caseId)).toEqual([])
    await send(shelter, union, caseId, note('she woke'))
    await settled()
    await ownCopiesGo(caseId, ['identity'])
    for (const at of [union, shelter]) expect(await read(at, caseId)).toEqual(['she woke'])
    quiet()
  })

  test('an own note that was lost and comes back after the withdrawal it had crossed, comes back as its place', async () => {
    const caseId = await takenOn()
    await send(union, shelter, caseId, withdrawn(['identity']))
    await settled()
    const crossed = (at: Body, seen: number) =>
      at.transaction(async (tx) => {
        const place = await at.ports.store.lockConversation(tx, caseId)
        return place && wasCrossed(at.ports, tx, place, { seen }, note('she eats'))
      })
    // The holder had seen the request and a note; the withdrawal stands behind them.
    expect(await Promise.all([crossed(shelter, 2), crossed(shelter, 3)])).toEqual([true, false])
    // What its sender wrote stands before its own withdrawal, and comes back so.
    expect(await crossed(union, 0)).toBe(false)
  })

  test('what the holder writes after the wish that was said to it stays at both ends: the answer takes back no more than the wish', async () => {
    const caseId = await takenOn()
    answeringWishes(true)
    hub.setUp(false)
    await wishes(caseId, ['identity'])
    await send(shelter, union, caseId, note('said since'))
    hub.setUp(true)
    await settled()
    await ownCopiesGo(caseId, ['identity'])
    for (const at of [union, shelter]) expect(await read(at, caseId)).toEqual(['said since'])
    // Said again by whoever referred them, it is no answer.
    await send(union, shelter, caseId, note('she woke'))
    await send(union, shelter, caseId, withdrawn(['identity']))
    await settled()
    expect(await read(shelter, caseId)).toEqual([])
    quiet()
  })

  test('the same word a second time after a wish, with nothing heard in between, takes back what was written in between', async () => {
    const caseId = await takenOn()
    answeringWishes(true)
    await wishes(caseId, ['identity'])
    await settled()
    await send(union, shelter, caseId, note('she woke'))
    await settled()
    expect(await read(shelter, caseId)).toEqual(['she woke'])
    await send(union, shelter, caseId, withdrawn(['identity']))
    await settled()
    expect(await read(shelter, caseId)).toEqual([])
    await send(union, shelter, caseId, note('she drank'))
    await settled()
    expect(await read(shelter, caseId)).toEqual(['she drank'])
    quiet()
  })
})
