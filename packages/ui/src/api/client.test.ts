import { expect, test } from 'vitest'
import { apiOver } from './client.ts'
import { ProblemError } from './problem.ts'

const answering = (status: number, content: unknown) => {
  const seen: { path: string; init: RequestInit | undefined }[] = []
  const api = apiOver(async (path, init) => {
    seen.push({ path: String(path), init })
    return new Response(content === undefined ? null : JSON.stringify(content), { status })
  })
  return { api, seen }
}

test('a writing request carries token, version and key', async () => {
  const { api, seen } = answering(200, { id: 'x', version: 2 })
  api.keepCsrf('token-1')
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
  const dead = apiOver(() => Promise.reject(new TypeError('no network')))
  await expect(dead.get('/x')).rejects.toMatchObject({ code: 'no-answer', status: 0 })
  await expect(answering(204, undefined).api.send({ method: 'POST', path: '/x' })).resolves.toBeUndefined()
})
