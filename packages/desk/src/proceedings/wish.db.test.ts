import { Refusal } from '@ihala/contract'
import { assign, type CaseKeyStore } from '@ihala/kit'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { tablesTwice } from '../../../../test/kit/tables.ts'
import { anOffice, type Office } from '../../test/office.ts'
import { proceedings } from './proceedings.ts'
import { keepWish, wishOf } from './wish.store.ts'
import * as tables from './wish.tables.ts'

const AT = '2026-11-01T07:00:00.000Z'

let office: Office
let [dana, reem, yusuf] = ['', '', '']
beforeAll(async () => {
  office = await anOffice([proceedings])
  dana = await office.staff('legal-coordinator')
  reem = await office.staff('lawyer')
  yusuf = await office.staff('lawyer')
})
afterAll(() => office.close())

const keep = (staff: string, caseId: string, seen: number) =>
  office.as(staff, (tx) =>
    keepWish(tx, office.service.caseKeys, { caseId, at: AT, byStaff: staff, content: { wish: 'does-not-wish' }, seen }),
  )
const seenBy = (staff: string, caseId: string) => office.as(staff, (tx) => wishOf(tx, office.service.caseKeys, caseId))
const refusal = (code: string) => expect.objectContaining({ code })

test('the table is in drizzle what its migration made it', async () => {
  const { written, migrated } = await tablesTwice([proceedings], [tables])
  expect(written).toEqual(migrated)
})

test('R-2: who took it down where nobody is assigned reads it; nobody else sees that there is a row', async () => {
  const { caseId } = await office.referral('recipient', 'accepted')
  expect(await keep(dana, caseId, 0)).toBe(1)
  expect((await seenBy(dana, caseId))?.content).toEqual({ wish: 'does-not-wish' })
  expect(await seenBy(reem, caseId)).toBeUndefined()
  expect(await office.as(reem, (tx) => tx`select from proceedings.wish`)).toHaveLength(0)
  await expect(keep(reem, caseId, 0)).rejects.toEqual(refusal('not-allowed'))
})

test('T42: a wish lies under the key of the house’s own words, and goes with it', async () => {
  const { caseId } = await office.referral('recipient', 'accepted')
  await keep(dana, caseId, 0)
  const decryptFor: CaseKeyStore['decryptFor'] = async (_tx, _caseId, part) => {
    throw new Refusal(part === 'own' ? 'erased' : 'referral-unknown')
  }
  expect(await office.as(dana, (tx) => wishOf(tx, { ...office.service.caseKeys, decryptFor }, caseId))).toBeUndefined()
})

test('R-2: once somebody is assigned it is theirs, and no longer of who took it down', async () => {
  const { caseId } = await office.referral('recipient', 'accepted')
  await keep(dana, caseId, 0)
  await office.asSystem((tx) => assign(tx, yusuf, caseId))
  expect((await seenBy(yusuf, caseId))?.version).toBe(1)
  expect(await seenBy(dana, caseId)).toBeUndefined()
  await expect(keep(dana, caseId, 1)).rejects.toEqual(refusal('version-conflict'))
  await expect(keep(yusuf, caseId, 0)).rejects.toEqual(refusal('version-conflict'))
  expect(await keep(yusuf, caseId, 1)).toBe(2)
})
