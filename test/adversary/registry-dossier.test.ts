import { randomId, writeDossier } from '@ihala/exchange'
import { verifyDossier } from '@ihala/verifier'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type Bodies, type Body, bodies, makeHead } from '../../packages/exchange/test/bodies.ts'
import { grantDraft, request } from '../../packages/exchange/test/requests.ts'

let network: Bodies
let union: Body
let shelter: Body
beforeAll(async () => {
  network = bodies()
  union = await network.body('itf', 'union-liaison')
  shelter = await network.body('care-house', 'shelter')
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

test('T25: what was signed again after a theft is proven in the dossiers of both ends; what only the stolen key signed is not', async () => {
  const [under, stored] = [randomId(), randomId()]
  await network.send(union, shelter, stored, request(), grantDraft())
  await network.settled()
  network.hub.setUp(false)
  await network.send(union, shelter, under, request(), grantDraft())
  await network.send(union, shelter, under, { type: 'cancellation-requested', data: { reason: 'no-longer-needed' } })
  network.hub.setUp(true)
  await union.revoke()
  await network.hub.idle()
  await union.exchange.tick()
  await network.settled()
  for (const body of [union, shelter]) {
    const { acts } = verifyDossier(await dossierOf(body, under))
    expect(acts.map(({ evt, again }) => [evt, again])).toEqual([
      ['referral-requested', true],
      ['cancellation-requested', true],
    ])
  }
  // Nobody countersigned it in time: the date that the stolen key wrote proves nothing.
  const text = await dossierOf(shelter, stored)
  expect(() => verifyDossier(text)).toThrow(expect.objectContaining({ code: 'key-revoked' }))
})
