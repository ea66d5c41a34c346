import { afterEach, beforeEach, expect, test, vi } from 'vitest'

beforeEach(() => {
  vi.useFakeTimers()
  vi.resetModules()
})
afterEach(() => {
  vi.useRealTimers()
  vi.unstubAllGlobals()
})

/** The page at an address, opened by somebody with these roles; by nobody who is signed in, without: then the service says `status`. */
async function opened(address: string, roles?: readonly string[], status = 204) {
  const asked: [string, string | null][] = []
  vi.stubGlobal('location', new URL(address, 'https://house.example'))
  vi.stubGlobal('fetch', async (path: string, init: RequestInit) => {
    asked.push([path, new Headers(init.headers).get('x-by-itself')])
    return roles ? Response.json(path === '/session' ? { staff: { roles } } : { items: [], next: null }) : new Response(null, { status })
  })
  const { askedAhead, FIRST_LIST, isListAsked } = await import('./asked-ahead.ts')
  return { asked, askedAhead, FIRST_LIST, isListAsked }
}

test('somebody who works on cases finds session and list asked for, each once; only the session says that they are there', async () => {
  const { asked, askedAhead, FIRST_LIST } = await opened('/desk/', ['shelter-worker'])
  expect(await askedAhead('/session')).toEqual({ staff: { roles: ['shelter-worker'] } })
  expect(await askedAhead(FIRST_LIST)).toEqual({ items: [], next: null })
  expect(asked).toEqual([
    ['/session', null],
    [FIRST_LIST, '1'],
  ])
  expect([askedAhead('/session'), askedAhead(FIRST_LIST)]).toEqual([undefined, undefined])
})

test.each([
  ['who may not read the list', '/desk/', ['analyst']],
  ['on another screen', '/desk/people', ['shelter-worker']],
  ['in another box', '/desk/?box=sent', ['shelter-worker']],
])('nothing but the session is asked for %s', async (_who, address, roles) => {
  const { asked, askedAhead, isListAsked } = await opened(address, roles)
  await askedAhead('/session')
  expect([asked, isListAsked()]).toEqual([[['/session', null]], false])
})

test('that nobody is signed in is an answer: it is asked for once, and no list is', async () => {
  const { asked, askedAhead, isListAsked } = await opened('/desk/')
  expect(await askedAhead('/session')).toBeNull()
  expect([asked, isListAsked()]).toEqual([[['/session', null]], false])
})

test('what was not answered well is no answer: the page asks for itself', async () => {
  const { askedAhead, isListAsked } = await opened('/desk/', undefined, 503)
  expect(await askedAhead('/session')).toBeUndefined()
  expect(isListAsked()).toBe(false)
})

test('what nobody takes is forgotten', async () => {
  const { askedAhead, FIRST_LIST } = await opened('/desk/', ['lawyer'])
  await vi.advanceTimersByTimeAsync(10_000)
  expect([askedAhead('/session'), askedAhead(FIRST_LIST)]).toEqual([undefined, undefined])
})
