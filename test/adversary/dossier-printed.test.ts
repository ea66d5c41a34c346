import { createHash } from 'node:crypto'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { deflateSync } from 'node:zlib'
import { markText, printDossier, verify } from '@ihala/cli'
import type { Dossier } from '@ihala/contract'
import { randomId, writeDossier } from '@ihala/exchange'
import { dossierInPdf } from '@ihala/verifier'
import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { type Body, bodies } from '../../packages/exchange/test/bodies.ts'
import { grantDraft, NEED } from '../../packages/exchange/test/requests.ts'
import { chanceOf } from '../kit/chance.ts'
import { figure } from '../kit/figures.ts'
import { isLong, seed } from '../kit/seed.ts'

const FLIPS = isLong() ? { enclosed: 1_000, pages: 100 } : { enclosed: 20, pages: 3 }
const folder = mkdtempSync(join(tmpdir(), 'ihala-printed-'))
const { body, send, settled, end } = bodies()
const caseId = randomId()
let written: Dossier
let bytes: Buffer
/** The other side's dossier of the same referral. */
let other: Buffer
let pdf: Buffer

const write = (of: Body): Promise<Dossier> =>
  of.transaction((tx) =>
    writeDossier(
      { self: { entityId: of.entityId }, caseKeys: of.ports.caseKeys, anchors: [of.anchor] },
      tx,
      caseId,
      new Date().toISOString(),
    ),
  )
const fileOf = (dossier: Dossier): Buffer => Buffer.from(`${JSON.stringify(dossier)}\n`)

beforeAll(async () => {
  const union = await body('itf', 'union-liaison')
  const shelter = await body('care-house', 'shelter')
  const all = [union, shelter, await body('lawyers', 'legal-aid'), await body('ministry', 'ministry-intake')]
  for (const one of all) for (const another of all) await one.registry.refresh(another.entityId)
  const respondBy = new Date(Date.now() + 7_200_000).toISOString()
  const asked = { person: randomId(), need: NEED, respondBy, relatesTo: [] }
  await send(union, shelter, caseId, { type: 'referral-requested', data: asked }, grantDraft())
  await settled()
  await send(shelter, union, caseId, { type: 'referral-opened', data: {} })
  await send(shelter, union, caseId, { type: 'referral-accepted', data: { transfer: true, conditions: [] } })
  await settled()
  // Witnessing looks every 20 seconds.
  vi.useFakeTimers({ toFake: ['Date'], now: Date.now() })
  for (let round = 0; round < 4; round += 1) {
    vi.setSystemTime(Date.now() + 21_000)
    for (const one of all) await one.exchange.tick()
    await settled()
  }
  written = await write(union)
  other = fileOf(await write(shelter))
  vi.useRealTimers()
  bytes = fileOf(written)
  pdf = await printDossier(bytes, 'both')
})
afterAll(async () => {
  // Whatever became of it: the files after this one in its worker live by the real clock.
  vi.useRealTimers()
  rmSync(folder, { recursive: true })
  await end()
})

/** What `ihala verify` says of a file. */
async function verdict(file: Buffer) {
  const [path, anchors] = [join(folder, 'a-file'), join(folder, 'anchors.json')]
  writeFileSync(path, file)
  writeFileSync(anchors, JSON.stringify(written.anchors))
  const { holds, lines } = await verify(path, { anchors }, 'en')
  return { holds, said: lines.join('\n') }
}

const count = (text: string, what: RegExp): number => text.match(what)?.length ?? 0
const enclosedAt = (): number => pdf.indexOf('>>\nstream\n', pdf.indexOf('/Type /EmbeddedFile')) + 10
const enclosedEnd = (): number => pdf.indexOf('\nendstream', enclosedAt())

/** The same PDF with another file where the dossier was. */
function enclosing(file: Buffer): Buffer {
  const start = pdf.indexOf('/Type /EmbeddedFile')
  const packed = deflateSync(file)
  const dictionary = pdf.toString('latin1', start, enclosedAt()).replace(/\/Length \d+/, `/Length ${packed.length}`)
  return Buffer.concat([pdf.subarray(0, start), Buffer.from(dictionary, 'latin1'), packed, pdf.subarray(enclosedEnd())])
}

test('c13: a printed dossier encloses the dossier itself, and both check together, in each language', async () => {
  expect(dossierInPdf(pdf).equals(bytes)).toBe(true)
  const hash = createHash('sha256').update(bytes).digest('hex')
  expect(markText(written, hash)).toBe(`ihala:dossier:1:${hash}:${caseId}:${written.organisation.slice('https://'.length)}`)
  expect(await verdict(pdf)).toMatchObject({ holds: true, said: expect.stringContaining('The pages, their QR code') })
  for (const language of ['en', 'ar'] as const) expect((await verdict(await printDossier(bytes, language))).holds).toBe(true)
  expect((await verdict(bytes)).holds).toBe(true)
})

test('c13: it is what ISO 19005-3 asks for, as far as this shows without a validator', () => {
  const said = pdf.toString('latin1')
  expect(said.startsWith('%PDF-1.7')).toBe(true)
  for (const needed of [
    '<pdfaid:part>3</pdfaid:part>',
    '<pdfaid:conformance>A</pdfaid:conformance>',
    '/S /GTS_PDFA1',
    '/Marked true',
    '/Lang (ar)',
    '/AFRelationship /Source',
    '/Subtype /application#2Fjson',
    '/ModDate',
    '/UF (dossier.json)',
  ])
    expect(said).toContain(needed)
  expect(count(said, /\/AF \[\d+ 0 R\]/g)).toBe(1)
  // Every font is within, with a way back from its shapes to letters.
  const fonts = count(said, /\/Subtype \/Type0/g)
  expect(fonts).toBe(4)
  expect(count(said, /\/FontFile2 /g)).toBe(fonts)
  expect(count(said, /\/ToUnicode /g)).toBe(fonts)
  expect(said).not.toMatch(/\/(Encrypt|JavaScript|JS|OpenAction|AA|Launch|URI|LZWDecode|XFA) /)
})

test('c13: a byte that is flipped anywhere is refused', async () => {
  const chance = chanceOf(seed())
  const flipped = (from: number, to: number): Buffer => {
    const copy = Buffer.from(pdf)
    const place = from + Math.floor(chance() * (to - from))
    copy[place] = (copy[place] ?? 0) ^ (1 << Math.floor(chance() * 8))
    return copy
  }
  for (let copy = 0; copy < FLIPS.enclosed; copy += 1)
    expect((await verdict(flipped(enclosedAt(), enclosedEnd()))).holds, `seed ${seed()}: enclosed ${copy}`).toBe(false)
  for (let copy = 0; copy < FLIPS.pages; copy += 1)
    expect((await verdict(flipped(enclosedEnd() + 20, pdf.length))).holds, `seed ${seed()}: pages ${copy}`).toBe(false)
  figure('Dossier printed', { seed: seed(), 'bytes flipped': FLIPS.enclosed + FLIPS.pages, accepted: 0, bytes: pdf.length })
}, 600_000)

test('c13: pages of one dossier around another are refused: both are good, and neither is of the other', async () => {
  expect((await verdict(other)).holds).toBe(true)
  expect(await verdict(enclosing(other))).toMatchObject({ holds: false, said: expect.stringContaining('the pages are not') })
  const changed: Dossier = JSON.parse(bytes.toString())
  const [first = '', second = '', ...more] = changed.events
  const forged = { ...changed, events: [first, `${second.slice(0, -4)}AAAA`, ...more] }
  expect(await verdict(enclosing(fileOf(forged)))).toMatchObject({ holds: false, said: expect.stringMatching(/^\/events\/1: /) })
})

test('c13: none enclosed, two enclosed, one that does not end: each is one plain sentence', async () => {
  const start = pdf.indexOf('/Type /EmbeddedFile')
  const unreadable = '/: the file enclosed in this PDF cannot be read.'
  for (const [file, sentence] of [
    [Buffer.from('%PDF-1.7\n%%EOF\n'), '/: no dossier is enclosed in this PDF.'],
    [Buffer.concat([pdf, pdf.subarray(start, start + 400)]), '/: more than one file is enclosed in this PDF: it means two things.'],
    [pdf.subarray(0, enclosedAt() + 50), unreadable],
    // 300 MB of nothing in 300 KB.
    [enclosing(Buffer.alloc(300_000_000)), unreadable],
  ] as const)
    expect(await verdict(file)).toEqual({ holds: false, said: sentence })
})
