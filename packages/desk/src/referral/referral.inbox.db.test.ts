import { afterAll, beforeAll, expect, test } from 'vitest'
import { anOffice, type Office } from '../../test/office.ts'

let office: Office
beforeAll(async () => {
  office = await anOffice()
}, 60_000)
afterAll(() => office?.close())

test('c25: what the person says of how it ended is known where it ended too, and a page that is open there is told', async () => {
  const { id, version } = await office.referral('recipient', 'completed')
  await office.handle(office.arrives(await office.see(id), { type: 'outcome-contradicted', data: { says: 'nothing-received' } }))
  expect(await office.see(id)).toMatchObject({ state: 'completed', personSays: 'nothing-received', version: version + 1 })
  await office.handle(office.arrives(await office.see(id), { type: 'outcome-confirmed', data: {} }))
  expect(await office.see(id)).toMatchObject({ state: 'completed', personSays: 'confirmed', version: version + 2 })
})
