import { afterAll, beforeAll, expect, test } from 'vitest'
import { type LoneMinistry, loneMinistry } from '../../../../test/kit/lone-ministry.ts'
import { service } from '../service.ts'

const logged: string[] = []
let lone: LoneMinistry['lone']

beforeAll(async () => {
  ;({ lone } = await loneMinistry(service, {
    config: { workerPages: { leaveTo: 'https://weather.example/', emergency: '999' } },
    logs: { level: 'info', stream: { write: (line) => logged.push(line) } },
  }))
}, 60_000)
afterAll(() => lone?.stop())

const FORM = { 'content-type': 'application/x-www-form-urlencoded' }
const post = (fields: Record<string, string>, url = '/i/') =>
  lone.running.app.inject({
    method: 'POST',
    url,
    headers: FORM,
    remoteAddress: '203.0.113.77',
    payload: new URLSearchParams(fields).toString(),
  })
const codeIn = (page: string): string => [...page.matchAll(/<span>(\d{4})<\/span>/g)].map(([, four]) => four).join('')

test('T40: every answer is neither stored nor tells where one came from, and no cookie is set', async () => {
  const answers = [
    await lone.running.app.inject({ url: '/i/' }),
    await lone.running.app.inject({ url: '/i/page.css' }),
    await lone.running.app.inject({ url: '/i/lock' }),
    await post({ language: 'ne', go: 'start' }),
    await post({ language: 'ar', go: 'protected' }),
  ]
  for (const { statusCode, headers } of answers) {
    expect([statusCode, headers['cache-control'], headers['referrer-policy'], headers['set-cookie']]).toEqual([
      200,
      'no-store',
      'no-referrer',
      undefined,
    ])
    expect(headers['content-security-policy']).toContain("default-src 'none';script-src 'self';style-src 'self'")
  }
  expect(answers[0]?.payload).toContain('href="https://weather.example/"')
  expect(answers[3]?.payload).toContain('href="tel:999"')
})

test('J-5: a report without script is filed, comes back by its code, and is proven; a duress code shows nothing of it', async () => {
  const filed = await post({ language: 'en', go: 'send', wrong: 'papers-kept', about: 'me', story: 'They keep my passport.' })
  const code = codeIn(filed.payload)
  expect(code).toMatch(/^\d{16}$/)
  const seen = await post({ language: 'en', go: 'open', code: code.replace(/(.{4})/g, '$1 ') })
  expect(seen.payload).toContain('It arrived')
  const duress = `${code.slice(0, 14)}${String(Number(code.slice(14)) + 1).padStart(2, '0')}`
  const decoy = await post({ language: 'en', go: 'open', code: duress })
  expect(decoy.payload).toContain('working hours')
  expect(decoy.payload).not.toContain('It arrived')
  expect(decoy.rawPayload.length).toBe(seen.rawPayload.length)
  const file = await post({ code }, '/i/file')
  expect(file.headers['content-disposition']).toBe('attachment; filename="file.json"')
  expect(Object.keys(file.json()).sort()).toEqual(['anchors', 'filing', 'format', 'statements'])
  expect((await post({ code: duress }, '/i/file')).statusCode).toBe(404)
  const back = await post({ language: 'en', go: 'withdraw', code })
  expect(back.payload).toContain('It was taken back.')
}, 30_000)

test('what no page of ours sends is refused before anything is done', async () => {
  const json = await lone.running.app.inject({ method: 'POST', url: '/i/', payload: { go: 'start' } })
  expect([json.statusCode, json.json().code]).toEqual([415, 'media-type-unsupported'])
  const problems: Record<string, string>[] = [
    { phone: '5555' },
    { go: 'fly' },
    { wrong: 'no-such-thing' },
    { 'q-hurt': 'maybe' },
    { language: 'xx' },
    { __proto__x: '1' },
  ]
  for (const fields of problems) {
    const answer = await post({ language: 'en', ...fields })
    expect([answer.statusCode, answer.json().code]).toEqual([400, 'body-invalid'])
  }
})

test('A5: nothing of all that stands in the log, and nobody was counted by an address', async () => {
  expect(logged.join('')).not.toMatch(/203\.0\.113\.77|\/i\/|passport|papers-kept/)
})
