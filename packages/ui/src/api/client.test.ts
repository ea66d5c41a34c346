import { expect, test } from 'vitest'
import { presenceFrom } from '../session/presence.ts'
import { apiOver } from './client.ts'
import { ProblemError } from './problem.ts'

const answering = (status: number, content: unknown) => {
  const seen: { path: string; init: RequestInit | undefined }[] = []
  const api = apiOver(
    async (path, init) => {
      seen.push({ path: String(path), init })
      return new Response(content === undefined ? null : JSON.stringify(content), { status })
    },
    presenceFrom(() => 0),
  )
  return { api, seen }
}

const grace = { id: '01890a5d-ac96-774b-bcce-b302099a8057', names: { ar: 'غريس', en: 'Grace' }, roles: [], languages: [] }
const noora = { ...grace, id: '01890a5d-ac96-774b-bcce-b302099a8058' }

test('a writing request carries token, version and key', async () => {
  const { api, seen } = answering(200, { id: 'x', version: 2 })
  api.keepSession({ csrf: 'token-1', staff: grace })
  await api.send({ method: 'POST', path: '/referrals/x/accept', body: { transfer: true }, version: 7, idempotencyKey: 'k' })
  expect(seen[0]?.init?.headers).toMatchObject({ 'x-csrf-token': 'token-1', 'if-match': '"7"', 'idempotency-key': 'k' })
  expect(seen[0]?.init?.body).toBe('{"transfer":true}')
})

test('a file goes as a form, whose boundary the browser writes', async () => {
  const { api, seen } = answering(201, { id: 'x', version: 1 })
  await api.send({ method: 'POST', path: '/people/x/files', body: new FormData() })
  expect(seen[0]?.init?.headers).not.toHaveProperty('content-type')
})

test('a problem keeps code, field and rule', async () => {
  const { api } = answering(422, { code: 'body-invalid', field: '/need/note', rule: 'maxLength', status: 422 })
  const problem = await api.get('/x').catch((error: unknown) => error)
  expect(problem).toBeInstanceOf(ProblemError)
  expect(problem).toMatchObject({ code: 'body-invalid', field: '/need/note', rule: 'maxLength', status: 422 })
})

test('no answer is a problem of its own, and an answer without content is none', async () => {
  const dead = apiOver(
    () => Promise.reject(new TypeError('no network')),
    presenceFrom(() => 0),
  )
  await expect(dead.get('/x')).rejects.toMatchObject({ code: 'no-answer', status: 0 })
  await expect(answering(204, undefined).api.send({ method: 'POST', path: '/x' })).resolves.toBeUndefined()
})

test('a page that nobody touched says so, and whoever touches it is there for one answer; a write always counts', async () => {
  const presence = presenceFrom(() => 0)
  const seen: (string | null)[] = []
  const api = apiOver(async (_path, init) => {
    seen.push(new Headers(init?.headers).get('x-by-itself'))
    return Response.json({})
  }, presence)
  await api.get('/x')
  await api.get('/x')
  presence.act()
  await api.get('/x')
  await api.get('/x')
  await api.send({ method: 'POST', path: '/x' })
  expect(seen).toEqual([null, '1', null, '1', null])
})

test('what was asked ahead is not asked again, and counts as asked; what was refused is', async () => {
  const presence = presenceFrom(() => 0)
  const seen: [string, string | null][] = []
  const api = apiOver(
    async (path, init) => {
      seen.push([String(path), new Headers(init?.headers).get('x-by-itself')])
      return Response.json({ asked: 'now' })
    },
    presence,
    (path) => ({ '/session': Promise.resolve({ asked: 'ahead' }), '/refused': Promise.resolve(undefined) })[path],
  )
  expect(await api.get('/session')).toEqual({ asked: 'ahead' })
  expect(await api.get('/refused')).toEqual({ asked: 'now' })
  expect(seen).toEqual([['/refused', '1']])
})

test('T22: signed in anew in another window, what was refused goes again with the new token; for somebody else it does not', async () => {
  const opened = (staff: typeof grace) => {
    const tokens: string[] = []
    const api = apiOver(
      async (path, init) => {
        if (path === '/session') return Response.json({ csrf: 'new', staff })
        const token = new Headers(init?.headers).get('x-csrf-token') ?? ''
        tokens.push(token)
        return token === 'new' ? Response.json({}) : Response.json({ code: 'cross-site-request' }, { status: 403 })
      },
      presenceFrom(() => 0),
    )
    api.keepSession({ csrf: 'old', staff: grace })
    return { api, tokens }
  }
  const again = opened(grace)
  await again.api.send({ method: 'POST', path: '/x', body: { text: 'kept' } })
  expect(again.tokens).toEqual(['old', 'new'])
  const other = opened(noora)
  await expect(other.api.send({ method: 'POST', path: '/x' })).rejects.toMatchObject({ code: 'cross-site-request' })
  expect(other.tokens).toEqual(['old'])
})

test.each([
  ['asked ahead', () => Promise.resolve(null)],
  ['asked now', () => undefined],
])('that nobody is signed in is no failed request, and whoever wants to know is told: %s', async (_when, ahead) => {
  const api = apiOver(
    async () => new Response(null, { status: 204 }),
    presenceFrom(() => 0),
    ahead,
  )
  let told = 0
  api.whenSignedOut(() => {
    told += 1
  })
  await expect(api.session()).rejects.toMatchObject({ code: 'not-signed-in' })
  expect(told).toBe(1)
})

test('whoever wants to know is told that nobody is signed in any more', async () => {
  const { api } = answering(401, { code: 'session-expired' })
  let told = 0
  const end = api.whenSignedOut(() => {
    told += 1
  })
  await api.get('/x').catch(() => undefined)
  end()
  await api.get('/x').catch(() => undefined)
  expect(told).toBe(1)
})
