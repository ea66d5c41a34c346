import type { SectionOf } from '@ihala/contract'
import { type Tx, uuidv7 } from '@ihala/kit'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { anOffice, type Office, openKeys } from '../../test/office.ts'
import { identitiesOf, insertSection, personSections } from './section.store.ts'

let office: Office

beforeAll(async () => {
  office = await anOffice()
})
afterAll(() => office.close())

const called = (latin: string) => ({ names: { latin } }) as SectionOf<'identity'>

/** Writes an identity down; `day` of November tells which is newer. */
const write = (tx: Tx, owner: string, day: number, latin: string) =>
  insertSection(tx, openKeys, {
    id: uuidv7(),
    owner,
    category: 'identity',
    at: `2026-11-0${day}T08:00:00.000Z`,
    part: 'identity',
    content: called(latin),
  })

test('a page of names says what each file says: what was written down here, else the newest that came', async () => {
  const [own, came, nameless] = [await office.person(), await office.person(), await office.person()]
  const there = await office.referral('recipient', 'accepted', { personId: own })
  const newer = await office.referral('recipient', 'accepted', { personId: came })
  const older = await office.referral('recipient', 'accepted', { personId: came })
  // What goes away under a referral of ours does not tell us who somebody is.
  const sent = await office.referral('sender', 'accepted', { personId: nameless })
  await office.asSystem(async (tx) => {
    await write(tx, own, 1, 'Hirut, as she says')
    await write(tx, there.caseId, 5, 'Hirut, as they say')
    await write(tx, newer.caseId, 3, 'Suman, newer')
    await write(tx, older.caseId, 2, 'Suman, older')
    await write(tx, sent.caseId, 2, 'nobody')
  })
  await office.asSystem(async (tx) => {
    const found = await identitiesOf(tx, openKeys, [nameless, came, own])
    expect(Object.fromEntries([...found].map(([id, { names }]) => [id, names.latin]))).toEqual({
      [own]: 'Hirut, as she says',
      [came]: 'Suman, newer',
    })
    expect((await personSections(tx, openKeys, own)).get('identity')?.content).toEqual(called('Hirut, as she says'))
    expect((await identitiesOf(tx, openKeys, [])).size).toBe(0)
  })
})
