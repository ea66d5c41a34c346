import { randomBytes } from 'node:crypto'
import { randomId, uuidv7 } from '@ihala/kit'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { anOffice, type Office, openKeys, PARTNER } from '../../test/office.ts'
import { chunksOf, fileById, forgetUnannounced, insertArrivedChunk, insertChunks, insertFile, wholeFile } from './document.store.ts'
import { openFile, type SealedFile, sealFile, UNANNOUNCED } from './document.ts'

const HOSTILE = 'https://hostile.network.example'
const pdf = Buffer.concat([Buffer.from('%PDF-'), randomBytes(300_000)])
let office: Office
beforeAll(async () => {
  office = await anOffice()
}, 60_000)
afterAll(() => office?.close())

const now = () => office.clock.now.toISOString()
const comes = (from: string, file: string, index: number, of: number, bytes: Buffer) =>
  office.asSystem((tx) => insertArrivedChunk(tx, from, { file, index, of, bytes: bytes.toString('base64url') }, now()))
const announced = (from: string, sealed: SealedFile): Promise<string> =>
  office.asSystem(async (tx) => {
    const id = uuidv7()
    await insertFile(tx, openKeys, { id, owner: randomId(), from, at: now(), part: 'documents', entry: sealed.entry })
    return id
  })
const read = (id: string) =>
  office.asSystem(async (tx) => {
    const held = await fileById(tx, openKeys, id)
    return held.complete ? openFile(held.entry, await chunksOf(tx, wholeFile(held))) : undefined
  })

test('a chunk more, from anybody, takes nothing from a file that is whole', async () => {
  const sealed = sealFile(pdf, 'payslip', 'payslip.pdf')
  const own = await office.asSystem(async (tx) => {
    const id = uuidv7()
    await insertFile(tx, openKeys, { id, owner: randomId(), from: '', at: now(), part: 'own', entry: sealed.entry })
    await insertChunks(tx, sealed)
    return id
  })
  await comes(HOSTILE, sealed.entry.file, 150, 151, Buffer.from('junk'))
  expect((await read(own))?.equals(pdf)).toBe(true)
})

test('a chunk put in its place by another body before the true one spoils nothing', async () => {
  const sealed = sealFile(pdf, 'payslip', 'payslip.pdf')
  expect(await comes(HOSTILE, sealed.entry.file, 0, sealed.entry.chunks, Buffer.from('junk'))).toBe('waits')
  for (const [index, bytes] of sealed.chunks.entries())
    expect(await comes(PARTNER, sealed.entry.file, index, sealed.entry.chunks, bytes)).toBe('waits')
  const id = await announced(PARTNER, sealed)
  expect((await read(id))?.equals(pdf)).toBe(true)
  expect(await comes(PARTNER, sealed.entry.file, 0, sealed.entry.chunks, Buffer.from('again'))).toBe('ignored')
})

test('what contradicts the entry is not kept, whether it comes before the entry or after it', async () => {
  const sealed = sealFile(pdf, 'payslip', 'payslip.pdf')
  const { file, chunks: of } = sealed.entry
  expect(await comes(PARTNER, file, 0, of + 7, Buffer.from('junk'))).toBe('waits')
  const id = await announced(PARTNER, sealed)
  expect(await comes(PARTNER, file, 1, of + 7, Buffer.from('junk'))).toBe('ignored')
  expect(await comes(PARTNER, file, of, of, Buffer.from('junk'))).toBe('ignored')
  for (const [index, bytes] of sealed.chunks.entries()) expect(await comes(PARTNER, file, index, of, bytes)).toBe('kept')
  expect((await read(id))?.equals(pdf)).toBe(true)
})

test('chunks nobody announced fill a bounded room, each partner their own, and are forgotten after two weeks', async () => {
  const greedy = 'https://greedy.network.example'
  const file = randomId()
  const half = Buffer.alloc(UNANNOUNCED.bytes / 2)
  await office.asSystem(async (tx) => {
    for (const position of [0, 1]) {
      await tx`
        insert into desk.file_chunk (from_partner, file, position, of, bytes, unannounced_since)
        values (${greedy}, ${file}, ${position}, 3, ${half}, ${now()})`
    }
  })
  expect(await comes(greedy, file, 2, 3, Buffer.from('one too many'))).toBe('ignored')
  expect(await comes(PARTNER, file, 2, 3, Buffer.from('another’s room'))).toBe('waits')
  const later = (days: number) => new Date(office.clock.now.getTime() + days * 86_400_000).toISOString()
  expect(await office.asSystem((tx) => forgetUnannounced(tx, file, later(13)))).toBe(0)
  expect(await office.asSystem((tx) => forgetUnannounced(tx, file, later(14)))).toBe(3)
  expect(await comes(greedy, file, 2, 3, Buffer.from('room again'))).toBe('waits')
})
