import { eventsOfCase, randomId, writeDossier } from '@ihala/exchange'
import { proofWords, verifyDossier } from '@ihala/verifier'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type Bodies, type Body, bodies, makeHead } from '../../packages/exchange/test/bodies.ts'
import { grantDraft, request } from '../../packages/exchange/test/requests.ts'
import { checkDossier } from '../evidence/outside-check.ts'
import { published } from '../evidence/published.ts'

let network: Bodies
let union: Body
let shelter: Body
/** Two referrals of which something was erased, and one of which nothing was. */
let [erasedOnce, erasedTwice, whole] = ['', '', '']
beforeAll(async () => {
  network = bodies()
  union = await network.body('itf', 'union-liaison')
  shelter = await network.body('care-house', 'shelter')
  erasedOnce = await erasedCase()
  erasedTwice = await erasedCase()
  whole = randomId()
  await network.send(union, shelter, whole, request(), grantDraft())
  await network.settled()
})
afterAll(() => network?.end())

const dossierOf = async (body: Body, caseId: string): Promise<string> => {
  await body.transaction((tx) => body.ports.store.numberLeaves(tx))
  for (let round = 0; round < 3; round += 1) {
    await body.exchange.tick()
    await network.hub.idle()
  }
  await makeHead(body)
  const ports = { self: body, caseKeys: body.ports.caseKeys, anchors: [body.anchor] }
  return JSON.stringify(await body.transaction((tx) => writeDossier(ports, tx, caseId, new Date().toISOString())))
}
const erase = (at: Body, caseId: string, parts: readonly ('identity' | 'words')[]) =>
  at.transaction(async (tx) => {
    await at.ports.store.eraseParts(tx, caseId, parts)
    await at.ports.caseKeys.erase(tx, caseId, parts)
  })

/** A referral of which the identity and a note were erased where they were held; the holder has said so. */
async function erasedCase(): Promise<string> {
  const caseId = randomId()
  const { send, settled } = network
  await send(union, shelter, caseId, request(), grantDraft())
  await settled()
  await send(shelter, union, caseId, { type: 'referral-accepted', data: { transfer: true, conditions: [] } })
  await settled()
  await send(union, shelter, caseId, {
    type: 'sections-disclosed',
    data: { category: 'identity', section: { names: { latin: 'An Invented Name' }, sex: 'female' } },
  })
  await send(union, shelter, caseId, { type: 'note-added', data: { text: 'she sleeps' } })
  // What is still here when the person takes it back is not sent at all.
  await settled()
  await send(union, shelter, caseId, { type: 'consent-withdrawn', data: { categories: ['identity'], by: 'person' } })
  await settled()
  const rows = await shelter.transaction((tx) => eventsOfCase(tx, shelter.ports.caseKeys, caseId))
  const of = rows.find(({ evt }) => evt === 'consent-withdrawn')?.jti ?? ''
  await erase(shelter, caseId, ['identity', 'words'])
  await send(shelter, union, caseId, {
    type: 'erasure-stated',
    data: { of, because: 'withdrawn', erased: ['identity'], at: '2026-11-22T10:00:00.000Z', kept: [] },
  })
  await settled()
  return caseId
}

test('T42, c2: a dossier says of each erased event what is still proven, and by whose signed word it was erased', async () => {
  const text = await dossierOf(shelter, erasedOnce)
  expect(text).not.toContain('An Invented Name')
  const proven = verifyDossier(text)
  expect(proven.erased).toEqual([
    {
      iss: union.entityId,
      seq: 2,
      evt: 'sections-disclosed',
      part: 'identity',
      hash: expect.any(String),
      atLatest: null,
      receipt: 'stored',
      // What comes after it was erased too: the link is the one after that.
      followed: false,
      stated: { by: shelter.entityId, at: '2026-11-22T10:00:00.000Z', of: expect.any(String) },
    },
    {
      iss: union.entityId,
      seq: 3,
      evt: 'note-added',
      part: 'words',
      hash: expect.any(String),
      atLatest: null,
      receipt: 'stored',
      followed: true,
      // Notes went with it, and the holder did not say so of them.
      stated: null,
    },
  ])
  // Another checker, written from the documentation alone, says the same of it.
  expect(await checkDossier(text, published(JSON.parse(text).anchors))).toEqual({ ...proven, anchorsPinned: true })
  for (const language of ['en', 'ar'] as const) {
    const lines = proofWords(proven, language).filter((line) => line.includes(language === 'en' ? 'content erased' : 'مُحي محتواها'))
    expect(lines).toHaveLength(2)
  }
  // Who wrote it keeps what it wrote until its own law says otherwise, and proves the same chain whole.
  const other = verifyDossier(await dossierOf(union, erasedOnce))
  expect([other.erased, other.acts.length]).toEqual([[], proven.acts.length + 2])
})

test('T42: an erased place that the log does not know, or that stands for something else, is not proven', async () => {
  const dossier = JSON.parse(await dossierOf(shelter, erasedTwice))
  const [first] = dossier.erased
  const altered = (erased: readonly object[], more: object = {}) => JSON.stringify({ ...dossier, erased, ...more })
  const codeOf = async (text: string): Promise<string> => {
    const outside = await checkDossier(text, published(dossier.anchors)).then(
      () => 'holds',
      () => 'does not hold',
    )
    try {
      verifyDossier(text)
      return outside
    } catch (error) {
      expect(outside).toBe('does not hold')
      return error instanceof Error && 'code' in error ? String(error.code) : 'fault'
    }
  }
  expect(await codeOf(altered(dossier.erased))).toBe('holds')
  expect(await codeOf(altered([{ ...first, hash: 'A'.repeat(43) }, dossier.erased[1]]))).toBe('leaf-missing')
  expect(await codeOf(altered([{ ...first, iss: 'https://somebody.test.example' }, dossier.erased[1]]))).toBe('not-between-these-two')
  expect(await codeOf(altered([first, first, dossier.erased[1]]))).toBe('named-twice')
  // The place that the next event names, and another writer than the receipt speaks of.
  expect(await codeOf(altered([dossier.erased[0], { ...dossier.erased[1], seq: 7 }]))).toBe('chain-broken')
  expect(await codeOf(altered([{ ...first, iss: shelter.entityId }, dossier.erased[1]]))).toBe('receipt-not-of-the-recipient')
  expect(await codeOf(altered([first]))).toBe('receipt-of-nothing')
  expect(await codeOf(altered(dossier.erased, { format: 'ihala-dossier/1' }))).toBe('not-a-dossier')
})

test('a file of the first format is read as before', async () => {
  const text = await dossierOf(union, whole)
  expect(JSON.parse(text)).toMatchObject({ format: 'ihala-dossier/1' })
  expect(text).not.toContain('"erased"')
  expect(verifyDossier(text)).toMatchObject({ erased: [], acts: [{ evt: 'referral-requested' }] })
})
