import { createPublicKey, verify } from 'node:crypto'
import { type MemberKey, type RegistryStatement, trustMarkType } from '@ihala/contract'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { testAnchor } from '../../../../test/kit/anchor.ts'
import { type LoneService, loneService, noBus } from '../../../../test/kit/lone-service.ts'
import { openCheckpoint, verifyConsistency, verifyInclusion } from '../../../../test/kit/public-log.ts'
import { service } from '../service.ts'

const domain = 'network.example'
const anchorId = `https://trust-anchor.${domain}`
const committeeId = `https://national-committee.${domain}`
const house = `https://care-house.${domain}`
const LICENSED = trustMarkType(anchorId, 'licensed-shelter')
const anchor = testAnchor(anchorId)
const bus = { ...noBus, registry: { ...noBus.registry, fetch: async () => undefined, publish: async () => undefined }, isUp: () => true }
let lone: LoneService

const nowSeconds = (): number => Math.floor(Date.now() / 1000)
let keys: MemberKey[]

function aboutHouse(change: Partial<RegistryStatement['metadata']['ihala_member']> = {}, using: readonly MemberKey[] = keys): string {
  const iat = nowSeconds()
  return anchor.says({
    iss: anchorId,
    sub: house,
    iat,
    exp: iat + 3600,
    jwks: { keys: [...using] },
    metadata: {
      ihala_member: {
        kind: 'shelter',
        names: { ar: 'دار الأمان', en: 'Care House' },
        status: 'live',
        bus_tag: `A${'B'.repeat(55)}`,
        sends: ['referral-accepted', 'invented-event'],
        accepts: {},
        serves: ['shelter'],
        takes: ['need', 'health'],
        marks: ['licensed-shelter'],
        ...change,
      },
    },
    metadata_policy: {
      ihala_member: { kind: { value: 'shelter' }, sends: { subset_of: ['referral-accepted'] }, takes: { subset_of: ['need'] } },
    },
  })
}

const aMark = (exp = nowSeconds() + 3600) => anchor.marks({ iss: anchorId, sub: house, iat: nowSeconds(), exp, trust_mark_type: LICENSED })
const post = (payload: object) => lone.running.app.inject({ method: 'POST', url: '/registry/statements', payload })
const get = (url: string, host?: string) => lone.running.app.inject({ url, ...(host === undefined ? {} : { headers: { host } }) })
const decoded = (part: string | undefined): Record<string, unknown> => JSON.parse(Buffer.from(part ?? '', 'base64url').toString())
const claimsOf = (jws: string): Record<string, unknown> => decoded(jws.split('.')[1])

/** Whether a key signed a JWS, by RFC 7515 and nothing of ours. */
function signedBy(jws: string, x: string): boolean {
  const [header, payload, signature] = jws.split('.')
  const key = createPublicKey({ format: 'jwk', key: { kty: 'OKP', crv: 'Ed25519', x } })
  return verify(null, Buffer.from(`${header}.${payload}`), key, Buffer.from(signature ?? '', 'base64url'))
}
const ownKey = (): string => lone.running.service.keyring.signing.jwk.x

beforeAll(async () => {
  lone = await loneService(service, {
    slug: 'national-committee',
    bus,
    config: { entityId: committeeId, registry: { anchorKeys: anchor.keys, networkDomain: domain, anchorId } },
  })
  keys = lone.running.service.keyring.publicKeys()
  expect((await post({ statements: [aboutHouse()], marks: [aMark()] })).statusCode).toBe(200)
})
afterAll(() => lone?.stop())

test('every organisation says who it is at the well-known place, signed by a key it lists', async () => {
  const answer = await get('/.well-known/openid-federation')
  expect(answer.headers['content-type']).toBe('application/entity-statement+jwt')
  const claims = claimsOf(answer.body)
  expect(decoded(answer.body.split('.')[0])).toMatchObject({ typ: 'entity-statement+jwt', alg: 'Ed25519' })
  expect(claims).toMatchObject({ iss: committeeId, sub: committeeId, authority_hints: [anchorId] })
  expect(claims.metadata).toMatchObject({ ihala_member: { kind: 'national-committee' }, federation_entity: {} })
  expect(JSON.stringify(claims.jwks)).toContain(ownKey())
  expect(signedBy(answer.body, ownKey())).toBe(true)
})

test('the anchor is an entity of its own name: what it signed is given at that name, and no other', async () => {
  const host = new URL(anchorId).host
  expect([(await get('/.well-known/openid-federation', host)).statusCode]).toEqual([404])
  const iat = nowSeconds()
  const url = 'https://committee.example/federation'
  const federation_entity = {
    organization_name: 'registry',
    federation_fetch_endpoint: url,
    federation_list_endpoint: url,
    federation_resolve_endpoint: url,
    federation_trust_mark_status_endpoint: url,
    federation_trust_mark_endpoint: url,
    federation_historical_keys_endpoint: url,
  }
  const word = { iss: anchorId, sub: anchorId, iat, exp: iat + 60, metadata: { federation_entity }, trust_mark_issuers: {} }
  const configuration = anchor.says({ ...word, jwks: { keys: anchor.keys } })
  expect(
    (await post({ statements: [], configuration: anchor.says({ ...word, jwks: { keys: anchor.keys.slice(0, 2) } }) })).json(),
  ).toMatchObject({
    code: 'statement-invalid',
    field: '/configuration',
  })
  expect((await post({ statements: [], configuration })).statusCode).toBe(200)
  const answer = await get('/.well-known/openid-federation', host)
  expect([answer.headers['content-type'], answer.body]).toEqual(['application/entity-statement+jwt', configuration])
  expect(signedBy(answer.body, anchor.keys[0]?.x ?? '')).toBe(true)
})

test('fetch gives the statement as the anchor signed it; a no is in the words of the federation', async () => {
  const jws = aboutHouse()
  await post({ statements: [jws] })
  const answer = await get(`/federation/fetch?sub=${house}&unheard_of=1`)
  expect([answer.headers['content-type'], answer.body]).toEqual(['application/entity-statement+jwt', jws])
  const none = await get(`/federation/fetch?sub=https://nobody.${domain}`)
  expect([none.statusCode, none.headers['content-type'], none.json().error]).toEqual([404, 'application/json; charset=utf-8', 'not_found'])
  const unnamed = await get('/federation/fetch')
  expect([unnamed.statusCode, unnamed.json().error]).toEqual([400, 'invalid_request'])
})

test('list names the members, by accreditation when asked', async () => {
  expect((await get('/federation/list')).json()).toEqual([house])
  expect((await get(`/federation/list?entity_type=ihala_member&trust_marked=true&trust_mark_type=${LICENSED}`)).json()).toEqual([house])
  expect((await get(`/federation/list?trust_mark_type=${trustMarkType(anchorId, 'bar-member')}`)).json()).toEqual([])
  expect((await get('/federation/list?entity_type=openid_provider')).json()).toEqual([])
  expect((await get('/federation/list?intermediate=true')).json()).toEqual([])
})

test('K7: resolve applies the policy of the kind, and carries the accreditations in force', async () => {
  const answer = await get(`/federation/resolve?sub=${house}&trust_anchor=${anchorId}`)
  expect(answer.headers['content-type']).toBe('application/resolve-response+jwt')
  expect(decoded(answer.body.split('.')[0]).typ).toBe('resolve-response+jwt')
  const claims = claimsOf(answer.body)
  expect(claims).toMatchObject({ iss: committeeId, sub: house })
  expect(claims.metadata).toMatchObject({ ihala_member: { sends: ['referral-accepted'], takes: ['need'] } })
  expect(claims.trust_marks).toMatchObject([{ trust_mark_type: LICENSED }])
  expect(signedBy(answer.body, ownKey())).toBe(true)
  const other = await get(`/federation/resolve?sub=${house}&trust_anchor=https://other.${domain}`)
  expect([other.statusCode, other.json().error]).toEqual([404, 'invalid_trust_anchor'])
  expect((await get(`/federation/resolve?sub=${house}`)).json().error).toBe('invalid_request')
})

const statusOf = async (trust_mark: string) => {
  const answer = await lone.running.app.inject({
    method: 'POST',
    url: '/federation/trust-mark-status',
    headers: { 'content-type': 'application/x-www-form-urlencoded' },
    payload: new URLSearchParams({ trust_mark }).toString(),
  })
  expect([answer.statusCode, answer.headers['content-type']]).toEqual([200, 'application/trust-mark-status-response+jwt'])
  expect(claimsOf(answer.body)).toMatchObject({ iss: committeeId, trust_mark })
  return claimsOf(answer.body).status
}

test('K5: an accreditation is active while the member’s statement lists it, revoked when it does not, invalid from anybody else', async () => {
  const given = await get(`/federation/trust-mark?sub=${house}&trust_mark_type=${LICENSED}`)
  expect(given.headers['content-type']).toBe('application/trust-mark+jwt')
  expect(await statusOf(given.body)).toBe('active')
  expect(await statusOf(testAnchor(anchorId).marks({ iss: anchorId, sub: house, iat: 1, exp: 2, trust_mark_type: LICENSED }))).toBe(
    'invalid',
  )
  expect(await statusOf('no mark at all')).toBe('invalid')
  const past = nowSeconds() - 7200
  expect(await statusOf(anchor.marks({ iss: anchorId, sub: house, iat: past, exp: past + 60, trust_mark_type: LICENSED }))).toBe('expired')
  await post({ statements: [aboutHouse({ marks: [] })] })
  expect(await statusOf(given.body)).toBe('revoked')
  expect((await get(`/federation/trust-mark?sub=${house}&trust_mark_type=${LICENSED}`)).statusCode).toBe(404)
  await post({ statements: [aboutHouse()] })
})

test('another content type or another form is a no in the words of the federation', async () => {
  const answer = await lone.running.app.inject({ method: 'POST', url: '/federation/trust-mark-status', payload: { trust_marks: 'x' } })
  expect([answer.statusCode, answer.json().error]).toEqual([400, 'invalid_request'])
})

test('K3: the log keeps every key a member had, also those revoked and those no statement lists any more', async () => {
  const [first, second] = keys
  if (first === undefined || second === undefined) throw new Error('a keyring has two keys')
  const revokedAt = nowSeconds()
  await post({ statements: [aboutHouse({}, [{ ...first, revokedAt }, second])] })
  await post({ statements: [aboutHouse({}, [second])] })
  const answer = await get(`/federation/historical-keys?sub=${house}`)
  expect(answer.headers['content-type']).toBe('application/jwk-set+jwt')
  const { keys: told } = claimsOf(answer.body)
  expect(told).toEqual(
    expect.arrayContaining([
      expect.objectContaining({ kid: first.kid, revoked: { revoked_at: revokedAt, reason: 'compromised' } }),
      expect.objectContaining({ kid: second.kid }),
    ]),
  )
  expect((await get(`/federation/historical-keys?sub=https://nobody.${domain}`)).json().error).toBe('not_found')
})

test('K8: the membership log has a signed head, and proves what is in it and that it only grew', async () => {
  const head = async () => {
    const { checkpoint } = (await get('/registry/log')).json<{ checkpoint: string }>()
    const opened = openCheckpoint(checkpoint, [Buffer.from(ownKey(), 'base64url')])
    if (opened === undefined) throw new Error('not signed by the committee')
    expect(opened.origin).toBe(`membership.national-committee.${domain}/log/1`)
    return opened
  }
  const proofOf = async (url: string) => (await get(url)).json<{ proof: string[] }>().proof.map((hash) => Buffer.from(hash, 'base64url'))
  const before = await head()
  await post({ statements: [aboutHouse({ names: { ar: 'بيت', en: 'Other name' } })] })
  const after = await head()
  expect(after.size).toBeGreaterThan(before.size)
  expect(verifyConsistency(before, after, await proofOf(`/registry/log/consistency?from=${before.size}&size=${after.size}`))).toBe(true)
  const { changes } = (await get('/registry/changes')).json<{ changes: { position: number; leaf: string }[] }>()
  for (const { position, leaf } of changes) {
    const proof = await proofOf(`/registry/log/inclusion?position=${position}&size=${after.size}`)
    expect(verifyInclusion(Buffer.from(leaf, 'base64url'), position, after.size, proof, after.root)).toBe(true)
    expect(verifyInclusion(Buffer.alloc(32), position, after.size, proof, after.root)).toBe(false)
  }
  expect((await get(`/registry/log/inclusion?position=0&size=${after.size + 1}`)).statusCode).toBe(404)
})
