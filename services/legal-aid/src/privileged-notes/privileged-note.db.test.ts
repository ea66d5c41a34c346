import { Refusal } from '@ihala/contract'
import { assign, type CaseKeyStore, unassign } from '@ihala/kit'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { chambers, type Member } from '../../test/chambers.ts'
import { insertPrivilegedNote, privilegedNotesOf } from './privileged-note.store.ts'

let house: Awaited<ReturnType<typeof chambers>>
let yusuf: Member
let reem: Member
let dana: Member
let tariq: Member
let caseId: string
beforeAll(async () => {
  house = await chambers()
  yusuf = await house.member('Yusuf', 'lawyer', ['ben'])
  reem = await house.member('Reem', 'lawyer', ['fra'])
  dana = await house.member('Dana', 'legal-coordinator', ['ara'])
  tariq = await house.member('Tariq', 'admin', ['ara'])
  caseId = await house.caseOf(await house.referral('in-progress'))
  await house.asSystem((tx) => assign(tx, yusuf.id, caseId))
})
afterAll(() => house.close())

const write = (author: Member, id: string) =>
  house.as(author, (tx) =>
    insertPrivilegedNote(tx, house.service.caseKeys, {
      id,
      caseId,
      authorId: author.id,
      at: '2026-11-01T07:00:00.000Z',
      text: 'He signed a cheque under threat.',
    }),
  )
const seen = (staff: Member) =>
  house.as(staff, async (tx) => (await privilegedNotesOf(tx, house.service.caseKeys, caseId)).map(({ text }) => text))

test('G4: the lawyer of the case reads what was written; no other lawyer, coordinator or admin sees a row', async () => {
  await write(yusuf, '01890a5d-ac96-774b-bcce-b302099a8001')
  expect(await seen(yusuf)).toEqual(['He signed a cheque under threat.'])
  for (const other of [reem, dana, tariq]) {
    expect(await seen(other)).toEqual([])
    expect(await house.as(other, (tx) => tx`select from privileged_notes.note`)).toHaveLength(0)
  }
})

test('G4: who is not the lawyer of the case cannot write into its notes either', async () => {
  await expect(write(reem, '01890a5d-ac96-774b-bcce-b302099a8002')).rejects.toThrow('row-level security')
})

test('G4: at rest a note is unreadable, and sending knows nothing of it', async () => {
  const rows = await house.asSystem((tx) => tx<{ content: Buffer }[]>`select content from privileged_notes.note`)
  expect(rows.length).toBeGreaterThan(0)
  for (const { content } of rows) expect(content.includes('cheque')).toBe(false)
  expect(house.sent).toEqual([])
})

test('T42: what is written here lies under the key of the house’s own words, and goes with it', async () => {
  const decryptFor: CaseKeyStore['decryptFor'] = async (_tx, _caseId, part) => {
    throw new Refusal(part === 'own' ? 'erased' : 'referral-unknown')
  }
  const keys = { ...house.service.caseKeys, decryptFor }
  expect(await house.as(yusuf, (tx) => privilegedNotesOf(tx, keys, caseId))).toEqual([])
})

test('G4: the file goes on with the case: a lawyer who gave it back reads no more, the next one does', async () => {
  await house.asSystem(async (tx) => {
    await unassign(tx, yusuf.id, caseId)
    await assign(tx, reem.id, caseId)
  })
  expect(await seen(yusuf)).toEqual([])
  expect(await seen(reem)).toHaveLength(1)
})
