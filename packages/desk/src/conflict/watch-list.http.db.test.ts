import { defineService, uuidv7 } from '@ihala/kit'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type LoneService, loneService } from '../../../../test/kit/lone-service.ts'
import { deskWithWatchList } from '../desk.ts'

let house: LoneService
beforeAll(async () => {
  house = await loneService(defineService({ kind: 'shelter', features: [deskWithWatchList], serves: ['shelter'] }), { slug: 'care-house' })
}, 60_000)
afterAll(() => house?.stop())

test('whoever keeps the list is told how many names are on it, and never which', async () => {
  const size = async () => (await house.asks('grace', ['shelter-worker'], { method: 'GET', url: '/watch-list' })).body
  expect(await size()).toEqual({ count: 0 })
  const kept = await house.asks('grace', ['shelter-worker'], {
    method: 'POST',
    url: '/watch-list',
    body: { about: 'employer', name: 'Pearl Gate Trading' },
    headers: { 'idempotency-key': uuidv7() },
  })
  expect(kept.status).toBe(201)
  expect(await size()).toEqual({ count: 1 })
  expect((await house.asks('ann', ['analyst'], { method: 'GET', url: '/watch-list' })).status).toBe(403)
})
