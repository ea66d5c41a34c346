import { defineService, randomId, uuidv7 } from '@ihala/kit'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { until } from '../../../../test/kit/desk-client.ts'
import { type LoneService, loneService } from '../../../../test/kit/lone-service.ts'
import { consent } from '../../test/office.ts'
import { desk } from '../desk.ts'

let house: LoneService
beforeAll(async () => {
  const service = defineService({ kind: 'shelter', features: [desk], serves: ['shelter'] })
  house = await loneService(service, { slug: 'care-house', timers: true })
}, 60_000)
afterAll(() => house?.stop())

test('M1: a service at work finds by itself what is over, and lets its queue erase it', async () => {
  const [over, open] = [uuidv7(), uuidv7()]
  const { service } = house.running
  await service.asSystem(async (tx) => {
    for (const [id, eraseAt] of [
      [over, '2026-01-01T00:00:00.000Z'],
      [open, '2999-01-01T00:00:00.000Z'],
    ] as const)
      await tx`
        insert into desk.referral (id, case_id, side, partner, state, urgency, needs, pseudonym, consent, received_at, need, erase_at)
        values (${id}, ${randomId()}, 'recipient', 'https://itf.ihala.test', 'accepted', 'tonight', ${['shelter']}, ${randomId()},
          ${tx.json(consent({ eraseAt }))}, now(), '', ${eraseAt})`
  })
  const rest = () =>
    service.asSystem(async (tx) =>
      (await tx<{ id: string }[]>`select id from desk.referral where erase_at is not null`).map(({ id }) => id),
    )
  // Its grant is not here any more, so nothing of it waits for a clock.
  await until('the one that is over is looked at', async () => ((await rest()).length === 1 ? true : undefined))
  expect(await rest()).toEqual([open])
})
