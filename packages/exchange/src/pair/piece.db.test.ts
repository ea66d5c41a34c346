import { randomBytes } from 'node:crypto'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Body } from '../../test/bodies.ts'
import { comparingPair, told } from '../../test/comparing-pair.ts'
import { randomId } from '../index.ts'

const { send, settled, compared, named, agreed, ...pair } = comparingPair()
let union: Body
let shelter: Body
beforeAll(async () => {
  const ends = await pair.open()
  union = ends.union
  shelter = ends.shelter
})
afterAll(pair.close)

/** A piece of a file goes from the union to the shelter, and is lost there. */
const lostPiece = async () => {
  const piece = { file: randomId(), index: 1, of: 3, bytes: randomBytes(300).toString('base64url') }
  const jti = randomId()
  const dispatch = await union.transaction(async (tx) => {
    const out = union.exchange.outgoing(tx)
    out.send({ to: shelter.entityId, caseId: null, event: { type: 'file-chunk', data: piece }, jti })
    return out.flush()
  })
  union.exchange.dispatch(dispatch)
  await settled()
  await shelter.db`delete from exchange.event where jti = ${jti}`
  await shelter.db`delete from test.effect where jti = ${jti}`
  return { jti, piece }
}
const arrived = async (jti: string) => (await shelter.db`select evt from test.effect where jti = ${jti}`).map(({ evt }) => evt)

test('c7: a piece of a file that the other end lost is named at both ends, and sent again under its name', async () => {
  const { jti, piece } = await lostPiece()
  const lookedFor: object[] = []
  union.pieces.find = async (_tx, what) => {
    lookedFor.push(what)
    return piece.bytes
  }
  const bytes: string[] = []
  shelter.also.handle = async (event) => {
    if (event.type === 'file-chunk') bytes.push(event.data.bytes)
  }
  await compared()
  expect(await named(jti)).toEqual({ union: ['0 missing-there'], shelter: ['0 missing-here'] })
  expect(lookedFor).toEqual([{ to: shelter.entityId, file: piece.file, index: 1, of: 3 }])
  expect([await arrived(jti), bytes]).toEqual([['file-chunk'], [piece.bytes]])
  expect([...(await union.db`select status, receipt is not null as receipted from exchange.outbox where jti = ${jti}`)]).toEqual([
    { status: 'closed', receipted: true },
  ])
  await agreed()
  expect([...union.refused, ...shelter.refused, ...union.faults, ...shelter.faults]).toEqual([])
})

test('c7: a piece that is not to be had any more is not sent; it stays a difference, and whoever asks for it for ever is refused', async () => {
  const { jti } = await lostPiece()
  let times = 0
  union.pieces.find = async () => {
    times += 1
    return undefined
  }
  for (let round = 0; round < 4; round += 1) await compared()
  expect([told(union, jti), told(shelter, jti), await arrived(jti)]).toEqual([['0 missing-there'], ['0 missing-here'], []])
  expect([times, shelter.refused]).toEqual([4, []])
  await compared()
  expect([times, shelter.refused]).toEqual([4, ['too-many-requests']])
  // Nobody else can ask for it, nor for what is no piece.
  const dispatch = await shelter.transaction(async (tx) => {
    const out = shelter.exchange.outgoing(tx)
    const data = { of: 'again' as const, writer: 'answerer' as const, id: randomId(), first: 0, last: 0 }
    out.send({ to: union.entityId, caseId: null, event: { type: 'chain-asked', data } })
    return out.flush()
  })
  shelter.exchange.dispatch(dispatch)
  await settled()
  expect(times).toBe(4)
  await union.db`delete from exchange.event where jti = ${jti}`
  await agreed()
})
