import { closed, Refusal, RowId } from '@ihala/contract'
import { InMemorySpanExporter } from '@opentelemetry/sdk-trace-node'
import type { InjectOptions } from 'fastify'
import Type from 'typebox'
import { afterEach, describe, expect, it } from 'vitest'
import { aDoor, as, CSRF, IDS } from '../test/door.ts'
import type { App } from './app.ts'
import { authorise, etag, ifMatch } from './http-route.ts'
import { createTracing } from './telemetry.ts'

const SECRET = 'Fatima-A1234567'

const policies = [
  {
    feature: 'beds',
    text: `
      permit (principal in Role::"shelter-worker", action in [Action::"add-note", Action::"see-bed", Action::"keep-bed", Action::"break-bed"], resource);
      permit (principal in Role::"shelter-worker", action == Action::"free-bed", resource is Bed) when { resource.keeper == principal };
      permit (principal in Role::"shelter-worker", action == Action::"add-picture", resource);
    `,
  },
]

const Note = closed({ text: Type.String({ minLength: 1, maxLength: 50 }), count: Type.Integer() })
const BedId = closed({ id: RowId })
const reached: string[] = []

function routes(app: App): void {
  app.post(
    '/notes',
    { config: { action: 'add-note' }, schema: { body: Note, response: { 200: closed({ by: RowId, length: Type.Integer() }) } } },
    (request) => {
      reached.push('add-note')
      return Promise.resolve({ by: request.staff.id, length: request.body.text.length })
    },
  )
  app.get(
    '/beds/:id',
    {
      config: { action: 'see-bed' },
      schema: { params: BedId, querystring: closed({ limit: Type.Optional(Type.String({ pattern: '^[0-9]{1,3}$' })) }) },
    },
    (request, reply) => {
      etag(reply, 3)
      return Promise.resolve({ id: request.params.id, limit: request.query.limit ?? 'none' })
    },
  )
  app.post('/beds', { config: { action: 'keep-bed', creates: true } }, () => Promise.resolve({ made: true }))
  app.put('/beds/:id', { config: { action: 'keep-bed', changes: true }, schema: { params: BedId } }, (request) =>
    Promise.resolve({ version: ifMatch(request) }),
  )
  app.post(
    '/beds/:id/free',
    {
      config: {
        action: 'free-bed',
        resource: (request) => ({
          type: 'Bed',
          id: 'b',
          attributes: { keeper: { __entity: { type: 'Staff', id: (request.params as { id: string }).id } } },
        }),
      },
      schema: { params: BedId },
    },
    () => Promise.resolve({ free: true }),
  )
  app.post('/beds/:id/loaded', { config: { action: 'keep-bed' }, schema: { params: BedId } }, (request) => {
    authorise(request, { type: 'Bed', id: 'b', attributes: { keeper: { __entity: { type: 'Staff', id: request.params.id } } } }, 'free-bed')
    return Promise.resolve({ free: true })
  })
  app.post('/faults', { config: { action: 'break-bed' }, schema: { body: closed({ why: Type.String() }) } }, (request) =>
    Promise.reject(new TypeError(`cannot read\n    at ${request.body.why}:1:2`)),
  )
  app.post('/refusals', { config: { action: 'break-bed' } }, () => Promise.reject(new Refusal('bed-not-free', { state: 'kept' })))
  app.get('/leaks', { config: { action: 'break-bed' }, schema: { response: { 200: closed({ id: Type.String() }) } } }, () =>
    Promise.resolve({ id: 'x', name: SECRET }),
  )
  app.post('/pictures', { config: { action: 'add-picture', upload: true } }, async (request) => {
    const file = await request.file()
    return { bytes: (await file?.toBuffer())?.length ?? 0 }
  })
}

const doors: App[] = []
async function door(options: Parameters<typeof aDoor>[0] = {}) {
  const made = await aDoor({ policies, routes, ...options })
  doors.push(made.app)
  return made
}
afterEach(async () => {
  reached.length = 0
  await Promise.all(doors.splice(0).map((app) => app.close()))
})

describe('what is sent to the door', () => {
  it.each([
    ['an unknown field', { text: 'a', count: 1, extra: SECRET }, '/extra', 'additionalProperties'],
    ['a wrong type', { text: 'a', count: '1' }, '/count', 'type'],
    ['a missing field', { text: 'a' }, '/count', 'required'],
    ['too long a text', { text: SECRET.repeat(9), count: 1 }, '/text', 'maxLength'],
    ['a field somebody typed', { text: 'a', count: 1, 'Amal of Doha': 1 }, '', 'additionalProperties'],
    ['a secret as a field', { text: 'a', count: 1, [SECRET]: 1 }, '', 'additionalProperties'],
    ['NUL', { text: 'a\0b', count: 1 }, '/text', 'nul'],
  ])('refuses %s with the field and the rule, and nothing else', async (_what, payload, field, rule) => {
    const { app } = await door()
    const answer = await app.inject({ method: 'POST', url: '/notes', headers: as('noura'), payload })
    expect(answer.statusCode).toBe(400)
    expect(answer.headers['content-type']).toBe('application/problem+json')
    expect(answer.json()).toEqual({
      type: 'urn:ihala:problem:body-invalid',
      title: 'The request does not fit its schema.',
      status: 400,
      code: 'body-invalid',
      field,
      rule,
    })
    expect(reached).toEqual([])
  })

  it.each([
    [
      'a body over the limit',
      { url: '/notes', payload: JSON.stringify({ text: 'x'.repeat(300_000), count: 1 }), headers: { 'content-type': 'application/json' } },
      413,
      'body-too-large',
    ],
    [
      'a body that is not JSON',
      { url: '/notes', payload: '{"text":', headers: { 'content-type': 'application/json' } },
      400,
      'body-invalid',
    ],
    [
      'a member named __proto__',
      { url: '/notes', payload: '{"text":"a","count":1,"__proto__":{"a":1}}', headers: { 'content-type': 'application/json' } },
      400,
      'body-invalid',
    ],
    ['plain text', { url: '/notes', payload: 'hello', headers: { 'content-type': 'text/plain' } }, 415, 'media-type-unsupported'],
    [
      'a form',
      { url: '/notes', payload: 'a=b', headers: { 'content-type': 'application/x-www-form-urlencoded' } },
      415,
      'media-type-unsupported',
    ],
    [
      'a body where none is declared',
      { url: '/refusals', payload: '{"a":1}', headers: { 'content-type': 'application/json' } },
      400,
      'body-invalid',
    ],
    [
      'an upload where none is declared',
      { url: '/notes', payload: '--x--\r\n', headers: { 'content-type': 'multipart/form-data; boundary=x' } },
      415,
      'media-type-unsupported',
    ],
    [
      'JSON where an upload is declared',
      { url: '/pictures', payload: '{}', headers: { 'content-type': 'application/json' } },
      415,
      'media-type-unsupported',
    ],
  ])('refuses %s', async (_what, { url, payload, headers }, status, code) => {
    const { app } = await door()
    const answer = await app.inject({ method: 'POST', url, headers: { ...as('noura'), ...headers }, payload })
    expect([answer.statusCode, answer.json().code, answer.headers['content-type']]).toEqual([status, code, 'application/problem+json'])
    expect(reached).toEqual([])
  })

  it('refuses a path, a query and an undeclared query by the place they stand in', async () => {
    const { app } = await door()
    const ask = async (url: string) => (await app.inject({ url, headers: as('noura') })).json()
    expect(await ask('/beds/seven')).toMatchObject({ code: 'body-invalid', field: 'path:/id', rule: 'pattern' })
    expect(await ask(`/beds/${IDS.noura}?limit=many`)).toMatchObject({ code: 'body-invalid', field: 'query:/limit' })
    expect(await ask(`/beds/${IDS.noura}?limit=1&limit=2`)).toMatchObject({ code: 'body-invalid', field: 'query:/limit' })
    expect(await ask(`/beds/${IDS.noura}?order=up`)).toMatchObject({ code: 'body-invalid', field: 'query:/order' })
    expect(await ask('/session?who=me')).toMatchObject({ code: 'body-invalid', field: 'query:/who', rule: 'undeclared' })
    expect(await ask(`/beds/${IDS.noura}?limit=20`)).toEqual({ id: IDS.noura, limit: '20' })
    expect(await ask(`/beds/${IDS.noura}?limit=%00`)).toMatchObject({ code: 'body-invalid', field: 'query:/limit' })
    expect(await ask(`/beds/${'7'.repeat(200)}`)).toMatchObject({ status: 404, code: 'not-found' })
  })

  it('takes an upload and limits its files', async () => {
    const { app } = await door({ limits: { file: 100 } })
    const form = (bytes: number) =>
      `--x\r\ncontent-disposition: form-data; name="f"; filename="a.png"\r\ncontent-type: image/png\r\n\r\n${'p'.repeat(bytes)}\r\n--x--\r\n`
    const send = (bytes: number) =>
      app.inject({
        method: 'POST',
        url: '/pictures',
        headers: as('noura', { 'content-type': 'multipart/form-data; boundary=x' }),
        payload: form(bytes),
      })
    expect((await send(80)).json()).toEqual({ bytes: 80 })
    const refused = await send(200)
    expect([refused.statusCode, refused.json().code]).toEqual([413, 'document-too-large'])
  })

  it('needs Idempotency-Key where something is created and If-Match where something is changed', async () => {
    const { app } = await door()
    const made = await app.inject({ method: 'POST', url: '/beds', headers: as('noura') })
    expect([made.statusCode, made.json().code]).toEqual([400, 'idempotency-key-missing'])
    expect((await app.inject({ method: 'POST', url: '/beds', headers: as('noura', { 'idempotency-key': 'a-key' }) })).statusCode).toBe(200)
    const change = (headers: Record<string, string>) =>
      app.inject({ method: 'PUT', url: `/beds/${IDS.noura}`, headers: as('noura', headers) })
    expect((await change({})).statusCode).toBe(428)
    expect((await change({ 'if-match': '3' })).json()).toMatchObject({ code: 'body-invalid', field: 'header:/if-match' })
    const seen = await app.inject({ url: `/beds/${IDS.noura}`, headers: as('noura') })
    expect((await change({ 'if-match': String(seen.headers.etag) })).json()).toEqual({ version: 3 })
  })
})

describe('who comes to the door (T22)', () => {
  it.each([
    ['nobody signed in', {}, 401, 'not-signed-in'],
    ['a session that ended', as('somebody'), 401, 'session-expired'],
    ['a role that may not', as('samir'), 403, 'not-allowed'],
    ['another site: no token', { cookie: 'ihala_session_care-house=noura' }, 403, 'cross-site-request'],
    ['another site: wrong token', { ...as('noura'), 'x-csrf-token': `${CSRF}x` }, 403, 'cross-site-request'],
  ])('refuses %s, before its body is read', async (_who, headers, status, code) => {
    const { app } = await door()
    const answer = await app.inject({ method: 'POST', url: '/notes', headers, payload: { nonsense: true } })
    expect([answer.statusCode, answer.json().code]).toEqual([status, code])
    expect(reached).toEqual([])
  })

  it('lets in who may, and the handler knows who it is', async () => {
    const { app } = await door()
    const answer = await app.inject({ method: 'POST', url: '/notes', headers: as('noura'), payload: { text: 'four', count: 1 } })
    expect(answer.json()).toEqual({ by: IDS.noura, length: 4 })
  })

  it('asks the policies about the object, from the request or from what the handler loaded', async () => {
    const { app } = await door()
    const free = async (path: string) => (await app.inject({ method: 'POST', url: path, headers: as('noura') })).statusCode
    expect(await free(`/beds/${IDS.noura}/free`)).toBe(200)
    expect(await free(`/beds/${IDS.samir}/free`)).toBe(403)
    expect(await free(`/beds/${IDS.noura}/loaded`)).toBe(200)
    expect(await free(`/beds/${IDS.samir}/loaded`)).toBe(403)
    expect((await app.inject({ method: 'POST', url: `/beds/${IDS.noura}/free` })).statusCode).toBe(401)
  })

  it('a page that asks by itself says so: that does not count as somebody being there', async () => {
    const { app, sessions } = await door()
    await app.inject({ url: `/beds/${IDS.noura}`, headers: as('noura', { 'x-by-itself': '1' }) })
    expect([sessions.lookUps(), sessions.glances()]).toEqual([0, 1])
    await app.inject({ url: `/beds/${IDS.noura}`, headers: as('noura') })
    expect([sessions.lookUps(), sessions.glances()]).toEqual([1, 1])
  })

  it('says who is signed in, for how long still, and signs out', async () => {
    const { app, sessions } = await door()
    const session = await app.inject({ url: '/session', headers: as('noura') })
    expect(session.json()).toMatchObject({
      staff: { id: IDS.noura, roles: ['shelter-worker'] },
      organisation: { slug: 'care-house', kind: 'shelter' },
      csrf: CSRF,
      // Seen half a minute ago, opened an hour ago; half an hour and twelve hours are allowed.
      secondsLeft: { idle: 29.5 * 60, atMost: 11 * 3600 },
      environment: 'development',
    })
    expect((await app.inject({ method: 'POST', url: '/auth/logout', headers: { cookie: as('noura').cookie ?? '' } })).statusCode).toBe(403)
    expect((await app.inject({ method: 'POST', url: '/auth/logout', headers: as('noura') })).json()).toEqual({ providerSignOut: null })
    expect(sessions.ended).toEqual(['noura'])
    const ended = await app.inject({ url: `/beds/${IDS.noura}`, headers: as('noura') })
    expect(ended.json()).toMatchObject({ code: 'session-expired' })
  })

  it('answers who asks whether anybody is signed in: nobody is no mistake', async () => {
    const { app } = await door()
    for (const headers of [{}, as('somebody')]) {
      const answer = await app.inject({ url: '/session', headers })
      expect([answer.statusCode, answer.body, answer.headers['cache-control']]).toEqual([204, '', 'no-store'])
    }
    expect((await app.inject({ url: '/metrics' })).body).not.toContain('ihala_refusals_total{')
  })

  it('limits how often one address asks', async () => {
    const { app } = await door({ limits: { requests: 2 } })
    const ask = () => app.inject({ url: '/version' })
    await ask()
    await ask()
    const third = await ask()
    expect([third.statusCode, third.json().code, third.headers['retry-after']]).toEqual([429, 'too-many-requests', '60'])
  })

  it('tells anybody which organisation this is, by the names of the registry', async () => {
    const { app } = await door()
    expect((await app.inject({ url: '/version' })).json()).toMatchObject({ service: 'care-house', names: { ar: 'بيت الرعاية' } })
  })

  it('answers health without a look-up, even when a cookie comes along', async () => {
    const { app, sessions } = await door({ readiness: () => ({ ready: false, reason: 'the database does not answer' }) })
    expect((await app.inject({ url: '/livez', headers: as('noura') })).statusCode).toBe(200)
    const ready = await app.inject({ url: '/readyz' })
    expect([ready.statusCode, ready.json()]).toEqual([503, { ready: false, reason: 'the database does not answer' }])
    expect(sessions.lookUps()).toBe(0)
  })
})

describe('addresses', () => {
  it('says 404 for an unknown one and 405 with Allow for a wrong method', async () => {
    const { app } = await door()
    const missing = await app.inject({ url: '/nothing/here', headers: as('noura') })
    expect([missing.statusCode, missing.json().code]).toEqual([404, 'not-found'])
    const wrong = await app.inject({ method: 'DELETE', url: `/beds/${IDS.noura}`, headers: as('noura') })
    expect([wrong.statusCode, wrong.json().code, wrong.headers.allow]).toEqual([405, 'method-not-allowed', 'GET, HEAD, PUT'])
    const unreadable = await app.inject({ url: '/beds/%zz', headers: as('noura') })
    expect([unreadable.statusCode, unreadable.json().code]).toEqual([404, 'not-found'])
  })

  it('sends strict headers and lets nobody keep an answer', async () => {
    const { app } = await door()
    const { headers } = await app.inject({ url: '/version' })
    expect(headers['content-security-policy']).toContain("default-src 'none';script-src 'self';style-src 'self'")
    expect(headers['cache-control']).toBe('no-store')
    expect(headers['strict-transport-security']).toBeUndefined()
  })
})

describe('what goes wrong', () => {
  it('tells a refusal of a handler with its facts', async () => {
    const { app } = await door()
    const answer = await app.inject({ method: 'POST', url: '/refusals', headers: as('noura') })
    expect(answer.json()).toEqual({
      type: 'urn:ihala:problem:bed-not-free',
      title: 'The bed is not free.',
      status: 409,
      code: 'bed-not-free',
      facts: { state: 'kept' },
    })
  })

  it('tells of a fault only its id, which is in the log', async () => {
    const { app, lines } = await door()
    const answer = await app.inject({ method: 'POST', url: '/faults', headers: as('noura'), payload: { why: SECRET } })
    expect(answer.statusCode).toBe(500)
    expect(Object.keys(answer.json()).sort()).toEqual(['code', 'id', 'status', 'title', 'type'])
    expect(lines.filter((line) => line.includes(answer.json().id) && line.includes('"type":"TypeError"'))).toHaveLength(1)
  })

  it('is a fault when an answer holds more than its schema says, and nothing of it leaves', async () => {
    const { app } = await door()
    const answer = await app.inject({ url: '/leaks', headers: as('noura') })
    expect(answer.statusCode).toBe(500)
    expect(answer.body).not.toContain(SECRET)
  })

  it('T46: no body, query, path parameter, header or message of a fault is logged or told', async () => {
    const { app, lines } = await door()
    const told: string[] = []
    const send = async (request: InjectOptions) => told.push((await app.inject(request)).body)
    const headers = as('noura', { 'x-note': SECRET, 'user-agent': SECRET, 'x-request-id': SECRET, traceparent: SECRET })
    await send({ method: 'POST', url: '/faults', headers, payload: { why: SECRET } })
    await send({ method: 'POST', url: '/notes', headers, payload: { text: SECRET, count: SECRET } })
    await send({
      method: 'POST',
      url: '/notes',
      headers: { ...headers, 'content-type': 'application/json' },
      payload: `{"text": ${SECRET}`,
    })
    await send({ url: `/beds/${SECRET}?limit=${SECRET}`, headers })
    await send({ url: `/${SECRET}`, headers })
    await send({ url: '/session', headers: { cookie: `ihala_session_care-house=${SECRET}` } })
    await send({ url: '/leaks', headers })
    expect(lines.length).toBeGreaterThanOrEqual(7)
    expect(lines.join('')).not.toContain(SECRET)
    expect(lines.join('')).not.toContain(CSRF)
    expect(told.join('')).not.toContain(SECRET)
  })

  it('counts refusals and times by template', async () => {
    const { app } = await door()
    await app.inject({ url: `/beds/${IDS.noura}` })
    const { body } = await app.inject({ url: '/metrics' })
    expect(body).toContain('ihala_refusals_total{code="not-signed-in"} 1')
    expect(body).toContain('ihala_http_seconds_count{method="GET",route="/beds/:id",status="401"} 1')
    expect(body).not.toContain(IDS.noura)
  })

  it('T46: a span tells the template and the outcome, and takes no parent from outside', async () => {
    const memory = new InMemorySpanExporter()
    const { app } = await door({ tracing: await createTracing({ memory }, { slug: 'care-house', kind: 'shelter' }) })
    await app.inject({
      url: `/beds/${IDS.noura}`,
      headers: { ...as('samir'), traceparent: '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01' },
    })
    const [span] = memory.getFinishedSpans()
    expect(span?.attributes).toEqual({ organisation: 'care-house', route: '/beds/:id', status: 403, outcome: 'not-allowed' })
    expect(span?.spanContext().traceId).not.toBe('0af7651916cd43dd8448eb211c80319c')
    expect(span?.parentSpanContext).toBeUndefined()
  })
})

describe('what is refused at start', () => {
  const start = async (add: (app: App) => void, text = '') => {
    const { app } = await door({ routes: add, policies: [{ feature: 'beds', text }] })
    await app.ready()
  }
  it('a route without an action', async () => {
    await expect(start((app) => app.get('/open', () => 'x'))).rejects.toThrow('refused: route GET /open has no policy action')
  })
  it('an action no policy names', async () => {
    await expect(start((app) => app.get('/open', { config: { action: 'see-all' } }, () => 'x'))).rejects.toThrow(
      'refused: route GET /open has the action see-all, which no policy names',
    )
  })
  it('path parameters without a schema', async () => {
    const add = (app: App) => app.get('/open/:id', { config: { action: 'see-all' } }, () => 'x')
    await expect(start(add, 'permit (principal, action == Action::"see-all", resource);')).rejects.toThrow(
      'refused: route GET /open/:id has path parameters no schema describes',
    )
  })
  it('policies that cannot be read, by whose they are', async () => {
    await expect(start(() => undefined, 'permit (principal')).rejects.toThrow(/^refused: the policies of beds cannot be read: /)
  })
})
