import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { createServer, type Server } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { command } from '../command.ts'
import { EXIT } from '../options.ts'

const dir = mkdtempSync(join(tmpdir(), 'ihala-members-'))
const session = join(dir, 'session')
const asked: string[] = []
let server: Server
let at = ''

/** A committee that knows one suspended proposal of somebody else's, and refuses every approval. */
beforeAll(async () => {
  writeFileSync(session, 'ihala_session_committee=abc\n')
  server = createServer((request, response) => {
    asked.push(`${request.method} ${request.url} ${request.headers['x-csrf-token'] ?? ''}`.trim())
    const measure = { id: 'one', entityId: 'https://charity.ihala.test', measure: 'suspend', confirmedAt: null }
    const answers: Readonly<Record<string, object>> = {
      'GET /session': { csrf: 'token' },
      'GET /registry/measures': { measures: [measure] },
      'POST /registry/measures/one/confirm': { id: 'one' },
      'POST /registry/members/charity/measures': { id: 'two' },
    }
    const answer = answers[`${request.method} ${request.url}`]
    if (request.url === '/session' && request.headers.cookie !== 'ihala_session_committee=abc') return void response.writeHead(204).end()
    response.statusCode = answer ? 200 : 403
    response.setHeader('content-type', 'application/json')
    response.end(JSON.stringify(answer ?? { code: 'second-person-required' }))
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const address = server.address()
  at = `http://127.0.0.1:${typeof address === 'object' && address ? address.port : 0}`
})
afterAll(() => {
  server.close()
  rmSync(dir, { recursive: true, force: true })
})

async function ihala(...args: string[]) {
  const lines: string[] = []
  const say = (line: string): void => void lines.push(line)
  const code = await command(args, { environment: {}, now: () => new Date(), say, print: say })
  return { code, said: lines.join('\n') }
}

test('K4: the first proposes; the second, by the same words, confirms what is open', async () => {
  const door = ['--at', `${at}/`, '--session', session]
  expect(await ihala('members', 'suspend', 'charity', ...door)).toMatchObject({
    code: EXIT.done,
    said: expect.stringContaining('confirmed'),
  })
  expect(asked.at(-1)).toBe('POST /registry/measures/one/confirm token')
  expect(await ihala('members', 'expel', 'charity', ...door)).toMatchObject({
    code: EXIT.done,
    said: expect.stringContaining('second person'),
  })
  expect(asked.at(-1)).toBe('POST /registry/members/charity/measures token')
})

test('K1: the committee’s no is said in words', async () => {
  const { code, said } = await ihala('members', 'approve', 'clinic', '--at', at, '--session', session)
  expect([code, said]).toEqual([EXIT.unusable, `${at}: A second person must do this. (second-person-required)`])
})

test('a session that is over is said in words', async () => {
  const over = join(dir, 'over')
  writeFileSync(over, 'ihala_session_committee=over\n')
  const { code, said } = await ihala('members', 'list', '--at', at, '--session', over)
  expect([code, said]).toEqual([EXIT.unusable, `${at}: Sign in first. (not-signed-in)`])
})

test('what is missing or wrong is said before anything is asked', async () => {
  const before = asked.length
  for (const [args, words] of [
    [['list'], '--at is missing'],
    [['approve', 'clinic', '--at', at], '--session is missing'],
    [['approve', 'clinic', '--at', at, '--session', join(dir, 'none')], 'cannot be read'],
    [['verify', 'clinic', '--at', at, '--session', session, '--how', 'email'], '--how is one of'],
    [['approve', 'clinic', 'charity', '--at', at], 'there is no command'],
    [['forget', 'clinic'], 'there is no command'],
  ] as const)
    expect(await ihala('members', ...args)).toMatchObject({ code: EXIT.unusable, said: expect.stringContaining(words) })
  writeFileSync(join(dir, 'header'), 'cookie: one=two; three=four\r\nx: y')
  expect((await ihala('members', 'list', '--at', at, '--session', join(dir, 'header'))).said).toContain('holds no session')
  expect(asked.length).toBe(before)
  expect((await ihala('members', 'list', '--at', 'http://127.0.0.1:9', '--session', session)).said).toContain('nobody answers there')
})

test('help names every command about members', async () => {
  const { code, said } = await ihala('--help')
  expect(code).toBe(EXIT.done)
  for (const name of ['list', 'apply', 'verify', 'conformance', 'conformance-new', 'approve', 'suspend|restore|expel', 'rotate'])
    expect(said).toContain(`ihala members ${name}`)
})
